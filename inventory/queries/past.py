"""The history of one object with what each act changed, before and after. A fixed number of queries, whatever the page holds."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection, models

from accounts.models import Company, Membership
from inventory.countries import country_name
from inventory.models import Agent, Client, Connection, Permission, Processing
from inventory.queries.agent_page import HistoryRow, history_row
from inventory.queries.words import company_words
from inventory.rules.past_difference import Piece, pieces
from inventory.rules.past_words import TOLD, Told
from ledger.queries import Line, history
from lib.dates import french_date

PAGE_SIZE = 100
VERBS = {"I": "ajout", "U": "changement", "D": "retrait"}
# Rows that say of what they are part.
OWNERS = ("agent_id", "processing_id", "connection_id", "permission_id", "client_id", "about_id", "suspension_id")
NAMED = {"agent_id": Agent, "processing_id": Processing, "connection_id": Connection, "client_id": Client, "permission_id": Permission}
CHANGES = f"""select p.at, p.table_name, p.row_id, p.op, p.content, o.content
  from accounts_pastrow p left join lateral (
    select b.content from accounts_pastrow b
     where b.company_id = p.company_id and b.table_name = p.table_name and b.row_id = p.row_id and b.seq < p.seq and p.op = 'U'
     order by b.seq desc limit 1) o on true
 where p.company_id = %s and p.at = any(%s) and p.table_name = any(%s)
   and (p.row_id = any(%s) or array[{", ".join(f"p.content ->> '{name}'" for name in OWNERS)}] && %s::text[])
 order by p.seq"""  # noqa: S608  (fixed names)


class _Row(NamedTuple):
    """One change as the database tells it; `before` only for a row that was changed."""

    at: datetime
    table: str
    id: UUID
    op: str
    content: Mapping[str, Any]
    before: Mapping[str, Any] | None


@dataclass(frozen=True)
class FieldChange:
    """One field, in words; empty: nothing was said. `pieces`: the change inside a long text, when it is better read so."""

    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class RowChange:
    """One thing that was added, changed or taken away."""

    title: str
    verb: str
    fields: tuple[FieldChange, ...]
    is_changed: bool


@dataclass(frozen=True)
class ToldRow(HistoryRow):
    """A line of history, and what it changed."""

    changes: tuple[RowChange, ...] = ()


@dataclass(frozen=True)
class HistoryPage:
    """`older`: the number to ask the next page before; None at the end."""

    rows: tuple[ToldRow, ...]
    older: int | None


def history_page(company: Company, about: UUID, before: int | None = None) -> HistoryPage:
    """One page of the history of an object of this company. At most nine queries."""
    lines = history(about, PAGE_SIZE + 1, before)
    shown, more = lines[:PAGE_SIZE], len(lines) > PAGE_SIZE
    found = _by_line(shown, _rows(company, shown))
    teller = _Teller(company, [row for rows in found.values() for row in rows])
    told = (_with_changes(line, tuple(filter(None, map(teller.told, found[line.seq])))) for line in shown)
    return HistoryPage(tuple(told), shown[-1].seq if more else None)


def _with_changes(line: Line, changes: tuple[RowChange, ...]) -> ToldRow:
    """The line as every page shows it, with its changes."""
    return ToldRow(**vars(history_row(line)), changes=changes)


def _rows(company: Company, lines: Sequence[Line]) -> list[_Row]:
    moments = list({line.began_at for line in lines if line.began_at})
    ids = list({one for line in lines for one in line.about})
    if not moments:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [company.pk, moments, list(TOLD), ids, [str(one) for one in ids]])
        rows = cursor.fetchall()
    return [_Row(at, table, key, op, json.loads(now), json.loads(before or "null")) for at, table, key, op, now, before in rows]


def _by_line(lines: Sequence[Line], rows: Iterable[_Row]) -> Mapping[int, list[_Row]]:
    """Each change under the first line of its transaction that speaks of it."""
    held: dict[int, list[_Row]] = defaultdict(list)
    acts: dict[datetime, list[Line]] = defaultdict(list)
    for line in reversed(lines):
        if line.began_at:
            acts[line.began_at].append(line)
    for row in rows:
        own = {row.id, *(UUID(row.content[name]) for name in OWNERS if row.content.get(name))}
        if act := next((act for act in acts[row.at] if own & set(act.about)), None):
            held[act.seq].append(row)
    return held


class _Teller:
    """Turns rows into French: names of what they point to are read once, for all of them."""

    def __init__(self, company: Company, rows: Sequence[_Row]) -> None:
        self.words, self.zone = company_words(company), ZoneInfo(company.time_zone)
        keys: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            for content in (row.content, row.before or {}):
                for name in TOLD[row.table].columns.keys() | set(TOLD[row.table].named_by):
                    if name.endswith("_id") and content.get(name):
                        keys[name if name in NAMED else "person"].add(content[name])
        self.names = {key: _names(company, key, wanted) for key, wanted in keys.items()}

    def told(self, row: _Row) -> RowChange | None:
        """None when nothing of it has a word."""
        told = TOLD[row.table]
        fields = tuple(self._fields(row, told))
        if not fields:
            return None
        name = ", ".join(filter(None, (self._said(row.table, column, row.content.get(column)) for column in told.named_by)))
        return RowChange(f"{told.noun}\u00a0: {name}" if name else told.noun, VERBS[row.op], fields, row.op == "U")

    def _fields(self, row: _Row, told: Told) -> Iterable[FieldChange]:
        for column, label in told.columns.items():
            now = self._said(row.table, column, row.content.get(column))
            before, after = {"I": ("", now), "D": (now, ""), "U": (self._said(row.table, column, (row.before or {}).get(column)), now)}[
                row.op
            ]
            if before != after:
                yield FieldChange(label, before, after, pieces(before, after))

    def _said(self, table: str, column: str, value: Any) -> str:
        """A value as the pages say it."""
        if value in (None, "", []):
            return ""
        if isinstance(value, bool):
            return "Oui" if value else "Non"
        if isinstance(value, list):
            return "\n".join(map(str, value))
        if column.endswith("_id"):
            return self.names[column if column in NAMED else "person"].get(value, "")
        if vocabulary := TOLD[table].words_of.get(column):
            return self.words.label(vocabulary, value)
        if column in ("country", "host_country"):
            return country_name(value)
        return self._plain(_field(table, column), value)

    def _plain(self, field: "models.Field[Any, Any] | None", value: Any) -> str:
        if isinstance(field, models.DateTimeField):
            return french_date(datetime.fromisoformat(value).astimezone(self.zone).date())
        if isinstance(field, models.DateField):
            return french_date(date.fromisoformat(value))
        choices = dict(field.flatchoices) if field else {}
        return str(choices.get(value, value))


def _field(table: str, column: str) -> "models.Field[Any, Any] | None":
    """None for a column that is no more."""
    return next((field for field in _model(table)._meta.concrete_fields if field.column == column), None)


def _model(table: str) -> type[models.Model]:
    app, _, name = table.partition("_")
    return apps.get_model(app, name)


def _names(company: Company, key: str, wanted: set[str]) -> Mapping[str, str]:
    """Today's names of what rows point to, by id. One query."""
    if key == "person":
        people = Membership.objects.of(company).filter(pk__in=wanted).values_list("pk", "user__name")
        return {str(pk): name for pk, name in people}
    return {str(one.pk): str(one) for one in NAMED[key].objects.of(company).filter(pk__in=wanted)}  # type: ignore[attr-defined]
