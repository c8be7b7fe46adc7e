"""The page of the wizard about rights: those a template advises, to keep or not, and others to add."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import formset_factory

from inventory import catalogue
from inventory.enums import Verb
from inventory.forms.fields import UNKNOWN, Choice, Day, Words
from inventory.models import AgentDraft

LIMITS = [
    ("one_year", "Un an"),
    ("three_months", "Trois mois"),
    ("date", "Jusqu’à la date ci-contre"),
    ("endless", "Sans limite"),
    ("unknown", UNKNOWN),
]
DAYS = {"one_year": 365, "three_months": 91}
PLAIN = ("verb", "resource", "reason", "limit")
MAX_RIGHTS = 40


class RightRow(forms.Form):
    """One right of the new agent."""

    keep = forms.BooleanField(label="Il a ce droit", required=False)
    verb = Choice([("", "Choisissez"), *Verb.choices], label="Que peut-il faire\u00a0?")
    resource = Words(label="Sur quoi\u00a0?", max_length=200)
    reason = Words(label="Pourquoi\u00a0?", max_length=300)
    limit = Choice(LIMITS, label="Jusqu’à quand\u00a0?")
    until = Day(label="Dernier jour")

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
        return said

    def is_blank(self) -> bool:
        """The empty row offered for one more right."""
        return not any(self.data.get(self.add_prefix(name), "").strip() for name in ("verb", "resource"))

    @property
    def heading(self) -> str:
        """« Lire : Devis » of a right that is there already; empty for the row to fill."""
        verb, resource = self["verb"].value(), self["resource"].value()
        return f"{Verb(verb).label}\u00a0: {resource}" if verb in Verb.values and resource and self.initial else ""


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
        """Every row can be read, and no chosen day is over."""
        is_valid = bool(self.rows.is_valid())
        for row in self.rows:
            until = row.cleaned_data.get("until") if hasattr(row, "cleaned_data") else None
            if until and row.cleaned_data.get("limit") == "date" and until < self.today:
                row.add_error("until", "Ce jour est déjà passé. Choisissez aujourd’hui ou plus tard.")
                is_valid = False
        return is_valid

    def answers(self) -> dict[str, Any]:
        """What the draft keeps; rows not kept stay, unticked, so that one may change one’s mind."""
        rows = [
            row for row in self.rows if hasattr(row, "cleaned_data") and row.cleaned_data.get("resource") and row.cleaned_data.get("verb")
        ]
        return {"rights": [self._plain(row) for row in rows]}

    def _plain(self, row: RightRow) -> dict[str, Any]:
        said = row.cleaned_data
        until = self.today + timedelta(days=DAYS[said["limit"]]) if said.get("limit") in DAYS else said.get("until")
        is_new = not row.initial
        keeps_day = until and said.get("limit") not in ("endless", "unknown")
        return {
            **{name: said.get(name, "") for name in PLAIN},
            "keep": bool(said.get("keep") or is_new),
            "until": until.isoformat() if until and keeps_day else None,
        }


def _proposed(template: str) -> list[dict[str, Any]]:
    found = catalogue.template(template)
    rights = found.rights if found else ()
    reason = found.purpose[:300] if found else ""
    return [{"keep": True, "verb": right.verb, "resource": right.resource, "reason": reason, "limit": "one_year"} for right in rights]
