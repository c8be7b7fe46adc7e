"""When the company reviews, who does it, who replaces them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import ABILITIES, Ability, Role
from accounts.models import Company, Membership
from lib.choices import Hinted
from lib.dates import WEEKDAYS
from reviews.actions.rhythm import Wanted
from reviews.enums import Every
from reviews.models import Rhythm

# ANSSI, « Recommandations de sécurité pour un système d’IA générative », v1.0, R35: regularly, each month for instance.
# CNIL, guide de la sécurité des données personnelles, « Gérer les habilitations »: at least once a year.
PERIODS = [
    (Every.MONTH, Hinted("Tous les mois", "Conseillé\u00a0: c’est l’exemple que donne l’ANSSI pour les outils d’IA (R35).")),
    (Every.QUARTER, Hinted("Tous les trois mois", "En janvier, avril, juillet et octobre.")),
    (Every.HALF, Hinted("Tous les six mois", "En janvier et juillet.")),
    (Every.YEAR, Hinted("Tous les ans", "En janvier. C’est le minimum selon la CNIL\u00a0: revoir les droits au moins une fois par an.")),
]
DAYS = [(str(number), name.capitalize()) for number, name in enumerate(WEEKDAYS)]
WRONG_HOUR = _("Indiquez une heure, par exemple 08:00.")


class PersonField(forms.ModelChoiceField):
    """One of the people who may review and sign."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user.name}, {obj.get_role_display().lower()}"


class RhythmForm(forms.Form):
    """Filled with what stands."""

    use_required_attribute = False
    week_day = forms.TypedChoiceField(label=_("Jour de la revue de la semaine"), choices=DAYS, coerce=int)
    week_at = forms.TimeField(
        label=_("Heure"),
        help_text=_("À l’heure de l’entreprise. La revue porte sur les sept jours qui finissent à ce moment."),
        input_formats=["%H:%M", "%Hh%M", "%Hh", "%H h", "%H h %M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": WRONG_HOUR, "required": WRONG_HOUR},
    )
    rights_every = forms.ChoiceField(
        label=_("Revue des droits"),
        choices=PERIODS,
        widget=forms.RadioSelect,
        help_text=_("Le premier jour de la période, à la même heure."),
    )
    reviewer = PersonField(
        queryset=Membership.objects.none(), label=_("Qui relit et signe"), required=False, empty_label=_("Les dirigeants")
    )
    deputy = PersonField(
        queryset=Membership.objects.none(),
        label=_("Qui remplace"),
        help_text=_("Prévenu, avec les dirigeants, quand une revue n’est pas signée à temps."),
        required=False,
        empty_label=_("Personne en particulier"),
    )
    wants_digest = forms.BooleanField(
        label=_("Envoyer aux dirigeants, le lundi à 8\u00a0h, ce qui attend, ce qui a été signé et ce qui est en retard"), required=False
    )

    def __init__(self, data: Any = None, *, company: Company, rhythm: Rhythm) -> None:
        super().__init__(data, initial=_filled(rhythm))
        able = [role for role in Role if Ability.REVIEW in ABILITIES[role]]
        people = Membership.objects.of(company).current().filter(role__in=able).select_related("user").order_by("user__name", "pk")
        for name in ("reviewer", "deputy"):
            field: Any = self.fields[name]
            field.queryset = people
            field.error_messages["invalid_choice"] = _("Choisissez une personne de la liste.")

    def clean(self) -> dict[str, Any]:
        """Nobody replaces themselves."""
        given = super().clean() or {}
        if given.get("deputy") and given.get("deputy") == given.get("reviewer"):
            raise ValidationError({"deputy": _("Personne ne se remplace soi-même. Choisissez quelqu’un d’autre.")})
        return given

    @property
    def wanted(self) -> Wanted:
        """As the action takes it."""
        return Wanted(**self.cleaned_data)


def _filled(rhythm: Rhythm) -> dict[str, Any]:
    return {
        "week_day": str(rhythm.week_day),
        "week_at": rhythm.week_at,
        "rights_every": rhythm.rights_every,
        "reviewer": rhythm.reviewer_id,
        "deputy": rhythm.deputy_id,
        "wants_digest": rhythm.digest_off_at is None,
    }
