"""« Je serai absent du … au …, remplacé par … »."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.forms.fields import required
from accounts.models import Company, Membership
from accounts.rules import may_stand_in


class PersonField(forms.ModelChoiceField):
    """One of the people of the company."""

    def __init__(self, **kwargs: Any) -> None:
        words = {"invalid_choice": _("Choisissez une personne de la liste.")} | required(_("Choisissez une personne."))
        super().__init__(queryset=Membership.objects.none(), empty_label=_("Choisir…"), error_messages=words, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}, {obj.get_role_display().lower()}"


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        words = {"invalid": _("Écrivez une date, par exemple 31/12/2026.")} | required(_("Indiquez une date."))
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages=words, **kwargs)


class AbsenceForm(forms.Form):
    """Who, when, and who does their part. `own`: the person who speaks for themselves, and may not choose anybody else."""

    who = PersonField(label=_("Qui sera absent"))
    starts_on = DayField(label=_("Premier jour d’absence"))
    until = DayField(label=_("Dernier jour d’absence"), help_text=_("Ce jour compte encore."))
    stand_in = PersonField(
        label=_("Qui prend la suite"),
        help_text=_("Cette personne voit ce qui était adressé à l’autre. Elle garde son propre rôle, et approuve dans sa propre limite."),
    )

    def __init__(self, *args: Any, company: Company, own: Membership | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Membership.objects.of(company).current().select_related("user", "company").order_by("user__name", "pk")
        self._own = own
        fields: dict[str, Any] = self.fields
        fields["who"].queryset = people
        fields["stand_in"].queryset = people
        if own:
            del fields["who"]
            able = [role for role in Role if may_stand_in(role, Role(own.role))]
            fields["stand_in"].queryset = people.filter(role__in=able).exclude(pk=own.pk)

    @property
    def person(self) -> Membership:
        """Who is away."""
        who: Membership = self._own or self.cleaned_data["who"]
        return who
