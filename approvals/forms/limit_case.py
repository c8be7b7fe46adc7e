"""« Que se passerait-il si… » : an action one wonders about, as facts that the limits are held against."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms.limits import HUNDRED, MOST, AboutAgents, what_choices
from approvals.rules.limits import Facts
from lib.choices import Hinted
from lib.dates import WEEKDAYS
from lib.money import NotMoney, cents_of

KNOWN, NEW, CHANGED = "known", "new", "changed"
PAYEES = [
    (KNOWN, Hinted("Déjà payé, sur le même compte")),
    (NEW, Hinted("Jamais payé")),
    (CHANGED, Hinted("Déjà payé, mais le compte a changé")),
]


class CaseForm(AboutAgents):
    """Nothing is asked and nothing is done: only the answer is shown."""

    amount = forms.CharField(label=gettext_lazy("Montant, en euros"), required=False, max_length=30)
    payee = forms.ChoiceField(
        label=gettext_lazy("Pour quel bénéficiaire\u00a0?"), choices=PAYEES, required=False, initial=KNOWN, widget=forms.RadioSelect
    )
    week = forms.CharField(label=gettext_lazy("Déjà payé à ce bénéficiaire cette semaine, en euros"), required=False, max_length=30)
    count = forms.IntegerField(
        label=gettext_lazy("Combien d’un coup (destinataires, rendez-vous…)"), required=False, min_value=1, max_value=MOST
    )
    percent = forms.CharField(label=gettext_lazy("Pourcentage (remise…)"), required=False, max_length=30)
    day = forms.TypedChoiceField(
        label=gettext_lazy("Quel jour\u00a0?"), coerce=int, choices=[(n, day.capitalize()) for n, day in enumerate(WEEKDAYS, 1)], initial=1
    )
    hour = forms.TimeField(
        label=gettext_lazy("À quelle heure\u00a0?"), initial=time(10), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def __init__(self, agents: dict[UUID, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(agents, *args, **kwargs)
        self.fields["agent"].required = self.fields["type"].required = True
        self.fields["agent"].error_messages["required"] = self.fields["type"].error_messages["required"] = _("Choisissez dans la liste.")
        choose, fields = ("", _("Choisissez")), dict[str, Any](self.fields)
        fields["agent"].widget.choices = [choose, *list(fields["agent"].widget.choices)[1:]]
        fields["type"].choices = [choose, *what_choices()[1:]]

    def clean_amount(self) -> int | None:
        """In cents."""
        return self._cents("amount")

    def clean_week(self) -> int | None:
        """In cents."""
        return self._cents("week")

    def clean_percent(self) -> int | None:
        """In hundredths."""
        number = self._cents("percent")
        if number is not None and number > HUNDRED:
            raise forms.ValidationError(_("Écrivez un pourcentage entre 0 et 100."))
        return number

    def _cents(self, name: str) -> int | None:
        text = self.cleaned_data[name].replace("%", "")
        try:
            return cents_of(text) if text.strip() else None
        except NotMoney:
            raise forms.ValidationError(_("Écrivez un nombre, par exemple 1\u00a0000 ou 12,5.")) from None

    def facts(self) -> Facts:
        """As the judge reads them. What is not filled in is what the agent does not say."""
        given = self.cleaned_data
        nature, _slash, kind = given["type"].partition("/")
        amount, count = given["amount"], given["count"]
        return Facts(
            agent=given["agent"],
            type=nature,
            kind=kind,
            local=given["hour"],
            weekday=given["day"],
            amount_cents=amount,
            currency="EUR" if amount is not None else "",
            percent=given["percent"],
            count=count,
            is_new_payee=given["payee"] in (NEW, CHANGED),
            is_account_changed=given["payee"] == CHANGED,
            week_cents=amount + (given["week"] or 0) if amount is not None else None,
            day_count=count or 1,
        )
