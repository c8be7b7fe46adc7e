"""One answer to several demands: which ones, and what was seen of each, comes from the page."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from approvals.actions.batches import same_answer
from approvals.actions.deciding import Answered
from approvals.queries.batches import FEWEST, MOST

Shown = tuple[UUID, bytes, int]


class ShownField(forms.MultipleChoiceField):
    """« id:digest:number », once for each demand."""

    widget = forms.MultipleHiddenInput

    def validate(self, value: list[str]) -> None:
        if not FEWEST <= len(value) <= MOST:
            raise ValidationError("")

    def clean(self, value: Any) -> Any:
        try:
            return [_shown(text) for text in super().clean(value)]
        except (ValueError, OverflowError):
            raise ValidationError("") from None


class BatchForm(forms.Form):
    """`shown` says what the page showed."""

    answer = forms.ChoiceField(choices=[("no", "Refuser"), ("yes", "Accepter")])
    shown = ShownField()

    def answers(self, *, has_code: bool) -> dict[UUID, Answered]:
        """As the action wants them."""
        given = self.cleaned_data
        answered = Answered(given["answer"] == "yes", b"", 0, has_code=has_code)
        return same_answer(given["shown"], answered)


def _shown(text: str) -> Shown:
    pk, digest, number = text.split(":")
    if len(number) > 9 or not number.isdecimal() or len(digest) != 64:
        raise ValueError(text)
    return UUID(pk), bytes.fromhex(digest), int(number)
