"""The page of the wizard about rights: those a template advises, to keep or not, and others to add."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.forms import formset_factory

from inventory import catalogue
from inventory.enums import Verb
from inventory.forms.fields import UNKNOWN, Choice, Day, NoSecretWords
from inventory.forms.rights import ADVISED, NO_REASON, SENSITIVITIES
from inventory.models import AgentDraft
from inventory.rules.pairs import BOTH, REPLACE, Held, pairs
from inventory.rules.right_words import what_words
from inventory.rules.terms import QUARTER, YEAR, advised_end, is_temporary, lacks_reason
from lib.choices import Hinted

LIMITS = [
    (ADVISED, "Durée conseillée (trois mois ou un an)"),
    ("one_year", "Un an"),
    ("three_months", "Trois mois"),
    ("date", "Jusqu’à la date ci-contre"),
    ("endless", "Sans limite"),
    ("unknown", UNKNOWN),
]
DAYS = {"one_year": YEAR, "three_months": QUARTER}
PAIR = [
    (BOTH, "Oui, il pourra lire et faire plus"),
    (REPLACE, Hinted("Garder seulement ce droit-ci", "L’autre droit est décoché.")),
]
PLAIN = ("verb", "resource", "segment", "sensitivity", "reason", "limit", "pair")
MAX_RIGHTS = 40


class RightRow(forms.Form):
    """One right of the new agent. `beside`: another one of the page on the same thing, when somebody must say whether both are meant."""

    keep = forms.BooleanField(label="Il a ce droit", required=False)
    pair = Choice(PAIR, label="Lire et faire plus sur la même chose, est-ce voulu\u00a0?", cards=True)
    verb = Choice([("", "Choisissez"), *Verb.choices], label="Que peut-il faire\u00a0?")
    resource = NoSecretWords(label="Sur quoi\u00a0?", max_length=200)
    segment = NoSecretWords(
        label="Quelle partie\u00a0?",
        max_length=120,
        help_text="Si ce n’est pas tout\u00a0: «\u00a0Public\u00a0», «\u00a0Sensible\u00a0».",
        widget=forms.TextInput(attrs={"list": "segments", "autocomplete": "off"}),
    )
    sensitivity = Choice(SENSITIVITIES, label="Est-ce sensible\u00a0?")
    reason = NoSecretWords(label="Pourquoi\u00a0?", max_length=300)
    limit = Choice(LIMITS, label="Jusqu’à quand\u00a0?")
    until = Day(label="Dernier jour")
    beside = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verb = self["verb"].value()
        if verb in Verb.values:  # the length advised for this very right
            words = "trois mois" if is_temporary(verb) else "un an"
            self.fields["limit"].choices = [(ADVISED, f"Durée conseillée\u00a0: {words}"), *LIMITS[1:]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.is_blank():
            return said
        if not said.get("resource") and "resource" not in self.errors:
            self.add_error("resource", "Dites sur quoi porte ce droit.")
        if not said.get("verb"):
            self.add_error("verb", "Choisissez ce qu’il peut faire.")
        if said.get("limit") == "date" and not said.get("until") and "until" not in self.errors:
            self.add_error("until", "Écrivez le dernier jour de ce droit.")
        if self.is_kept() and self._lacks_reason(said):
            self.add_error("reason", NO_REASON)
        return said

    def _lacks_reason(self, said: dict[str, Any]) -> bool:
        """What a template proposed is no reason for « sans limite »: a person must say one."""
        own = "" if said.get("reason") == self.initial.get("proposed") else said.get("reason", "")
        return lacks_reason(said.get("verb", ""), said.get("limit") == "endless", own)

    def is_kept(self) -> bool:
        """Ticked, or written a moment ago."""
        return not self.is_blank() and bool(self.cleaned_data.get("keep") or not self.initial)

    def is_blank(self) -> bool:
        """The empty row offered for one more right."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in ("verb", "resource"))

    @property
    def heading(self) -> str:
        """« Lire : Devis » of a right that is there already; empty for the row to fill."""
        verb, resource, segment = (self[name].value() or "" for name in ("verb", "resource", "segment"))
        return f"{Verb(verb).label}\u00a0: {what_words(resource, segment)}" if verb in Verb.values and resource and self.initial else ""


