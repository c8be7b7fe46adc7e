"""What a person says of an alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
    note = forms.CharField(label=_("Un mot pour plus tard"), required=False, max_length=LONGEST)
