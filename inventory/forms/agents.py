"""An agent, its changes of state."""

from typing import Any

from django import forms

from accounts.models import Company
from inventory import countries
from inventory.actions.agents import Identity
from inventory.enums import Environment
from inventory.forms.fields import LONG, Choice, NoSecretWords, Person, Words, YesNo, last_unknown, offer_people
from inventory.models import Agent
from inventory.rules import work_hours
from lib.dates import WEEKDAYS

DAYS = [(number, name.capitalize()) for number, name in enumerate(WEEKDAYS)]
HOURS = [("", "À toute heure"), *((hour, f"{hour}\u00a0h") for hour in range(work_hours.MIDNIGHT + 1))]
ASKED_IN_PARTS = ("work_days", "work_from", "work_to")


class AgentForm(forms.Form):
    """What is said of an agent itself."""

    name = NoSecretWords(
        label="Son nom", required="Donnez-lui un nom.", max_length=120, help_text="Celui que vous employez tous les jours."
    )
    purpose = Words(label="À quoi sert-il\u00a0?", required="Dites en une phrase ce qu’il fait.", max_length=LONG, rows=3)
    in_charge = Person(label="Qui en est responsable\u00a0?", help_text="La personne qui répond de ce qu’il fait.")
    deputy = Person(label="Qui s’en occupe en son absence\u00a0?")
    tool = Words(label="Outil", max_length=120, help_text="Par exemple n8n, Make, Copilot, Claude.")
    supplier = Words(label="Fournisseur", max_length=120, help_text="La société qui vous le fournit ou l’héberge.")
    host_country = Choice(countries.choices(), label="Pays où il est hébergé")
    model = Words(label="Modèle d’IA", max_length=120, help_text="Par exemple Mistral Large, GPT-4o, Claude.")
    model_supplier = Words(label="Fournisseur du modèle", max_length=120)
    environment = Choice(last_unknown(Environment.choices), label="Sur quoi travaille-t-il\u00a0?", cards=True)
    has_personal_data = YesNo(
        label="Touche-t-il des données personnelles\u00a0?", help_text="Un nom, une adresse e-mail, un IBAN suffisent à dire oui."
    )
    work_days = forms.TypedMultipleChoiceField(
        label="Il travaille quels jours\u00a0?",
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "short"}),
        help_text="Ce qu’il fait hors de ces jours et de ces heures devient une alerte. Sans réponse, nous regardons ses habitudes.",
    )
    work_from = forms.TypedChoiceField(label="À partir de quelle heure\u00a0?", choices=HOURS, coerce=int, empty_value=None, required=False)
    work_to = forms.TypedChoiceField(
        label="Jusqu’à quelle heure\u00a0?",
        choices=HOURS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Après minuit\u00a0: «\u00a0de 22 h à 6 h\u00a0».",
    )

    def __init__(self, data: Any = None, *, company: Company, agent: Agent) -> None:
        names = (*Identity.__dataclass_fields__,)
        super().__init__(data, initial={name: getattr(agent, name) for name in names} | _hours_of(agent))
        self.kept: dict[str, Any] = {"function": agent.function, "isolation": agent.isolation}  # asked elsewhere
        offer_people(self, company, "in_charge", "deputy")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("deputy") and said.get("deputy") == said.get("in_charge"):
            self.add_error("deputy", "Choisissez une autre personne que la responsable.")
        if "work_from" in said and "work_to" in said:
            self._read_hours(said)
        return said

    def _read_hours(self, said: dict[str, Any]) -> None:
        try:
            said["works"] = work_hours.said(said.get("work_days", ()), said["work_from"], said["work_to"])
        except work_hours.NotHours:
            self.add_error("work_to", "Indiquez deux heures différentes, ou aucune des deux.")

    def identity(self) -> Identity:
        """What the action wants."""
        return Identity(**self.kept, **{name: value for name, value in self.cleaned_data.items() if name not in ASKED_IN_PARTS})


def _hours_of(agent: Agent) -> dict[str, Any]:
    """What is kept, in the parts it is asked in."""
    hours = work_hours.kept(agent.works)
    if hours is None:
        return {}
    is_whole = (hours.starts, hours.ends) == (0, work_hours.MIDNIGHT)
    return {"work_days": list(hours.days), "work_from": None if is_whole else hours.starts, "work_to": None if is_whole else hours.ends}


class WhyForm(forms.Form):
    """The reason of an act; may stay empty."""

    why = NoSecretWords(label="Pourquoi\u00a0?", max_length=300, rows=2, help_text="Une phrase pour vous relire plus tard.")
