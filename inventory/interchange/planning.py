"""What a file of agents would change today: one box for each agent or account to create, line to add, cell that says otherwise.

Nothing is ever taken away, and an empty cell says nothing. A right that was withdrawn, an account that was closed stay so.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from inventory.interchange.columns import LISTS, TABS, Column, Kind
from inventory.interchange.found import Found, FoundRow, Remark
from inventory.interchange.standing import Inventory, Row
from inventory.interchange.writing import told
from inventory.models import Processing
from lib.dates import french_date
from lib.tables.text import one_line, shorten

MOST = 400  # boxes on one page; a form holds 1,000 fields
MORE = f"Ce fichier apporte plus de {MOST} changements. Reprenez ceux-ci, puis envoyez-le de nouveau pour voir la suite."
GONE = "Ce {word} a pris fin depuis cet export. Un fichier ne le rend pas."
STATE = "L’état d’un agent ne change pas par un fichier\u00a0: changez-le sur sa page."
NO_AGENT = "Cet agent n’est ni dans le fichier, ni parmi les vôtres."
NO_PROCESSING = "Ce traitement n’est pas dans votre registre. Importez d’abord le registre."
NAME_TAKEN = "Un autre de vos agents porte déjà ce nom."
TWICE = "Ce nom figure deux fois dans le fichier. La première ligne est reprise."
BOTH_ENDS = "Un droit a un dernier jour, ou il est sans limite\u00a0: pas les deux. Seul le jour est repris."
SHOWN = 400
FIXED = {
    "rights": ("agent", "verb", "resource"),
    "modules": ("agent", "kind", "name"),
    "bindings": ("agent", "kind", "name"),
    "ties": ("agent", "processing"),
}
ONCE = ("agents", "accounts", "bindings")  # two of one name cannot stand beside each other
NEW_ONLY = {"agents": ("state", "template"), "ties": ("reference",)}


@dataclass(frozen=True)
class Box:
    """One choice. Without `before` it adds or fills, and is ticked; otherwise it would replace somebody's words.

    `row`: the row of today that changes in `column`; without it `found` is created, with `parts` (rows of other tabs that go with it)."""

    key: str
    tab: str
    about: str
    word: str
    before: str
    after: str
    found: FoundRow
    column: str = ""
    row: Row | None = None
    parts: tuple[FoundRow, ...] = ()
    is_ticked: bool = True

    @property
    def is_creation(self) -> bool:
        """A new agent or a new account."""
        return self.row is None and self.tab in ("agents", "accounts")


@dataclass(frozen=True)
class Plan:
    """Every box, in the order of the file; what was read and is so already (`same`); what to know."""

    boxes: tuple[Box, ...] = ()
    notes: tuple[Remark, ...] = ()
    same: int = 0

    def groups(self) -> Sequence[tuple[str, list[Box]]]:
        """Boxes by what they are about, in order."""
        groups: dict[str, list[Box]] = defaultdict(list)
        for box in self.boxes:
            groups[box.about].append(box)
        return list(groups.items())


def planned(found: Found, today: Inventory) -> Plan:
    """Compare a file with what the company has. No query."""
    plan = _Planning(found, today)
    boxes = tuple(plan.boxes())
    notes = plan.notes if len(boxes) <= MOST else [*plan.notes, Remark("", "", MORE)]
    return Plan(boxes[:MOST], tuple(notes), plan.same)


class _Planning:
    """The comparison of one file."""

    def __init__(self, found: Found, today: Inventory) -> None:
        self.found, self.today = found, today
        self.notes: list[Remark] = []
        self.same = 0
        self.agents = {same(row.values["name"]): row for row in today.rows["agents"]}

    def boxes(self) -> Iterator[Box]:
        agents, new_agents = self._matched("agents")
        coming = {same(row.values["name"]): row for row in new_agents}
        known, new = self._lines(coming)
        for row in coming.values():
            parts = tuple(part for part in new if same(part.values["agent"]) == same(row.values["name"]))
            yield self._creation(row, parts)
        accounts, new_accounts = self._matched("accounts")
        for row in new_accounts:
            yield self._creation(row, ())
        for row, mine in (*agents, *accounts, *known):
            yield from self._changes(row, mine)
        for row in new:
            if same(row.values["agent"]) not in coming:
                yield self._addition(row)

    def _lines(self, coming: Mapping[str, FoundRow]) -> tuple[list[tuple[FoundRow, Row]], list[FoundRow]]:
        """Rows that hang on an agent: beside theirs of today, and new ones whose agent is known or comes with the file."""
        known, new = self._ties()
        for tab in ("rights", "modules", "bindings"):
            mine, fresh = self._matched(tab)
            known, new = known + mine, new + fresh
        kept = []
        for row in new:
            if same(row.values["agent"]) in coming or same(row.values["agent"]) in self.agents:
                kept.append(row)
            else:
                self._note(row, row.values["agent"], NO_AGENT)
        return known, kept

    def _ties(self) -> tuple[list[tuple[FoundRow, Row]], list[FoundRow]]:
        today = {(same(row.values["agent"]), row.id): row for row in self.today.rows["ties"]}
        known, new = [], []
        for row in self.found.of("ties"):
            processing = processing_of(row, self.today)
            mine = today.get((same(row.values["agent"]), processing.pk)) if processing else None
            if processing is None:
                self._note(row, row.values["processing"], NO_PROCESSING)
            elif mine:
                known.append((row, mine))
            else:
                new.append(row)
        return known, new

    def _matched(self, tab: str) -> tuple[list[tuple[FoundRow, Row]], list[FoundRow]]:
        """Rows of the file beside theirs of today, and those that have none. By identifier, else the same words, else the same name."""
        left = {row.id: row for row in self.today.rows[tab]}
        known, waiting = self._by_identifier(tab, left)
        waiting = self._by_words(waiting, left, known, exactly=True)
        waiting = self._by_words(waiting, left, known, exactly=False)
        return known, self._distinct(waiting) if tab in ONCE else waiting

    def _by_identifier(self, tab: str, left: dict[UUID, Row]) -> tuple[list[tuple[FoundRow, Row]], list[FoundRow]]:
        known, waiting = [], []
        for row in map(self._consistent, self.found.of(tab)):
            mine = left.get(UUID(row.id)) if row.id else None
            if mine and not self._is_other(row, mine):
                known.append((row, left.pop(mine.id)))
            elif row.id and UUID(row.id) in self.today.gone:
                self._note(row, _name(row), GONE.format(word=TABS[tab].word))
            else:
                waiting.append(row)
        return known, waiting

    def _by_words(
        self, rows: Sequence[FoundRow], left: dict[UUID, Row], known: list[tuple[FoundRow, Row]], *, exactly: bool
    ) -> list[FoundRow]:
        """Adds to `known` the rows whose words are those of one row of today; the others come back."""
        index: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for mine in left.values():
            index[_identity(mine.values, rows[0].tab) if rows else ()].append(mine)
        waiting = []
        for row in rows:
            twins = [mine for mine in index[_identity(row.values, row.tab)] if mine.id in left and not (exactly and _differing(row, mine))]
            if twins and (exactly or len(twins) == 1):
                known.append((row, left.pop(twins[0].id)))
            else:
                waiting.append(row)
        return waiting

    def _distinct(self, rows: Sequence[FoundRow]) -> list[FoundRow]:
        kept: dict[tuple[str, ...], FoundRow] = {}
        for row in rows:
            if kept.setdefault(_identity(row.values, row.tab), row) is not row:
                self._note(row, _name(row), TWICE)
        return list(kept.values())

    def _consistent(self, row: FoundRow) -> FoundRow:
        if row.tab == "rights" and row.values.get("until") and row.values.get("is_endless"):
            self._note(row, _name(row), BOTH_ENDS)
            return replace(row, values={name: value for name, value in row.values.items() if name != "is_endless"})
        return row

    def _is_other(self, row: FoundRow, mine: Row) -> bool:
        """What a right or a module is never changes: another verb, another resource is another right."""
        return any(_differ(row.values.get(name), mine.values[name]) for name in FIXED.get(row.tab, ()))

    def _changes(self, row: FoundRow, mine: Row) -> Iterator[Box]:
        boxes = [self._change(row, mine, column) for column in _differing(row, mine)]
        self.same += not any(boxes)
        yield from filter(None, boxes)

    def _change(self, row: FoundRow, mine: Row, column: Column) -> Box | None:
        value = row.values[column.name]
        if column.name in (*NEW_ONLY.get(row.tab, ()), *FIXED.get(row.tab, ())):
            if column.name == "state":
                self._note(row, _name(row), STATE)
            return None
        if row.tab == "agents" and column.name == "name" and self.agents.get(same(value), mine).id != mine.id:
            self._note(row, value, NAME_TAKEN)
            return None
        before = _shown(column, mine.values[column.name])
        if column.name == "until" and mine.values["is_endless"]:
            before = "Sans limite"
        if column.kind in LISTS:
            known = set(map(same, mine.values[column.name] or ()))
            value, before = [item for item in value if same(item) not in known], ""
        box = _box(row, self._about(row, mine), column.title, before, _shown(column, value))
        return replace(box, column=column.name, row=mine)

    def _addition(self, row: FoundRow) -> Box:
        agent = self.agents[same(row.values["agent"])].values["name"]
        changed = bool(row.id) and row.tab in ("rights", "modules") and any(str(one.id) == row.id for one in self.today.rows[row.tab])
        return replace(_box(row, f"Agent {agent}", f"{TABS[row.tab].word.capitalize()} à ajouter", "", _line(row)), is_ticked=not changed)

    def _creation(self, row: FoundRow, parts: tuple[FoundRow, ...]) -> Box:
        word = "Créer cet agent" if row.tab == "agents" else "Créer ce compte"
        told_parts = [_line(part) for part in parts]
        return replace(_box(row, self._about(row, None), word, "", "\n".join([_line(row), *told_parts])), parts=parts)

    def _about(self, row: FoundRow, mine: Row | None) -> str:
        values = mine.values if mine else row.values
        if row.tab == "agents":
            return f"Agent {values['name']}"
        if row.tab == "accounts":
            identifier = values.get("identifier")
            return f"Compte {values['service']} ({identifier})" if identifier else f"Compte {values['service']}"
        return f"Agent {values['agent']}"

    def _note(self, row: FoundRow, value: str, reason: str) -> None:
        remark = Remark(shorten(one_line(value), 160), row.where, reason)
        if remark not in self.notes:
            self.notes.append(remark)


def _box(row: FoundRow, about: str, word: str, before: str, after: str) -> Box:
    """Its key holds what the person saw: a row changed since then has another key."""
    seen = "\x1f".join((row.tab, row.where, about, word, before, after))
    return Box(hashlib.sha256(seen.encode()).hexdigest()[:24], row.tab, about, word, before, after, row, is_ticked=not before)


def same(text: str) -> str:
    """Two names that differ by case or spaces only are one name."""
    return " ".join(text.casefold().split())


def processing_of(row: FoundRow, today: Inventory) -> Processing | None:
    """The line of the register that a tie means: by its identifier, else by its name."""
    by_id = next((one for one in today.processings if str(one.pk) == row.id), None)
    return by_id or next((one for one in today.processings if same(one.name) == same(row.values["processing"])), None)


def _differing(row: FoundRow, mine: Row) -> list[Column]:
    """Columns where the file says something else. What it does not say is no difference."""
    values = row.values
    return [
        column
        for column in TABS[row.tab].columns
        if values.get(column.name) is not None and _differ(values[column.name], mine.values[column.name])
    ]


def _differ(value: Any, today: Any) -> bool:
    if isinstance(value, list):
        return bool(set(map(same, value)) - set(map(same, today or ())))
    if isinstance(today, date):
        return bool(value != today.isoformat())
    if isinstance(value, str) and isinstance(today, str):
        return value.split() != today.split()
    return bool(value != today)


def _identity(values: Mapping[str, Any], tab: str) -> tuple[str, ...]:
    return tuple(same(str(values.get(name) or "")) for name in TABS[tab].identity)


def _name(row: FoundRow) -> str:
    return " ".join(
        str(_shown(TABS[row.tab].column(name), row.values.get(name))) for name in TABS[row.tab].identity if row.values.get(name)
    )


def _shown(column: Column, value: Any) -> str:
    if isinstance(value, str) and column.kind is Kind.DAY:
        value = date.fromisoformat(value)
    shown = told(column, value)
    return french_date(shown) if isinstance(shown, date) else shorten(shown, SHOWN)


def _line(row: FoundRow) -> str:
    """« Droit : Lire, Sur quoi : Devis, Jusqu’au : 31 mars 2027 »: everything the row says but what the box is about already."""
    tab = TABS[row.tab]
    known = ("name", "template") if row.tab == "agents" else ("agent",)
    columns = [column for column in tab.columns if column.name in row.values and column.name not in known]
    texts = [f"{column.title}\u00a0: {_shown(column, row.values[column.name])}" for column in columns]
    return shorten(("\n" if row.tab in ("agents", "accounts") else ", ").join(texts), SHOWN * 4)