Rows = formset_factory(RightRow, extra=1, max_num=MAX_RIGHTS, absolute_max=MAX_RIGHTS + 10)


class RightsPage:
    """Looks like a form to the wizard: rows of rights instead of fields."""

    step = "droits"

    def __init__(self, data: Any = None, *, draft: AgentDraft, today: date) -> None:
        self.today = today
        saved = draft.answers.get(self.step)
        initial = saved["rights"] if saved else _proposed(draft.template)
        self.rows = Rows(data, initial=initial, prefix="droit")
        template = catalogue.template(draft.template)
        self.forbidden = template.forbidden if template else ()

    def is_valid(self) -> bool:
        """Every row can be read, no chosen day is over, and nobody reads and does more on one thing without a word."""
        is_valid = bool(self.rows.is_valid())
        for row in self._read():
            until = row.cleaned_data.get("until")
            if until and row.cleaned_data.get("limit") == "date" and until < self.today:
                row.add_error("until", "Ce jour est déjà passé. Choisissez aujourd’hui ou plus tard.")
                is_valid = False
        return self._is_settled() and is_valid

    def answers(self) -> dict[str, Any]:
        """What the draft keeps; rows not kept stay, unticked, so that one may change one’s mind."""
        rows = [row for row in self._read() if row.cleaned_data.get("resource") and row.cleaned_data.get("verb")]
        replaced = {id(other) for row, other in self._meetings() if row.cleaned_data.get("pair") == REPLACE}
        return {"rights": [self._plain(row, is_replaced=id(row) in replaced) for row in rows]}

    def _read(self) -> list[RightRow]:
        return [row for row in self.rows if hasattr(row, "cleaned_data")]

    def _meetings(self) -> list[tuple[RightRow, RightRow]]:
        """(the later row, the earlier one) for every two kept rows on the same thing, one of which only reads."""
        kept = [row for row in self._read() if row.is_kept() and row.cleaned_data.get("verb")]
        order = {uuid4(): row for row in kept}
        told = [(key, _held(row.cleaned_data)) for key, row in order.items()]
        places = list(order)
        met = (sorted((one, other), key=places.index) for one, other, _ in pairs(told))
        return [(order[later], order[earlier]) for earlier, later in met]

    def _is_settled(self) -> bool:
        is_settled = True
        for row, other in self._meetings():
            said = other.cleaned_data
            row.beside = f"{Verb(said['verb']).label}\u00a0: {said['resource']}"
            if not row.cleaned_data.get("pair"):
                row.add_error("pair", f"Vous avez gardé aussi «\u00a0{row.beside}\u00a0». Dites si les deux sont voulus.")
                is_settled = False
        return is_settled

    def _plain(self, row: RightRow, *, is_replaced: bool) -> dict[str, Any]:
        said = row.cleaned_data
        until = self._end(said)
        keeps_day = until and said.get("limit") not in ("endless", "unknown")
        return {
            **{name: said.get(name, "") for name in PLAIN},
            "pair": BOTH if said.get("pair") == BOTH else "",  # « replace » is done at once
            "keep": row.is_kept() and not is_replaced,
            "until": until.isoformat() if until and keeps_day else None,
            "proposed": row.initial.get("proposed", ""),
        }

    def _end(self, said: dict[str, Any]) -> date | None:
        limit, until = said.get("limit"), said.get("until")
        if limit == ADVISED:
            return advised_end(said.get("verb", ""), None, self.today)
        return self.today + timedelta(days=DAYS[limit]) if limit in DAYS else until


def _held(said: dict[str, Any]) -> Held:
    return Held(said["verb"], said.get("resource", ""), said.get("segment", ""))


def _proposed(template: str) -> list[dict[str, Any]]:
    found = catalogue.template(template)
    rights = found.rights if found else ()
    reason = found.purpose[:300] if found else ""
    return [
        {"keep": True, "verb": right.verb, "resource": right.resource, "reason": reason, "proposed": reason, "limit": ADVISED}
        for right in rights
    ]
