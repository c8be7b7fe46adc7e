"""Which period a dossier is of."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class PeriodForm(forms.Form):
    """Two days, both in it: not after today, the first before the last."""

    first_on = forms.DateField(label=_("Du"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last_on = forms.DateField(label=_("Au"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today
        for field in self.fields.values():
            field.error_messages["invalid"] = field.error_messages["required"] = _("Indiquez un jour, par exemple 12/03/2026.")
            field.widget.attrs["max"] = today.isoformat()

    def clean_last_on(self) -> date:
        """A day to come has no proof yet."""
        last: date = self.cleaned_data["last_on"]
        if last > self.today:
            raise forms.ValidationError(_("Ce jour n’est pas encore venu. Choisissez aujourd’hui ou avant."))
        return last

    def clean(self) -> dict[str, Any]:
        """The order of the days."""
        told = super().clean() or {}
        first, last = told.get("first_on"), told.get("last_on")
        if first and last and first > last:
            self.add_error("first_on", _("Le premier jour vient après le dernier. Inversez-les."))
        return told
