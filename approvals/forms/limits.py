"""A limit, as a sentence with blanks."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.limiting import Wished
from approvals.enums import Answer, Measure
from inventory.models import Agent
from journal.enums import Type
from lib.money import NotMoney, cents_of

MONEY = (Measure.AMOUNT, Measure.WEEK_PAYEE)
NUMBERS = (Measure.COUNT, Measure.DAY_COUNT)
MOST = 1_000_000


class LimitForm(forms.Form):
    """« Quand <agent> veut <nature> <mesure> <valeur> : <réponse> »."""

    agent = forms.UUIDField(label=gettext_lazy("Pour"), required=False, widget=forms.Select)
    type = forms.ChoiceField(label=gettext_lazy("Quoi"), required=False)
    measure = forms.ChoiceField(label=gettext_lazy("Quand"), choices=Measure.choices)
    value = forms.CharField(
        label=gettext_lazy("Combien"),
        help_text=gettext_lazy("Un montant en euros, un pourcentage ou un nombre. Rien pour « toujours » ou des heures."),
        required=False,
        max_length=30,
    )
    starts = forms.TimeField(label=gettext_lazy("De (heures)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    ends = forms.TimeField(label=gettext_lazy("À (heures)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    answer = forms.ChoiceField(
        label=gettext_lazy("Alors"), choices=[choice for choice in Answer.choices if choice[0] != Answer.ALLOW], initial=Answer.ASK
    )
    asks_call_back = forms.BooleanField(label=gettext_lazy("Exiger un rappel par téléphone avant d’accepter"), required=False)

    def __init__(self, agents: dict[UUID, Agent], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agents = agents
        names = [(key, agent.name) for key, agent in agents.items()]
        self.fields["agent"].widget.choices = [("", _("Tous les agents")), *names]
        self.fields["type"].choices = [("", _("N’importe quoi")), *(kind for kind in Type.choices if kind[0] != Type.READ)]  # type: ignore[attr-defined]

    def clean_agent(self) -> UUID | None:
        """One of the company's."""
        agent: UUID | None = self.cleaned_data["agent"]
        if agent and agent not in self._agents:
            raise ValidationError(_("Choisissez un agent de la liste."))
        return agent

    def clean(self) -> None:
        """The value as the measure reads it; both hours or none."""
        measure, text = self.cleaned_data.get("measure"), self.cleaned_data.get("value", "")
        if measure == Measure.HOURS and not (self.cleaned_data.get("starts") and self.cleaned_data.get("ends")):
            raise ValidationError({"starts": _("Dites de quelle heure à quelle heure l’agent peut agir sans vous demander.")})
        if measure in (*MONEY, *NUMBERS, Measure.PERCENT):
            self.cleaned_data["number"] = self._number(Measure(measure), text)

    def _number(self, measure: Measure, text: str) -> int | None:
        try:
            number = cents_of(text.replace("%", ""))
        except NotMoney:
            self.add_error("value", _("Écrivez un nombre, par exemple 1 000 ou 12,5."))
            return None
        if measure in NUMBERS:
            if number % 100 or number // 100 > MOST:
                self.add_error("value", _("Écrivez un nombre entier, par exemple 20."))
            return number // 100
        return number

    def wished(self) -> Wished:
        """As the action wants it."""
        given = self.cleaned_data
        has_hours = given["measure"] == Measure.HOURS
        return Wished(
            measure=Measure(given["measure"]),
            answer=Answer(given["answer"]),
            agent=self._agents.get(given["agent"]) if given["agent"] else None,
            type=given["type"],
            value=given.get("number"),
            starts=given["starts"] if has_hours else None,
            ends=given["ends"] if has_hours else None,
            asks_call_back=given["asks_call_back"],
        )
