"""An agent, its changes of state, its rights."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Company
from inventory import countries
from inventory.actions.agents import Identity
from inventory.actions.rights import Asked
from inventory.enums import Environment, Isolation, Verb
from inventory.forms.fields import LONG, Choice, EndFields, Person, Words, YesNo, last_unknown, limit_of, offer, offer_people
from inventory.models import Agent, Connection, Permission
from lib.choices import Hinted

VERBS = [
    (Verb.READ.value, Hinted("Lire", "Il voit, sans rien changer.")),
    (Verb.EDIT.value, Hinted("Modifier", "Il écrit ou corrige.")),
    (Verb.SEND.value, Hinted("Envoyer", "E-mails, devis, virements\u00a0: ce qui sort de l’entreprise.")),
    (Verb.DELETE.value, Hinted("Supprimer", "Il efface.")),
    (Verb.COMMAND.value, Hinted("Commander le système", "Il lance des programmes sur un ordinateur.")),
]


class AgentForm(forms.Form):
    """What is said of an agent itself."""

    name = Words(label="Son nom", required="Donnez-lui un nom.", max_length=120, help_text="Celui que vous employez tous les jours.")
    purpose = Words(label="À quoi sert-il\u00a0?", required="Dites en une phrase ce qu’il fait.", max_length=LONG, rows=3)
    in_charge = Person(label="Qui en est responsable\u00a0?", help_text="La personne qui répond de ce qu’il fait.")
    deputy = Person(label="Qui s’en occupe en son absence\u00a0?")
    tool = Words(label="Outil", max_length=120, help_text="Par exemple n8n, Make, Copilot, Claude.")
    supplier = Words(label="Fournisseur", max_length=120, help_text="La société qui vous le fournit ou l’héberge.")
    host_country = Choice(countries.choices(), label="Pays où il est hébergé")
    model = Words(label="Modèle d’IA", max_length=120, help_text="Par exemple Mistral Large, GPT-4o, Claude.")
    model_supplier = Words(label="Fournisseur du modèle", max_length=120)
    environment = Choice(last_unknown(Environment.choices), label="Sur quoi travaille-t-il\u00a0?", cards=True)
    isolation = Choice(last_unknown(Isolation.choices), label="Où tourne-t-il\u00a0?", cards=True)
    has_personal_data = YesNo(
        label="Touche-t-il des données personnelles\u00a0?", help_text="Un nom, une adresse e-mail, un IBAN suffisent à dire oui."
    )

    def __init__(self, data: Any = None, *, company: Company, agent: Agent) -> None:
        names = (*Identity.__dataclass_fields__,)
        super().__init__(data, initial={name: getattr(agent, name) for name in names})
        self.function = agent.function
        offer_people(self, company, "in_charge", "deputy")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("deputy") and said.get("deputy") == said.get("in_charge"):
            self.add_error("deputy", "Choisissez une autre personne que la responsable.")
        return said

    def identity(self) -> Identity:
        """What the action wants."""
        return Identity(function=self.function, **self.cleaned_data)


class WhyForm(forms.Form):
    """The reason of an act; may stay empty."""

    why = Words(label="Pourquoi\u00a0?", max_length=300, rows=2, help_text="Une phrase pour vous relire plus tard.")


class RightForm(EndFields):
    """A right to give."""

    verb = Choice(VERBS, label="Que peut-il faire\u00a0?", required="Choisissez ce qu’il peut faire.", cards=True)
    resource = Words(
        label="Sur quoi\u00a0?",
        required="Dites sur quoi porte ce droit.",
        max_length=200,
        help_text="Par exemple «\u00a0Les factures reçues par e-mail\u00a0».",
    )
    reason = Words(label="Pourquoi en a-t-il besoin\u00a0?", max_length=300)
    connection = forms.ModelChoiceField(
        label="Avec quel compte\u00a0?", queryset=Connection.objects.none(), required=False, empty_label="Je ne sais pas, ou aucun"
    )
    field_order = ("verb", "resource", "reason", "connection", "limit", "until")

    def __init__(self, data: Any = None, *, agent: Agent, today: date) -> None:
        super().__init__(data)
        self.today = today
        offer(self, "connection", Connection.objects.of(agent.company).filter(uses__agent=agent).order_by("service"))

    def asked(self) -> Asked:
        """What the action wants."""
        return Asked(**{name: self.cleaned_data[name] for name in Asked.__dataclass_fields__})


class EndForm(EndFields):
    """The end, or the reason, of a right the agent has."""

    reason = Words(label="Pourquoi en a-t-il besoin\u00a0?", max_length=300)

    def __init__(self, data: Any = None, *, right: Permission, today: date) -> None:
        initial = {"limit": limit_of(right.until, right.is_endless), "until": right.until, "reason": right.reason}
        super().__init__(data, initial=initial)
        self.today = today
