"""How an action is written: its cells for COPY and the payload of its sealed row. What actions of a batch have in common is spelt once;
nothing here waits for the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from inventory.models import Agent
from journal.actions.counting import Counted
from journal.enums import Source, Type
from journal.queries import Words
from journal.rules.lines import Facts, line
from journal.rules.naming import TYPES, meaning
from journal.rules.reported import Reported, for_keeping, for_lists, masked_account, payee_mark
from ledger import batches
from ledger.actions import spelt
from ledger.entries import Actor, Subject
from lib import binary_copy as copied
from lib.canonical import quoted, whole
from lib.words import on_one_line

COLUMNS = (
    "agent_id, source, is_after_stop, type, verb, tool, outcome, is_test, occurred_at, key, target, payee, amount_cents, currency, count,"
    " approval_id, number, payee_mark, seq, received_at"
)
WIDE = copied.columns(COLUMNS.count(",") + 1)
NO_TEXT, ONCE = copied.text(""), copied.integer(1)


class Row(NamedTuple):
    """An action ready to be written, but for the last two cells. `moment` and its agent name it."""

    month: tuple[int, int]
    moment: tuple[datetime, UUID]
    counted: Counted
    cells: bytes
    payload: bytes


class _Sort(NamedTuple):
    """What actions with the same tool, type and end share: their first cells, and parts of what is sealed."""

    type: str
    tool: str
    said: Type
    cells: bytes
    outcome: str
    source: str
    kind: str


class _Shown(NamedTuple):
    """What of an action lists may show: masked, on one line."""

    target: str
    payee: str
    account: str
    whom: str

    @classmethod
    def of(cls, told: Reported) -> "_Shown":
        target = told.target and for_keeping(told.target)
        if not told.payee and not told.account:
            return cls(target, "", "", "")
        payee, account = for_lists(told.payee), masked_account(told.account)
        return cls(target, payee, account, f"{payee} ({account})" if payee and account else payee or account)


@dataclass(frozen=True)
class Batch:
    """What the actions of one report have in common."""

    company: UUID
    agent: UUID
    alike: batches.Alike
    source: Source
    own: Words
    is_after_stop: bool
    zone: ZoneInfo
    _sorts: dict[tuple[str, str, str, bool, bool], _Sort] = field(default_factory=dict)
    _summaries: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, agent: Agent, source: Source, words: Words, is_after_stop: bool) -> "Batch":
        by, about = Actor("agent", agent.pk, agent.name), [Subject("agent", agent.pk, agent.name)]
        alike, zone = batches.Alike.of("action.done", about, by=by), ZoneInfo(agent.company.time_zone)
        return cls(agent.company_id, agent.pk, alike, source, words, is_after_stop, zone)

    def rows(self, reported: Sequence[Reported]) -> list[Row]:
        """One a distinct action, in the order they came. Raises lib.canonical.NotCanonical."""
        if len({told.key for told in reported}) < len(reported):
            distinct = {(told.occurred_at, told.key): told for told in reversed(reported)}
            reported = list(reversed(distinct.values()))
        return [self._row(told) for told in reported]

    def _row(self, told: Reported) -> Row:
        sort, shown = self._sort_of(told), _Shown.of(told)
        at = told.occurred_at.astimezone(UTC)
        payload = self.alike.payload(spelt(at), self._sealed(told, sort, shown))
        cells = _cells(told, at, sort, shown, payee_mark(settings.MARK_KEY, self.company, told.account, told.payee))
        return Row((at.year, at.month), (at, told.key), self._counted(told, at, sort), cells, payload)

    def _sealed(self, told: Reported, sort: _Sort, shown: _Shown) -> str:
        """What the record says of it: canonical JSON, the names in their order, those of nothing left out."""
        facts = Facts(sort.type, told.outcome, shown.target, shown.whom, told.amount_cents, told.currency, told.count)
        return "".join(
            (
                "{",
                _text("account", shown.account),
                _true("after_stop", self.is_after_stop),
                _number("amount_cents", told.amount_cents),
                f'"approval":"{told.approval_id}",' if told.approval_id else "",
                "" if told.count == 1 else _number("count", told.count),
                _text("currency", told.currency),
                f'"key":"{told.key}",',
                _number("number", told.number),
                sort.outcome,
                _text("payee", shown.payee),
                sort.source,
                self._summary(told.summary),
                _text("target", shown.target),
                sort.kind,
                f'"words":{quoted(on_one_line(line(facts)))}}}',
            )
        )

    def _summary(self, text: str) -> str:
        """An agent says the same of many."""
        if (found := self._summaries.get(text)) is None:
            found = self._summaries[text] = _text("summary", for_keeping(text))
        return found

    def _sort_of(self, told: Reported) -> _Sort:
        alike = told.tool, told.type, told.outcome, told.is_test, told.is_sampled
        if (sort := self._sorts.get(alike)) is None:
            sort = self._sorts[alike] = self._new_sort(told)
        return sort

    def _new_sort(self, told: Reported) -> _Sort:
        means, tool = meaning(told.tool, told.type, self.own), for_lists(told.tool)
        first = copied.uuid(self.agent), copied.smallint(self.source), copied.boolean(self.is_after_stop)
        texts = (copied.text(text) for text in (means.type, means.verb, tool, told.outcome))
        return _Sort(
            type=means.type,
            tool=tool,
            said=TYPES.get(told.type, Type.OTHER),
            cells=b"".join((WIDE, *first, *texts, copied.boolean(told.is_test))),
            outcome=f'"outcome":{quoted(told.outcome)},',
            source=f'"said":{quoted(told.type)},{_true("sampled", told.is_sampled)}"source":{int(self.source)},',
            kind=f'{_true("test", told.is_test)}"tool":{quoted(tool)},"type":{quoted(means.type)},',
        )

    def _counted(self, told: Reported, at: datetime, sort: _Sort) -> Counted:
        has_amount = told.amount_cents is not None
        return Counted(
            told.key,
            at,
            (at.astimezone(self.zone).date(), sort.type, told.outcome, told.is_test, told.currency if has_amount else ""),
            told.amount_cents or 0,
            told.count,
            sort.tool,
            sort.said,
            for_lists(told.inner),
            told.is_sampled,
        )


def _cells(told: Reported, at: datetime, sort: _Sort, shown: _Shown, mark: UUID | None) -> bytes:
    """As COLUMNS, but for the last two."""
    return b"".join(
        (
            sort.cells,
            copied.moment(at),
            copied.uuid(told.key),
            copied.text(shown.target),
            copied.text(shown.whom) if shown.whom else NO_TEXT,
            copied.NULL if told.amount_cents is None else copied.bigint(told.amount_cents),
            copied.text(told.currency) if told.currency else NO_TEXT,
            ONCE if told.count == 1 else copied.integer(told.count),
            copied.uuid(told.approval_id) if told.approval_id else copied.NULL,
            copied.NULL if told.number is None else copied.bigint(told.number),
            copied.uuid(mark) if mark else copied.NULL,
        )
    )


def _text(name: str, value: str) -> str:
    return f'"{name}":{quoted(value)},' if value else ""


def _number(name: str, value: int | None) -> str:
    return "" if value is None else f'"{name}":{whole(value)},'


def _true(name: str, value: bool) -> str:
    return f'"{name}":true,' if value else ""
