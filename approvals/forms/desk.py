"""The answer to a demand, as its page sends it, and the search among those that ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.deciding import Answered
from approvals.enums import RequestState
from approvals.queries.lists import Wanted

MANY = 300
ENDS = [choice for choice in RequestState.choices if choice[0] != RequestState.PENDING]


class EndedForm(forms.Form):
    """Which of the demands that ended, by GET; nonsense is left out."""

    agent = forms.UUIDField(label=gettext_lazy("Agent"), required=False, widget=forms.Select)
    reponse = forms.ChoiceField(label=gettext_lazy("Réponse"), required=False, choices=[("", gettext_lazy("Toutes")), *ENDS])

    def __init__(self, names: Mapping[UUID, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agent"].widget.choices = [("", _("Tous")), *((str(pk), name) for pk, name in names.items())]

    def wanted(self, before: tuple[datetime, UUID] | None) -> Wanted:
        """As the query wants it."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wanted(given.get("agent"), given.get("reponse", ""), before)


class _Shared(dict[str, forms.Field]):
    """Fields that no form changes: a copy for each form would be a twentieth of what a click costs before its commit."""

    def __deepcopy__(self, _: object) -> dict[str, forms.Field]:
        return dict(self)


class AnswerForm(forms.Form):
    """`digest` and `facts` say which page was looked at: they come from it, and are held against what stands now."""

    answer = forms.ChoiceField(choices=[("no", "Refuser"), ("yes", "Accepter")])
    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$")
    facts = forms.CharField(max_length=2 * MANY)
    called = forms.BooleanField(
        label=gettext_lazy("J’ai vérifié ce compte par téléphone"), help_text=gettext_lazy("À cocher avant d’accepter."), required=False
    )
    comment = forms.CharField(label=gettext_lazy("Un mot pour l’agent et pour la preuve"), required=False, max_length=MANY)
    again = forms.BooleanField(label=gettext_lazy("Si je refuse, il peut redemander"), required=False)

    def __init__(self, *args: object, asks_call_back: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._asks_call_back = asks_call_back

    def full_clean(self) -> None:
        """What checked the fields leads back to the form: both stay until Python looks for such, in the middle of somebody's answer."""
        super().full_clean()
        self._bound_fields_cache.clear()  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A yes to a changed account needs the tick."""
        if self.cleaned_data.get("answer") == "yes" and self._asks_call_back and not self.cleaned_data.get("called"):
            raise ValidationError({"called": _("Appelez d’abord ce bénéficiaire, puis cochez la case.")})

    def answered(self, *, has_code: bool, facts_number: int) -> Answered:
        """As the action wants it. `facts_number`: of the facts that `facts` was held against."""
        given = self.cleaned_data
        return Answered(
            is_yes=given["answer"] == "yes",
            digest=bytes.fromhex(given["digest"]),
            facts_number=facts_number,
            comment=given["comment"],
            has_code=has_code,
            has_called_back=given["called"],
            may_ask_again=given["again"],
        )


AnswerForm.base_fields = _Shared(AnswerForm.base_fields)
