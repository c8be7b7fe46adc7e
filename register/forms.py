"""What a button says when it asks for an export (which format, of what, of which day), and the choice of a past day."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from lib.dates import french_date
from register.enums import Format

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class AskForm(forms.Form):
    """Hidden fields only: nothing said is the whole register in PDF."""

    format = forms.CharField(required=False)
    processing = forms.UUIDField(required=False)
    agent = forms.UUIDField(required=False)
    mission = forms.UUIDField(required=False)
    client = forms.RegexField(rf"{UUID}/{UUID}", required=False)  # an agent, and a processing it takes part in
    as_on = forms.DateField(required=False)

    def clean_format(self) -> Format:
        """An unknown format is a PDF."""
        said = self.cleaned_data["format"]
        return Format(said) if said in Format.values else Format.PDF


class PastDay(forms.DateField):
    """A day whose register was kept: not before the first, not after today."""

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)
        self.error_messages["invalid"] = self.error_messages["required"] = _("Indiquez un jour, par exemple 12/03/2026.")
        self.first = self.today = date.min

    def between(self, first: date, today: date) -> None:
        """Said to the browser too."""
        self.first, self.today = first, today
        self.widget.attrs.update(min=first.isoformat(), max=today.isoformat())

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and value > self.today:
            raise forms.ValidationError(_("Ce jour n’est pas encore venu. Choisissez un jour passé."))
        if value and value < self.first:
            raise forms.ValidationError(
                _("Le registre est gardé depuis le %(day)s. Choisissez ce jour ou un autre après lui.") % {"day": french_date(self.first)}
            )


class OfDays(forms.Form):
    """Knows which days were kept."""

    def __init__(self, *args: Any, first: date, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            if isinstance(field, PastDay):
                field.between(first, today)
        self.today = today


class DayForm(OfDays):
    """« Le registre à une date »."""

    le = PastDay("Jour")


class BetweenForm(OfDays):
    """Two days; no second one is today."""

    du = PastDay("Du soir du")
    au = PastDay("Au soir du", required=False, help_text="Sans réponse\u00a0: jusqu’à maintenant.")

    def days(self) -> tuple[date, date]:
        """The older first, whatever the order they were given in."""
        said = (self.cleaned_data["du"], self.cleaned_data["au"] or self.today)
        return min(said), max(said)
