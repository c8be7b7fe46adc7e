"""An account: what it is and how to take it back, never its secret."""

from typing import Any

from django import forms

from accounts.models import Company
from inventory.actions.accounts import Account
from inventory.enums import Ownership, SignIn
from inventory.forms.fields import Choice, NoSecretWords, YesNo, offer
from inventory.models import Agent, Connection
from lib.choices import Hinted

OWNERS = [
    (Ownership.DEDICATED.value, Hinted("Réservé à l’agent", "Le plus sûr\u00a0: on le coupe sans gêner personne.")),
    (Ownership.SHARED.value, Hinted("Partagé avec d’autres", "On ne sait plus qui a fait quoi.")),
    (Ownership.PERSONAL.value, Hinted("Compte d’une personne", "L’agent voit tout ce que voit cette personne.")),
    (Ownership.ADMIN.value, Hinted("Compte d’administrateur", "L’agent peut tout faire dans ce service.")),
    (Ownership.UNKNOWN.value, "Je ne sais pas"),
]


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
    secret_place = NoSecretWords(
        label="Où est gardé le secret\u00a0?",
        max_length=160,
        help_text="Le lieu seulement\u00a0: «\u00a0coffre de mots de passe\u00a0», «\u00a0réglages de n8n\u00a0».",
    )
    revoke_where = NoSecretWords(
        label="Où retirer cet accès le jour venu\u00a0?",
        max_length=300,
        help_text="Laissez vide pour un service connu\u00a0: nous proposons le chemin.",
    )

    def __init__(self, data: Any = None, *, connection: Connection | None = None) -> None:
        initial = {name: getattr(connection, name) for name in Account.__dataclass_fields__} if connection else {}
        super().__init__(data, initial=initial)

    def account(self) -> Account:
        """What the action wants."""
        return Account(**self.cleaned_data)


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
