"""The mail server of a company."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions.mail import Given
from accounts.forms.fields import EmailField, Line, PasswordField, required
from accounts.models import MailServer
from accounts.providers import BY_KEY, Provider
from lib.choices import Hinted
from outbox.enums import Protection
from outbox.rules import HERE

HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]+")
WAYS = [
    (Protection.STARTTLS, Hinted("STARTTLS", "En général avec le port 587.")),
    (Protection.TLS, Hinted("TLS dès le début", "En général avec le port 465. On dit aussi SSL.")),
    (Protection.NONE, Hinted("Aucune", "Seulement si le serveur de messagerie est sur cette machine.")),
]
PORTS = (25, 465, 587, 1025, 2465, 2525, 2587)  # those of mail: this form is no way to look around the network of the server
PORT = {
    "required": _("Indiquez le port, par exemple 587."),
    "invalid": _("Indiquez un nombre, par exemple 587."),
    "min_value": _("Un port va de 1 à 65535."),
    "max_value": _("Un port va de 1 à 65535."),
}


class MailServerForm(forms.Form):
    """Prefilled by a provider, or by what is kept; the password is never shown again."""

    sender = EmailField(
        label=_("Adresse qui envoie"),
        help_text=_("Par exemple contact@entreprise.fr. Les personnes la verront comme expéditeur."),
        error_messages={"required": _("Indiquez l’adresse qui envoie.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    username = Line(
        label=_("Identifiant"), max_length=254, required=False, help_text=_("Souvent la même adresse."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip
    password = PasswordField(fresh=True, label=_("Mot de passe"), required=False)
    host = Line(
        label=_("Serveur de courrier sortant (SMTP)"), max_length=253, error_messages=required(_("Indiquez le nom du serveur.")),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )  # fmt: skip
    port = forms.IntegerField(
        label=_("Port"), min_value=1, max_value=65535, error_messages=PORT, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    protection = forms.ChoiceField(
        label=_("Protection"), choices=WAYS, widget=forms.RadioSelect, error_messages=required(_("Choisissez une protection."))
    )

    def __init__(self, *args: Any, provider: Provider, kept: MailServer | None, **kwargs: Any) -> None:
        first = {"host": provider.host, "port": provider.port, "protection": provider.protection}
        if kept:
            mine = {name: getattr(kept, name) for name in ("host", "port", "protection", "username", "sender")}
            first = mine if kept.provider == provider.key else mine | first
        kwargs["initial"] = first
        super().__init__(*args, **kwargs)
        self.provider, self.kept = provider, kept
        if kept and kept.sealed_password:
            self.fields["password"].help_text = _("Laissez vide pour garder celui qui est enregistré.")

    def clean_host(self) -> str:
        host = str(self.cleaned_data["host"]).lower()
        if not HOST.fullmatch(host):
            raise forms.ValidationError(_("Indiquez un nom de serveur, par exemple smtp.fournisseur.fr."))
        return host

    def clean_port(self) -> int:
        port = int(self.cleaned_data["port"])
        if port not in PORTS:
            raise forms.ValidationError(_("Ce n’est pas un port de messagerie. En général\u00a0: 587 ou 465."))
        return port

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not password.isascii():
            raise forms.ValidationError(_("Les serveurs de messagerie refusent les lettres accentuées. Choisissez un autre mot de passe."))
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("protection") == Protection.NONE and given.get("host") not in HERE:
            self.add_error("protection", _("Sans protection, le mot de passe passerait en clair sur Internet. Choisissez STARTTLS ou TLS."))
        if given.get("username") and not given.get("password") and not self._keeps_password(given):
            self.add_error("password", _("Indiquez le mot de passe de cette boîte sur ce serveur."))
        return given

    def _keeps_password(self, given: dict[str, Any]) -> bool:
        """The password there is never leaves for another server nor another account than the one it was typed for."""
        kept = self.kept
        return kept is not None and bool(kept.sealed_password) and (kept.host, kept.username) == (given.get("host"), given.get("username"))

    @property
    def given(self) -> Given:
        """What accounts.actions.mail.set_up takes."""
        return Given(provider=self.provider.key, **self.cleaned_data)


def provider_of(key: str, kept: MailServer | None) -> Provider:
    """The one asked for, else the one kept, else « un autre »."""
    return BY_KEY.get(key) or BY_KEY.get(kept.provider if kept else "") or BY_KEY["other"]
