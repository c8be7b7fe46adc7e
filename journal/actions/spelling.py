"""How an action is written: its cells for COPY and the payload of its sealed row. What actions of a batch have in common is spelt once;
nothing here waits for the database.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from inventory.models import Agent
from journal.actions.counting import Counted
from journal.enums import Source, Type
from journal.queries import Words
from journal.rules.lines import BEFORE_TARGET, Facts, aimed, line
from journal.rules.naming import TYPES, meaning
from journal.rules.reported import Reported, all_for_keeping, for_lists, masked_account, payee_mark
from ledger import batches
from ledger.actions import spelt
from ledger.entries import Actor, Subject
from lib import binary_copy as copied
from lib.canonical import as_bytes, quoted, whole
from lib.words import on_one_line

COLUMNS = (
    "agent_id, source, is_after_stop, type, verb, tool, outcome, is_test, occurred_at, key, target, payee, amount_cents, currency, count,"
    " approval_id, number, payee_mark, seq, received_at"
)
WIDE = copied.columns(COLUMNS.count(",") + 1)
NAMED = struct.Struct(">iqi16si").pack  # of an action: its moment, its key, how long its target is
NO_TEXT = copied.text("")
NO_STAKES = NO_TEXT + copied.NULL + NO_TEXT + copied.integer(1) + copied.NULL
BEFORE = BEFORE_TARGET.encode()
MINUTE = 60 * 10**6  # microseconds: eight digits, two of them before the point


class Row(NamedTuple):
    """An action ready to be written, but for the last two cells."""

    month: tuple[int, int]
    counted: Counted
    cells: bytes
    payload: bytes

    @property
    def moment(self) -> tuple[datetime, UUID]:
        """This and its agent name it."""
        return self.counted.at, self.counted.key


class _Minute(NamedTuple):
    """What the actions of one minute share: how what is sealed of them begins, their month in UTC, their day in the company's zone."""

    begun: bytes
    month: tuple[int, int]
    day: date


class _Payee(NamedTuple):
    """Who is paid: the name and the account, masked, as two; as one; and what stands for them unread."""

    name: str
    account: str
    whom: str
    mark: bytes


class _Stakes(NamedTuple):
    """What is particular to few: who is paid, how much, under which approval, how many times. Parts of what is sealed and of the cells;
    and the line, but for its target, as it is and as it is sealed without the quote behind it. `opened`: from the moment to the key."""

    opened: bytes
    payee: bytes
    cells: bytes
    mark: bytes
    line: str
    words: bytes


