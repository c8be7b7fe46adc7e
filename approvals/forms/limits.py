"""A limit, as a sentence with blanks; and an action one wonders about."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.limiting import Wished
from approvals.enums import Answer, Measure
from approvals.models import Limit
from approvals.rules.sentences import KINDS, WHAT
from inventory.models import Agent
from lib.choices import Hinted
from lib.dates import WEEKDAYS
from lib.money import NotMoney, cents_of

MONEY = (Measure.AMOUNT, Measure.WEEK_PAYEE)
NUMBERS = (Measure.COUNT, Measure.DAY_COUNT)
MOST = 1_000_000
HUNDRED = 100_00
MEASURES = [
    (Measure.ALWAYS, Hinted("Toujours", "Par exemple\u00a0: toute publication, tout avoir, tout rejet d’un candidat.")),
    (Measure.AMOUNT, Hinted("Au-dessus d’un montant", "Un montant que nous ne savons pas lire compte comme au-dessus.")),
    (
        Measure.WEEK_PAYEE,
        Hinted("Au-dessus d’un total par semaine pour un même bénéficiaire", "Couper un paiement en morceaux n’y change rien."),
    ),
    (Measure.NEW_PAYEE, Hinted("Nouveau bénéficiaire, ou compte changé", "Un IBAN que vous n’avez jamais payé.")),
    (Measure.COUNT, Hinted("Au-dessus d’un nombre d’un coup", "Par exemple un message à plus de 20 destinataires.")),
    (Measure.DAY_COUNT, Hinted("Au-dessus d’un nombre par jour", "Par exemple plus de 50 messages dans la journée.")),
    (Measure.PERCENT, Hinted("Au-dessus d’un pourcentage", "Par exemple une remise de plus de 10\u00a0%.")),
    (Measure.HOURS, Hinted("En dehors de certaines heures ou de certains jours", "La nuit, le week-end.")),
]
ANSWERS = [
    (Answer.ASK, Hinted("Me demander", "L’agent attend la réponse d’une personne.")),
    (Answer.TWO, Hinted("Demander à deux personnes", "Deux personnes différentes doivent accepter.")),
    (Answer.FORBID, Hinted("Interdire", "L’agent reçoit un refus tout de suite, personne n’est dérangé.")),
]
NOT_THERE = gettext_lazy("Choisissez un agent de la liste.")


def what_choices() -> list[Any]:
    """Each nature, with its kinds under it. A reading is never asked."""
    listed: list[Any] = [("", _("N’importe quoi"))]
    for code, words in WHAT.items():
        kinds = [(f"{code}/{kind}", label) for (nature, kind), label in KINDS.items() if nature == code]
        if code:
            listed.append((words, [(code, _("%(what)s, en général") % {"what": words}), *kinds]) if kinds else (code, words))
    return listed


class AboutAgents(forms.Form):
    """A form that names one of the company's agents, or none for all of them."""

    use_required_attribute = False
    agent = forms.UUIDField(
        label=gettext_lazy("Pour quel agent\u00a0?"), required=False, widget=forms.Select, error_messages={"invalid": NOT_THERE}
    )
    type = forms.ChoiceField(label=gettext_lazy("Pour quoi\u00a0?"), required=False)

    def __init__(self, agents: dict[UUID, Agent], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agents = agents
        names = [(key, agent.name) for key, agent in agents.items()]
        self.fields["agent"].widget.choices = [("", _("Tous les agents")), *names]
        self.fields["type"].choices = what_choices()  # type: ignore[attr-defined]

    def clean_agent(self) -> UUID | None:
        """One of the company's."""
        agent: UUID | None = self.cleaned_data["agent"]
        if agent and agent not in self.agents:
            raise ValidationError(NOT_THERE)
        return agent


class Blank(forms.CharField):
    """Filled in or not as the measure wants it: whether it may be empty is for the form to say."""

    def validate(self, value: Any) -> None:
        """Nothing by itself."""


class LimitForm(AboutAgents):
    """« Quand <agent> veut <nature> <mesure> <valeur> : <réponse> »."""

    measure = forms.ChoiceField(
        label=gettext_lazy("Quand\u00a0?"),
        choices=MEASURES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites quand la limite est atteinte.")},
    )
    value = Blank(
        label=gettext_lazy("Combien\u00a0?"),
        help_text=gettext_lazy("Des euros, un pourcentage ou un nombre\u00a0: 1\u00a0000, 12,5 ou 20."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    starts = forms.TimeField(
        label=gettext_lazy("Il peut agir seul à partir de"),
        help_text=gettext_lazy("Vide des deux côtés\u00a0: toute la journée."),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(label=gettext_lazy("Jusqu’à"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Quels jours peut-il agir seul\u00a0?"),
        help_text=gettext_lazy("Rien de coché\u00a0: tous les jours."),
        required=False,
        coerce=int,
        choices=[(number, day.capitalize()) for number, day in enumerate(WEEKDAYS, 1)],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "short"}),
    )
    answer = forms.ChoiceField(label=gettext_lazy("Alors\u00a0?"), choices=ANSWERS, initial=Answer.ASK, widget=forms.RadioSelect)
    asks_call_back = forms.BooleanField(label=gettext_lazy("Exiger un rappel par téléphone avant d’accepter"), required=False)

    def clean(self) -> None:
        """The value as the measure reads it."""
        measure, text = self.cleaned_data.get("measure"), self.cleaned_data.get("value", "")
        if measure == Measure.HOURS:
            self._check_hours()
        if measure in (*MONEY, *NUMBERS, Measure.PERCENT):
            self.cleaned_data["number"] = self._number(Measure(measure), text)

    def _check_hours(self) -> None:
        starts, ends, days = (self.cleaned_data.get(name) for name in ("starts", "ends", "days"))
        if {"starts", "ends", "days"} & self.errors.keys():
            return
        if (starts is None) != (ends is None):
            self.add_error("ends" if ends is None else "starts", _("Dites de quelle heure à quelle heure."))
        elif starts is None and not days:
            self.add_error("starts", _("Dites à quelles heures ou quels jours l’agent peut agir sans vous demander."))
        elif starts is not None and starts == ends:
            self.add_error("ends", _("Les deux heures sont les mêmes\u00a0: laissez-les vides pour toute la journée."))

    def _number(self, measure: Measure, text: str) -> int | None:
        try:
            number = cents_of(text.replace("%", ""))
        except NotMoney:
            self.add_error("value", _("Écrivez un nombre, par exemple 1\u00a0000 ou 12,5."))
            return None
        if measure in NUMBERS:
            if number % 100 or number // 100 > MOST:
                self.add_error("value", _("Écrivez un nombre entier, par exemple 20."))
            return number // 100
        if measure == Measure.PERCENT and number > HUNDRED:
            self.add_error("value", _("Écrivez un pourcentage entre 0 et 100."))
        return number

    def wished(self) -> Wished:
        """As the action wants it."""
        given = self.cleaned_data
        has_hours = given["measure"] == Measure.HOURS
        nature, _slash, kind = given["type"].partition("/")
        return Wished(
            measure=Measure(given["measure"]),
            answer=Answer(given["answer"]),
            agent=self.agents.get(given["agent"]) if given["agent"] else None,
            type=nature,
            kind=kind,
            value=given.get("number"),
            starts=given["starts"] if has_hours else None,
            ends=given["ends"] if has_hours else None,
            days=tuple(sorted(given["days"])) if has_hours else (),
            asks_call_back=given["asks_call_back"],
        )


def filled(limit: Limit) -> dict[str, Any]:
    """The blanks of the sentence, as this limit fills them."""
    value = "" if limit.value is None else str(limit.value)
    if limit.value is not None and limit.measure not in NUMBERS:
        euros, cents = divmod(limit.value, 100)
        value = f"{euros},{cents:02}".removesuffix(",00")
    return {
        "agent": limit.agent_id or "",
        "type": f"{limit.type}/{limit.kind}" if limit.kind else limit.type,
        "measure": limit.measure,
        "value": value,
        "starts": limit.starts,
        "ends": limit.ends,
        "days": limit.days,
        "answer": limit.answer,
        "asks_call_back": limit.asks_call_back,
    }
