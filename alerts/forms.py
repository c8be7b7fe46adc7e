"""What a person says of an alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line
from alerts.enums import Answer

LONGEST = 300


class AnswerForm(forms.Form):
    """Nothing is chosen beforehand."""

    answer = forms.ChoiceField(
        label=_("Qu’en pensez-vous\u00a0?"),
        choices=Answer.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": _("Choisissez une réponse."), "invalid_choice": _("Choisissez une réponse.")},
    )
    note = Line(label=_("Un mot pour plus tard"), required=False, max_length=LONGEST)
