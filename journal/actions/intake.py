"""A batch of an agent's actions becomes rows of the journal and sealed rows of the record, in one transaction: all of it, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from psycopg.errors import CheckViolation, UndefinedTable, UniqueViolation

from inventory.models import Agent
from journal.actions.counting import Counted, count
from journal.enums import Source, Type
from journal.models import Action
from journal.queries import words_of
from journal.rules.lines import Facts, line
from journal.rules.naming import TYPES, Meaning, meaning
from journal.rules.reported import Reported, for_lists, masked_account, payee_mark, without_accounts
from ledger import batches
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib import canonical
from lib.leaked_keys import masked
from lib.words import on_one_line

COLUMNS = (
    "agent_id, occurred_at, key, type, verb, tool, target, payee, amount_cents, currency, count, outcome, is_test, is_after_stop,"
    " approval_id, number, source, payee_mark, seq, received_at"
)
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"
OLDER = "journal_action_older"


@dataclass(frozen=True)
class Taken:
    """How many were kept now, and how many had been before: both are safe."""

    kept: int
    repeated: int


@dataclass(frozen=True)
class _Heard:
    """What a whole batch has in common."""

    company: UUID
    agent: str
    alike: batches.Alike
    source: Source
    own: Mapping[str, Meaning]
    is_after_stop: bool
    zone: ZoneInfo

    @classmethod
    def of(cls, agent: Agent, source: Source, is_after_stop: bool) -> "_Heard":
        """One query."""
        by, about = Actor("agent", agent.pk, agent.name), [Subject("agent", agent.pk, agent.name)]
        alike, zone = batches.Alike.of("action.done", about, by=by), ZoneInfo(agent.company.time_zone)
        return cls(agent.company_id, str(agent.pk), alike, source, words_of(agent), is_after_stop, zone)


@dataclass(frozen=True)
class _Row:
    """An action ready to be written, but for its number."""

    month: tuple[int, int]
    moment: tuple[datetime, UUID]
    counted: Counted
    text: str
    payload: bytes


Ready = tuple[_Row, batches.Sealed]


def report(agent: Agent, reported: Sequence[Reported], source: Source, *, is_after_stop: bool = False) -> Taken:
    """Inside the agent's company's scope. A repeat, in the batch or of one before, changes nothing. Five round trips and a COPY a month."""
    rows = _rows(_Heard.of(agent, source, is_after_stop), reported)
    ready = list(zip(rows, batches.commit([row.payload for row in rows]), strict=True))
    try:
        kept = _tried(agent, ready)
    except UniqueViolation:  # COPY goes past Django, and so does what it raises
        kept = _tried(agent, ready, has_repeats=True)
    return Taken(kept, len(reported) - kept)


def _tried(agent: Agent, ready: Sequence[Ready], *, has_repeats: bool = False) -> int:
    """All of it or nothing. Once more when a sweep made or dropped a month since this process looked."""
    try:
        return _written(agent, ready, has_repeats=has_repeats)
    except (CheckViolation, UndefinedTable):
        _partition.cache_clear()
        return _written(agent, ready, has_repeats=has_repeats)


def _written(agent: Agent, ready: Sequence[Ready], *, has_repeats: bool) -> int:
    """How many. What failed leaves the counter free again: it is locked last, so that nobody waits for more than the writing."""
    with transaction.atomic():
        counter = batches.lock_counter()
        if has_repeats:
            known = _known(agent, [row for row, _ in ready])
            ready = [(row, seal) for row, seal in ready if row.moment not in known]
        _write(counter, [row for row, _ in ready], [seal for _, seal in ready], agent)
    return len(ready)


def _rows(heard: _Heard, reported: Sequence[Reported]) -> list[_Row]:
    """One a distinct action, in the order they came."""
    distinct = {(told.occurred_at, told.key): told for told in reversed(reported)}
    return [_row(told, heard) for told in reversed(distinct.values())]


@dataclass(frozen=True)
class _Shown:
    """What of an action lists may show: masked, on one line."""

    tool: str
    target: str
    payee: str
    account: str

    @classmethod
    def of(cls, told: Reported) -> "_Shown":
        return cls(for_lists(told.tool), without_accounts(masked(told.target)), for_lists(told.payee), masked_account(told.account))

    @property
    def whom(self) -> str:
        return f"{self.payee} ({self.account})" if self.payee and self.account else self.payee or self.account


def _row(told: Reported, heard: _Heard) -> _Row:
    means, shown = meaning(told.tool, told.type, heard.own), _Shown.of(told)
    payload = heard.alike.payload(told.occurred_at, _detail(told, means, shown, heard))
    at = told.occurred_at.astimezone(UTC)
    cells = "\t".join(_cells(told, means, shown, heard))
    return _Row((at.year, at.month), (told.occurred_at, told.key), _counted(told, means, shown, heard), cells, payload)


def _detail(told: Reported, means: Meaning, shown: _Shown, heard: _Heard) -> dict[str, canonical.Json]:
    """What is sealed."""
    facts = Facts(means.type, told.outcome, shown.target, shown.whom, told.amount_cents, told.currency, told.count)
    detail: dict[str, canonical.Json] = {
        "words": on_one_line(line(facts)),
        "said": told.type,
        "type": means.type,
        "tool": shown.tool,
        "outcome": told.outcome,
        "key": str(told.key),
        "source": int(heard.source),
    }
    optional = {
        "target": shown.target,
        "payee": shown.payee,
        "account": shown.account,
        "amount_cents": told.amount_cents,
        "currency": told.currency,
        "summary": without_accounts(masked(told.summary)),
        "approval": str(told.approval_id) if told.approval_id else None,
        "number": told.number,
        "test": told.is_test or None,
        "after_stop": heard.is_after_stop or None,
        "sampled": told.is_sampled or None,
        "count": told.count if told.count != 1 else None,
    }
    return detail | {name: value for name, value in optional.items() if value not in ("", None)}


def _cells(told: Reported, means: Meaning, shown: _Shown, heard: _Heard) -> tuple[str, ...]:
    """As COLUMNS, but for the last two."""
    return (
        heard.agent,
        told.occurred_at.isoformat(),
        str(told.key),
        means.type,
        means.verb,
        _cell(shown.tool),
        _cell(shown.target),
        _cell(shown.whom),
        NULL if told.amount_cents is None else str(told.amount_cents),
        told.currency,
        str(told.count),
        told.outcome,
        "tf"[not told.is_test],
        "tf"[not heard.is_after_stop],
        str(told.approval_id) if told.approval_id else NULL,
        NULL if told.number is None else str(told.number),
        str(int(heard.source)),
        str(mark) if (mark := payee_mark(settings.MARK_KEY, heard.company, told.account, told.payee)) else NULL,
    )


def _counted(told: Reported, means: Meaning, shown: _Shown, heard: _Heard) -> Counted:
    has_amount = told.amount_cents is not None
    return Counted(
        key=told.key,
        at=told.occurred_at,
        day=told.occurred_at.astimezone(heard.zone).date(),
        type=means.type,
        outcome=told.outcome,
        is_test=told.is_test,
        currency=told.currency if has_amount else "",
        cents=told.amount_cents or 0,
        tool=shown.tool,
        said=TYPES.get(told.type, Type.OTHER),
        inner=for_lists(told.inner),
        is_sampled=told.is_sampled,
    )


def _cell(text: str) -> str:
    return text if text.isprintable() and "\\" not in text else text.translate(ESCAPES)


def _write(counter: batches.Counter, rows: Sequence[_Row], sealed: Sequence[batches.Sealed], agent: Agent) -> None:
    if not rows:
        return
    at = counter.at.isoformat()
    by_month: dict[str, list[str]] = {}
    for number, row in enumerate(rows, counter.size):
        by_month.setdefault(_partition(*row.month), []).append(f"{row.text}\t{number}\t{at}\n")
    with connection.cursor() as cursor:
        for month, lines in by_month.items():
            with cursor.copy(f"copy {month}({COLUMNS}) from stdin") as copy:
                copy.write("".join(lines))
    batches.append(counter, Kind.ACTION, sealed)
    count(agent.pk, [row.counted for row in rows])


def _known(agent: Agent, rows: Sequence[_Row]) -> set[tuple[datetime, UUID]]:
    """Which of them stand already. Under the counter's lock: nobody adds one meanwhile."""
    moments, keys = [row.moment[0] for row in rows], [row.moment[1] for row in rows]
    found = Action.objects.filter(company_id=agent.company_id, agent_id=agent.pk, occurred_at__in=moments, key__in=keys)
    return set(found.values_list("occurred_at", "key"))


@lru_cache(64)
def _partition(year: int, month: int) -> str:
    """The table of that month, or the home of what is older than the first."""
    name = f"journal_action_{year}_{month:02}"
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass(%s) is not null", [name])
        return name if cursor.fetchone()[0] else OLDER
