"""What is typed on the pages of reviews."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line
from inventory.models import Permission
from lib.choices import Hinted
from reviews.enums import Verdict
from reviews.rules.verdicts import TO_ASK

LONGEST = 300
CHOOSE = _("Choisissez une réponse.")
NOTE = _("Un mot pour plus tard")


def note() -> Line:
    """One line, that may stay empty."""
    return Line(label=NOTE, required=False, max_length=LONGEST)


class AnswerForm(forms.Form):
    """Three or four buttons and a word; a button sends its own answer."""

    use_required_attribute = False  # which answer needs a word is known when it is given

    verdict = forms.ChoiceField(choices=Verdict.choices, error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    note = note()

    def ask_why(self, hint: str) -> None:
        """Some answers to this point need a word: the field says so before one presses, and is gone to when it is wrong."""
        asked = self["note"]
        asked.label, asked.help_text = str(_("Votre motif")), hint
        asked.field.required = True  # from here on it is only shown
        if self.errors:
            asked.field.widget.attrs["autofocus"] = True


class SignForm(forms.Form):
    """`seen`: the fingerprint of the answers that were shown."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    note = Line(label=_("Un mot à garder avec la signature"), required=False, max_length=LONGEST)


class RemedyForm(forms.Form):
    """A button says what is to be done; what the signature itself asks for is not among them."""

    kind = forms.ChoiceField(choices=list(TO_ASK.items()), error_messages={"required": CHOOSE, "invalid_choice": CHOOSE})
    note = note()


class AskForm(forms.Form):
    """Whose rights; nothing said is everybody's."""

    agent = forms.UUIDField(required=False)


class DoneForm(forms.Form):
    """« C’est fait », and how. `point`: where it was said, to come back there."""

    point = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = Line(label=_("Ce qui a été fait"), required=False, max_length=LONGEST)


class RightForm(forms.Form):
    """Which of an agent's rights goes, and why."""

    right = forms.ChoiceField(
        label=_("Quel droit retirer\u00a0?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un droit."), "invalid_choice": _("Ce droit n’est plus là. Choisissez dans la liste.")},
    )
    why = Line(label=_("Pourquoi\u00a0?"), required=False, max_length=LONGEST)

    def __init__(self, rights: Sequence[Permission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rights = {str(right.pk): right for right in rights}
        self.fields["right"].choices = [(key, Hinted(str(right), right.reason)) for key, right in self.rights.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Permission:
        """The right itself."""
        return self.rights[self.cleaned_data["right"]]
