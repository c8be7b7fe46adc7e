"""Usual mail providers and what their help says of outgoing mail, read in November 2026. Without a `source`: « à vérifier »."""

from dataclasses import dataclass

from outbox.enums import Protection


@dataclass(frozen=True)
class Provider:
    """`advice`: what their customers need to know first. `source`: who says so, and when it was read."""

    key: str
    name: str
    host: str
    port: int
    protection: Protection
    advice: str
    source: str = ""

    @property
    def is_verified(self) -> bool:
        """Was it read on the provider's own pages?"""
        return bool(self.source)


FULL = "L’identifiant est l’adresse e-mail entière, le mot de passe celui de la boîte."
GOOGLE = "Google demande un «\u00a0mot de passe d’application\u00a0»\u00a0: créez-le dans votre compte Google, rubrique Sécurité."
MICROSOFT = (
    "Microsoft ferme peu à peu l’envoi par mot de passe (fin décembre 2026 pour beaucoup d’entreprises). "
    "Votre administrateur doit l’autoriser pour la boîte («\u00a0SMTP authentifié\u00a0»)."
)
OTHER = "Cherchez «\u00a0serveur SMTP\u00a0» ou «\u00a0courrier sortant\u00a0» dans son aide."

PROVIDERS = (
    Provider("google", "Gmail ou Google Workspace", "smtp.gmail.com", 587, Protection.STARTTLS, GOOGLE),
    Provider("microsoft", "Microsoft 365", "smtp.office365.com", 587, Protection.STARTTLS, MICROSOFT),
    Provider("ovh", "OVHcloud", "ssl0.ovh.net", 465, Protection.TLS, FULL),
    Provider(
        "infomaniak", "Infomaniak", "mail.infomaniak.com", 465, Protection.TLS, FULL,
        "page d’aide 468 d’Infomaniak, lue le 21\u00a0novembre 2026",
    ),
    Provider("ionos", "Ionos", "smtp.ionos.fr", 465, Protection.TLS, FULL),
    Provider("other", "Un autre fournisseur", "", 587, Protection.STARTTLS, OTHER),
)  # fmt: skip
BY_KEY = {provider.key: provider for provider in PROVIDERS}
