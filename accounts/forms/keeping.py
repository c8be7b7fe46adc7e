"""How long a part of the record is kept, why nothing may be erased, which line must go before its term, what was put back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import Line, required
from ledger.keeping import Term
from ledger.terms import bounds, is_longer, months_words

LONGEST_REASON = 400
LARGEST = 10**15


class ReasonForm(forms.Form):
    """One sentence that stays in the record."""

    why = Line(
        label=_("Pourquoi"),
        max_length=LONGEST_REASON,
        help_text=_("Cette phrase reste dans le journal. N’y mettez ni clé, ni donnée personnelle."),
        error_messages=required(_("Dites pourquoi, en une phrase.")),
    )


class TermForm(forms.Form):
    """Months, and a reason when that is longer than usual. `seen`: the months whose effects were shown before saving."""

    months = forms.IntegerField(
        label=_("Nombre de mois"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Indiquez un nombre de mois."), "invalid": _("Indiquez un nombre entier, par exemple 12.")},
    )
    why = Line(
        label=_("Pourquoi plus longtemps que d’habitude"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("À remplir seulement si vous dépassez la durée habituelle."),
    )

    def __init__(self, *args: Any, term: Term, **kwargs: Any) -> None:
        kwargs["initial"] = {"months": term.months, "why": term.rule.why if term.rule else ""}
        super().__init__(*args, **kwargs)
        self.term = term
        least, most = bounds(term.kind)
        words = {"least": months_words(least), "most": months_words(most), "usual": term.usual}
        self.fields["months"].help_text = _now("De %(least)s à %(most)s. D’habitude\u00a0: %(usual)s.") % words

    def clean_months(self) -> int:
        months: int = self.cleaned_data["months"]
        least, most = bounds(self.term.kind)
        if not least <= months <= most:
            raise forms.ValidationError(_now("Choisissez entre %(least)s et %(most)s mois.") % {"least": least, "most": most})
        return months

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        months = given.get("months")
        if months and is_longer(self.term.kind, months) and not given.get("why") and "why" not in self.errors:
            self.add_error("why", _("C’est plus long que d’habitude\u00a0: dites pourquoi, en une phrase."))
        return given


class LineForm(forms.Form):
    """The number of a line, as the page of the record shows it."""

    ligne = forms.IntegerField(
        label=_("Numéro de la ligne"),
        min_value=1,
        max_value=LARGEST,
        help_text=_("Il est écrit sous chaque ligne du journal."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Indiquez le numéro de la ligne."),
            "invalid": _("Indiquez un numéro, par exemple 13."),
            "min_value": _("La première ligne porte le numéro 1."),
            "max_value": _("Aucune ligne ne porte ce numéro."),
        },
    )
