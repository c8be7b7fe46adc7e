"""An account: what it is and how to take it back, never its secret."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Company
from inventory.actions.accounts import Account
from inventory.enums import Ownership, SecretKeeper, SignIn
from inventory.forms.fields import Choice, Day, NoSecretWords, YesNo, offer
from inventory.models import Agent, Connection
from inventory.rules.rotation import LONGEST, PERIODS, rotation_words
from lib.choices import Hinted

OWNERS = [
    (Ownership.DEDICATED.value, Hinted("Réservé à l’agent", "Le plus sûr\u00a0: on le coupe sans gêner personne.")),
    (Ownership.SHARED.value, Hinted("Partagé avec d’autres", "On ne sait plus qui a fait quoi.")),
    (Ownership.PERSONAL.value, Hinted("Compte d’une personne", "L’agent voit tout ce que voit cette personne.")),
    (Ownership.ADMIN.value, Hinted("Compte d’administrateur", "L’agent peut tout faire dans ce service.")),
    (Ownership.UNKNOWN.value, "Je ne sais pas"),
]
KEEPERS = [
    (SecretKeeper.MANAGER.value, SecretKeeper.MANAGER.label),
    (SecretKeeper.VAULT.value, SecretKeeper.VAULT.label),
    (SecretKeeper.AWS.value, SecretKeeper.AWS.label),
    (SecretKeeper.WRANGLER.value, SecretKeeper.WRANGLER.label),
    (SecretKeeper.TOOL.value, Hinted(SecretKeeper.TOOL.label, "Par exemple les identifiants enregistrés dans n8n ou Make.")),
    (SecretKeeper.VARIABLE.value, SecretKeeper.VARIABLE.label),
    (SecretKeeper.PLAIN.value, Hinted(SecretKeeper.PLAIN.label, "Un fichier, un e-mail ou un tableau\u00a0: à ranger dans un coffre.")),
    (SecretKeeper.UNKNOWN.value, SecretKeeper.UNKNOWN.label),
]
OWN_PERIOD = "own"
PERIOD_CHOICES = [
    ("", "Je ne sais pas"),
    *((str(days), rotation_words(days)) for days in PERIODS),
    (OWN_PERIOD, "Un autre nombre de jours, ci-dessous"),
]
PLAIN = tuple(name for name in Account.__dataclass_fields__ if name != "rotation_days")
NOT_YET = "Ce jour n’est pas encore venu. Choisissez aujourd’hui ou avant."


class AccountForm(forms.Form):
    """One account of a service."""

    service = NoSecretWords(
        label="Service",
        required="Écrivez le nom du service.",
        max_length=80,
        help_text="Par exemple Google Workspace, Qonto, n8n.",
        widget=forms.TextInput(attrs={"list": "services", "autocomplete": "off"}),
    )
    identifier = NoSecretWords(
        label="Identifiant du compte",
        max_length=160,
        help_text="L’adresse ou le nom de connexion, jamais le mot de passe.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ownership = Choice(OWNERS, label="À qui est ce compte\u00a0?", cards=True)
    sign_in = Choice(
        [(one.value, one.label) for one in (SignIn.OAUTH, SignIn.KEY, SignIn.PASSWORD, SignIn.UNKNOWN)],
        label="Comment se connecte-t-il\u00a0?",
        cards=True,
    )
    has_second_factor = YesNo(label="La double vérification est-elle active\u00a0?")
    secret_keeper = Choice(KEEPERS, label="Où est gardé le secret\u00a0?", cards=True, help_text="Sa clé ou son mot de passe.")
    secret_place = NoSecretWords(
        label="Sous quelle référence\u00a0?",
        max_length=160,
        help_text="Son nom à cet endroit, jamais sa valeur\u00a0: «\u00a0dossier Production\u00a0», «\u00a0secret/agents/relances\u00a0».",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    rotated_on = Day(label="Quand ce secret a-t-il été changé pour la dernière fois\u00a0?")
    rotation = Choice(PERIOD_CHOICES, label="Tous les combien faut-il le changer\u00a0?")
    rotation_own = forms.IntegerField(
        label="Nombre de jours",
        required=False,
        min_value=1,
        max_value=LONGEST,
        help_text="À remplir si vous avez choisi «\u00a0Un autre nombre de jours\u00a0».",
        error_messages={
            "invalid": "Écrivez un nombre de jours, par exemple 60.",
            "min_value": "Un jour au moins.",
            "max_value": f"Au plus {LONGEST} jours (dix ans).",
        },
    )
    revoke_where = NoSecretWords(
        label="Où retirer cet accès le jour venu\u00a0?",
        max_length=300,
        help_text="Laissez vide pour un service connu\u00a0: nous proposons le chemin.",
    )

    def __init__(self, data: Any = None, *, today: date, connection: Connection | None = None) -> None:
        initial = {name: getattr(connection, name) for name in PLAIN} if connection else {}
        if connection and (days := connection.rotation_days):
            initial |= {"rotation": str(days)} if days in PERIODS else {"rotation": OWN_PERIOD, "rotation_own": days}
        super().__init__(data, initial=initial)
        self.today = today

    def clean_rotated_on(self) -> date | None:
        return not_later(self.cleaned_data["rotated_on"], self.today)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("rotation") == OWN_PERIOD and not said.get("rotation_own") and "rotation_own" not in self.errors:
            self.add_error("rotation_own", "Écrivez tous les combien de jours, par exemple 60.")
        return said

    def account(self) -> Account:
        """What the action wants."""
        said = self.cleaned_data
        period = said["rotation_own"] if said["rotation"] == OWN_PERIOD else int(said["rotation"] or 0)
        return Account(**{name: said[name] for name in PLAIN}, rotation_days=period or None)


class RotatedForm(forms.Form):
    """The day on which a secret was changed."""

    rotated_on = Day(label="Quel jour l’avez-vous changé\u00a0?")

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"rotated_on": today})
        self.today = today

    def clean_rotated_on(self) -> date:
        """Today when nothing was written."""
        return not_later(self.cleaned_data["rotated_on"], self.today) or self.today


def not_later(day: date | None, today: date) -> date | None:
    """A past act has no day to come."""
    if day and day > today:
        raise forms.ValidationError(NOT_YET, code="later")
    return day


class AttachForm(forms.Form):
    """An account of the company that this agent uses too."""

    connection = forms.ModelChoiceField(
        label="Un compte déjà noté",
        queryset=Connection.objects.none(),
        empty_label="Choisissez un compte",
        error_messages={"required": "Choisissez un compte.", "invalid_choice": "Choisissez un compte de la liste."},
    )

    def __init__(self, data: Any = None, *, company: Company, agent: Agent) -> None:
        super().__init__(data)
        rows = Connection.objects.of(company).filter(closed_at=None).exclude(uses__agent=agent)
        offer(self, "connection", rows.order_by("service", "identifier"))
