"""The answer to a demand, as its page sends it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.deciding import Answered

MANY = 300


class AnswerForm(forms.Form):
    """`digest` and `facts` say which page was looked at: they come from it, and are held against what stands now."""

    answer = forms.ChoiceField(choices=[("no", "Refuser"), ("yes", "Accepter")])
    digest = forms.RegexField(regex=r"^[0-9a-f]{64}$")
    facts = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    called = forms.BooleanField(label=gettext_lazy("J’ai vérifié ce compte par téléphone"), required=False)
    comment = forms.CharField(label=gettext_lazy("Un mot pour l’agent et pour la preuve"), required=False, max_length=MANY)
    again = forms.BooleanField(label=gettext_lazy("Si je refuse, il peut redemander"), required=False)

    def __init__(self, *args: object, asks_call_back: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._asks_call_back = asks_call_back

    def clean(self) -> None:
        """A yes to a changed account needs the tick."""
        if self.cleaned_data.get("answer") == "yes" and self._asks_call_back and not self.cleaned_data.get("called"):
            raise ValidationError({"called": _("Appelez d’abord ce bénéficiaire, puis cochez la case.")})

    def answered(self, *, has_code: bool) -> Answered:
        """As the action wants it."""
        given = self.cleaned_data
        return Answered(
            is_yes=given["answer"] == "yes",
            digest=bytes.fromhex(given["digest"]),
            facts_number=given["facts"],
            comment=given["comment"],
            has_code=has_code,
            has_called_back=given["called"],
            may_ask_again=given["again"],
        )
