"""The text of the rules of use."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import required
from lib.leaked_keys import is_key
from lib.words import cleaned

LONGEST = 20_000  # characters: some eight pages
MOST_LINES = 1_000


class UsageForm(forms.Form):
    """`based_on`: the version the text was begun from. What is refused is shown again: two pages are not typed twice."""

    text = forms.CharField(
        label=_("Le texte"),
        max_length=LONGEST,
        help_text=_("Un titre commence par un dièse (#), un point de liste par un tiret, et **deux étoiles** mettent en gras."),
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        error_messages=required(_("Écrivez au moins une règle."))
        | {"max_length": _("C’est trop long\u00a0: %(limit_value)d caractères au plus, vous en avez écrit %(show_value)d.")},
    )
    based_on = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        if is_key(text):
            raise ValidationError(_("Une ligne ressemble à une clé ou à un mot de passe. Retirez-la\u00a0: ce texte sera lu de tous."))
        if text.count("\n") >= MOST_LINES:
            raise ValidationError(_("C’est trop long\u00a0: mille lignes au plus."))
        return text

    def again(self, based_on: int) -> "UsageForm":
        """The same text, on top of the version that stands now."""
        told: dict[str, Any] = {"text": self.cleaned_data["text"], "based_on": based_on}
        return UsageForm(initial=told)
