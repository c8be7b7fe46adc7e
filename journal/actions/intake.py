"""A batch of an agent's actions becomes rows of the journal and sealed rows of the record, in one transaction: all of it, once."""

import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db import connection
from psycopg.errors import CheckViolation, UndefinedTable, UniqueViolation

from inventory.models import Agent
from journal.actions.counting import counted
from journal.actions.spelling import COLUMNS, Batch, Row
from journal.enums import Source
from journal.models import Action
from journal.queries import Words, words_of
from journal.rules.reported import Reported
from ledger import batches
from ledger.enums import Kind
from lib import binary_copy
from lib.copying import Table
from lib.lines import Lines, Take
from lib.prepared import Asked, attempt, may_commit

OLDER = "journal_action_older"
LAST = struct.Struct(">iqiq").pack  # the last two cells: number in the record, moment it was received


@dataclass(frozen=True)
class Taken:
    """How many were kept now, and how many had been before: both are safe."""

    kept: int
    repeated: int


@dataclass(frozen=True)
class Told:
    """Actions of one agent, ready to be written; `counts`: what counts them."""

    agent: Agent
    rows: Sequence[Row]
    seals: Sequence[batches.Sealed]
    counts: Sequence[Asked]

    @classmethod
    def of(cls, agent: Agent, rows: Sequence[Row], seals: Sequence[batches.Sealed]) -> "Told":
        return cls(agent, rows, seals, list(counted(agent.pk, [row.counted for row in rows])))

    def __len__(self) -> int:
        return len(self.rows)

    def without(self, known: set[tuple[datetime, UUID]]) -> "Told":
        left = [(row, seal) for row, seal in zip(self.rows, self.seals, strict=True) if row.moment not in known]
        return Told.of(self.agent, [row for row, _ in left], [seal for _, seal in left])


TakeTold = Take[Told]  # spelt once, not at each batch
# Rows: some 40 ms of the counter; seconds: one more than PostgreSQL lets anybody wait for a lock.
LINES = Lines[Told](most=2000, patience=3)


def report(
    agent: Agent,
    reported: Sequence[Reported],
    source: Source,
    *,
    is_after_stop: bool = False,
    words: Words | None = None,
    is_last: bool = False,
) -> Taken:
    """Inside the agent's company's scope. A repeat, in the batch or of one before, changes nothing. `words`: of its tools, when they were
    read already. `is_last`: nothing is asked behind it in its transaction, which it may end, and another thread may write it with its own.
    Three round trips behind each other, and one a month of the journal."""
    if not reported:
        return Taken(0, 0)
    rows = Batch.of(agent, source, words_of(agent) if words is None else words, is_after_stop).rows(reported)
    told, is_last = Told.of(agent, rows, batches.commit([row.payload for row in rows])), is_last and may_commit()
    try:
        kept = _tried(told, is_last=is_last)
    except UniqueViolation:  # COPY goes past Django, and so does what it raises
        kept = _tried(told, is_last=is_last, has_repeats=True)
    return Taken(kept, len(reported) - kept)


def _tried(told: Told, *, is_last: bool, has_repeats: bool = False) -> int:
    """All of it or nothing. Once more when a sweep made or dropped a month since this process looked."""
    try:
        if is_last and not has_repeats and _together(told):
            return len(told)
        return _alone(told, is_last=is_last, has_repeats=has_repeats)
    except (CheckViolation, UndefinedTable):
        _partition.cache_clear()
        return _alone(told, is_last=is_last, has_repeats=has_repeats)


def _together(told: Told) -> bool:
    """Was it kept, with what other threads tell of the company meanwhile, by whoever of them writes?"""
    company = told.agent.company_id

    def write(take: TakeTold) -> None:
        with attempt(is_last=True) as (begin, end):
            counter = batches.lock_counter(begin)
            if counter.company != company:
                raise LookupError("the counter of another company")
            _append(counter, take(), end)

    return LINES.written(company, told, write)


def _alone(told: Told, *, is_last: bool, has_repeats: bool) -> int:
    """How many. What failed leaves the counter free again: it is locked last, so that nobody waits for more than the writing."""
    with attempt(is_last=is_last) as (begin, end):
        counter = batches.lock_counter(begin)
        new = told.without(_known(told)) if has_repeats else told
        if new:
            _append(counter, [new], end)
    return len(new)


def _append(counter: batches.Counter, everyone: Sequence[Told], end: Asked) -> None:
    rows, seals = [row for told in everyone for row in told.rows], [seal for told in everyone for seal in told.seals]
    counts = [asked for told in everyone for asked in told.counts]
    batches.append(counter, Kind.ACTION, seals, *counts, end, beside=_tables(counter, rows))


def _tables(counter: batches.Counter, rows: Sequence[Row]) -> list[Table]:
    """One a month."""
    at, months = binary_copy.microseconds(counter.at), defaultdict[tuple[int, int], list[bytes]](list)
    for number, row in enumerate(rows, counter.size):
        months[row.month].append(row.cells + LAST(8, number, 8, at))
    return [Table(f"{_partition(*month)}({COLUMNS})", cells) for month, cells in months.items()]


def _known(told: Told) -> set[tuple[datetime, UUID]]:
    """Which of them stand already. Under the counter's lock: nobody adds one meanwhile."""
    moments, keys = [row.moment[0] for row in told.rows], [row.moment[1] for row in told.rows]
    found = Action.objects.filter(company_id=told.agent.company_id, agent_id=told.agent.pk, occurred_at__in=moments, key__in=keys)
    return set(found.values_list("occurred_at", "key"))


@lru_cache(64)
def _partition(year: int, month: int) -> str:
    """The table of that month, or the home of what is older than the first."""
    name = f"journal_action_{year}_{month:02}"
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [name])
        return name if cursor.fetchone()[0] else OLDER