class _Sort(NamedTuple):
    """What actions with the same tool, type and end share: their first cells, and parts of what is sealed. `stakes`: of those with none."""

    type: str
    tool: str
    said: Type
    cells: bytes
    outcome: bytes
    source: bytes
    kind: bytes
    stakes: _Stakes


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
    _texts: dict[str, str] = field(default_factory=dict)
    _summaries: dict[str, bytes] = field(default_factory=dict)
    _minutes: dict[int, _Minute] = field(default_factory=dict)
    _payees: dict[tuple[str, str], _Payee] = field(default_factory=dict)

    @classmethod
    def of(cls, agent: Agent, source: Source, words: Words, is_after_stop: bool) -> "Batch":
        zone = ZoneInfo(agent.company.time_zone)
        return cls(agent.company_id, agent.pk, _alike(agent.pk, agent.name), source, words, is_after_stop, zone)

    def rows(self, reported: Sequence[Reported]) -> list[Row]:
        """One a distinct action, in the order they came. Raises lib.canonical.NotCanonical."""
        if len({told.key.int for told in reported}) < len(reported):
            distinct = {(told.occurred_at, told.key): told for told in reversed(reported)}
            reported = list(reversed(distinct.values()))
        texts = list({told.target for told in reported} | {told.summary for told in reported})
        self._texts.update(zip(texts, all_for_keeping(texts), strict=True))
        return [self._row(told) for told in reported]

    def _row(self, told: Reported) -> Row:
        sort, at, key, number = self._sort_of(told), told.occurred_at, told.key.bytes, told.number
        stakes = self._stakes(told, sort) if _has_stakes(told) else sort.stakes
        if at.tzinfo is not UTC:
            at = at.astimezone(UTC)
        microseconds = copied.microseconds(at)
        minute, rest = self._minute(microseconds // MINUTE, at), f"{microseconds % MINUTE:08}"
        payload = self._payload(told, sort, stakes, key.hex(), minute.begun + f"{rest[:2]}.{rest[2:]}".encode())
        target = self._texts[told.target].encode()
        named = NAMED(8, microseconds, 16, key, len(target))
        numbered = copied.NULL if number is None else copied.bigint(number)
        cells = b"".join((sort.cells, named, target, stakes.cells, numbered, stakes.mark))
        return Row(minute.month, self._counted(told, at, minute.day, sort), cells, payload)

    def _payload(self, told: Reported, sort: _Sort, stakes: _Stakes, key: str, begun: bytes) -> bytes:
        """What the record says of it: canonical JSON, the names in their order, those of nothing left out."""
        number = "" if told.number is None else _number("number", told.number)
        keyed = f'{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}",{number}'.encode()
        summary, end = self._summary(told.summary), _aimed(stakes, self._texts[told.target], sort.kind)
        return b"".join((begun, stakes.opened, keyed, sort.outcome, stakes.payee, sort.source, summary, end, self.alike.tail))

    def _opened(self, sealed: str) -> bytes:
        return b'Z%b{%b"key":"' % (self.alike.middle, as_bytes(sealed))

    def _summary(self, text: str) -> bytes:
        """Sealed: an agent says the same of many."""
        if (found := self._summaries.get(text)) is None:
            found = self._summaries[text] = as_bytes(_text("summary", self._texts[text]))
        return found

    def _minute(self, number: int, at: datetime) -> _Minute:
        """Clocks change between two minutes: those of 2000 and since."""
        if (found := self._minutes.get(number)) is None:
            begun = self.alike.head + spelt(at)[: len("2026-11-20T09:12:")].encode()
            found = self._minutes[number] = _Minute(begun, (at.year, at.month), at.astimezone(self.zone).date())
        return found

    def _stakes(self, told: Reported, sort: _Sort) -> _Stakes:
        payee = self._payee(told.payee, told.account)
        sealed = (
            f"{_text('account', payee.account)}{self._after_stop()}{_number('amount_cents', told.amount_cents)}"
            f"{_text('approval', str(told.approval_id or ''))}{'' if told.count == 1 else _number('count', told.count)}"
            f"{_text('currency', told.currency)}"
        )
        opened = self._opened(sealed)  # or it is refused before it becomes cells
        cells = (
            copied.text(payee.whom),
            copied.NULL if told.amount_cents is None else copied.bigint(told.amount_cents),
            copied.text(told.currency),
            copied.integer(told.count),
            copied.uuid(told.approval_id) if told.approval_id else copied.NULL,
        )
        said = line(Facts(sort.type, told.outcome, "", payee.whom, told.amount_cents, told.currency, told.count))
        return _Stakes(opened, as_bytes(_text("payee", payee.name)), b"".join(cells), payee.mark, *_words(said))

    def _payee(self, name: str, account: str) -> _Payee:
        if (found := self._payees.get((name, account))) is None:
            shown, ends = for_lists(name), masked_account(account)
            whom = f"{shown} ({ends})" if shown and ends else shown or ends
            as_bytes(whom)  # or it is refused, as all else is
            mark = payee_mark(settings.MARK_KEY, self.company, account, name)
            found = self._payees[name, account] = _Payee(shown, ends, whom, copied.uuid(mark) if mark else copied.NULL)
        return found

    def _after_stop(self) -> str:
        return _true("after_stop", self.is_after_stop)

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
            outcome=as_bytes(f'"outcome":{quoted(told.outcome)},'),
            source=as_bytes(f'"said":{quoted(told.type)},{_true("sampled", told.is_sampled)}"source":{int(self.source)},'),
            kind=as_bytes(f'{_true("test", told.is_test)}"tool":{quoted(tool)},"type":{quoted(means.type)},"words":'),
            stakes=_Stakes(self._opened(self._after_stop()), b"", NO_STAKES, copied.NULL, *_words(line(Facts(means.type, told.outcome)))),
        )

    def _counted(self, told: Reported, at: datetime, day: date, sort: _Sort) -> Counted:
        currency = "" if told.amount_cents is None else told.currency
        return Counted(
            told.key,
            at,
            (day, sort.type, told.outcome, told.is_test, currency),
            told.amount_cents or 0,
            told.count,
            sort.tool,
            sort.said,
            for_lists(told.inner) if told.inner else "",
            told.is_sampled,
        )


@lru_cache(1000)
def _alike(agent: UUID, name: str) -> batches.Alike:
    """Of all that an agent tells under this name."""
    return batches.Alike.of("action.done", [Subject("agent", agent, name)], by=Actor("agent", agent, name))


def _has_stakes(told: Reported) -> bool:
    is_paid = told.amount_cents is not None or told.currency or told.payee or told.account
    return bool(is_paid or told.count != 1 or told.approval_id)


def _words(said: str) -> tuple[str, bytes]:
    one = on_one_line(said)
    return one, as_bytes(quoted(one)[:-1])


def _aimed(stakes: _Stakes, target: str, kind: bytes) -> bytes:
    """From « target » to the end. Its quoted text stands in the line too, which has nothing else behind it, when it is one line already."""
    if not target:
        return b'%b%b"}' % (kind, stakes.words)
    again = as_bytes(quoted(target))
    if on_one_line(target) == target:
        return b"".join((b'"target":', again, b",", kind, stakes.words, BEFORE, again[1:], b"}"))
    return b'"target":%b,%b%b}' % (again, kind, as_bytes(quoted(aimed(stakes.line, target))))


def _text(name: str, value: str) -> str:
    return f'"{name}":{quoted(value)},' if value else ""


def _number(name: str, value: int | None) -> str:
    return "" if value is None else f'"{name}":{whole(value)},'


def _true(name: str, value: bool) -> str:
    return f'"{name}":true,' if value else ""
