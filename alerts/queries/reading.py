"""The next sealed rows of a company, in their order: the record's numbers are given under one lock, so that what is committed later
never stands before what was read. Four queries a batch."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from msgspec.json import decode

from accounts.models import Company
from alerts.rules.seen import Seen
from inventory.models import Agent
from journal.models import ToolWord
from journal.rules.naming import Meaning, meaning
from ledger.models import Entry, Head

BATCH = 1000
ACTED = "action.done"
# One look by the key for each, whatever the planner believes of the table's size.
MARKS = """select told.key, told.agent_id, found.payee_mark
  from unnest(%s::uuid[], %s::timestamptz[], %s::uuid[]) as told(agent_id, occurred_at, key)
  cross join lateral (select a.payee_mark from journal_action a where a.company_id = gf_company() and a.agent_id = told.agent_id
                       and a.occurred_at = told.occurred_at and a.key = told.key limit 1) as found"""
Said = dict[str, Any]
Words = Mapping[UUID | None, Mapping[str, Meaning]]


@dataclass(frozen=True)
class Row:
    """A sealed row that is still readable."""

    seq: int
    recorded_at: datetime
    said: Said
    agent: UUID  # whom it is about


@dataclass(frozen=True)
class Batch:
    """`last`: the number of the last row read, None when there was none. `acts`: what else was recorded about agents."""

    last: int | None
    seen: list[Seen]
    acts: list[Row]
    words: Words
    is_last: bool = True


def next_rows(company: Company, after: int) -> Batch:
    """At most BATCH rows after this number. What was erased is passed over. Without news, one query. Numbers have no gaps: both ends are
    known beforehand, and nothing behind them is read, however much there is."""
    size = Head.objects.filter(company_id=company.pk).values_list("size", flat=True).first() or 0
    last = min(after + BATCH, size - 1)
    if last <= after:
        return Batch(None, [], [], {})
    entries = Entry.objects.filter(company_id=company.pk, seq__gt=after, seq__lte=last).order_by("seq")
    read = list(entries.values_list("seq", "recorded_at", "payload"))
    rows = list(_about_agents(company, [(seq, at, decode(payload)) for seq, at, payload in read if payload]))
    acted = [row for row in rows if row.said["act"] == ACTED]
    words, marks, zone = _words(company), _marks(acted), ZoneInfo(company.time_zone)
    own = {agent: own_words(words, agent) for agent in {row.agent for row in acted}}
    seen = [_seen(row, own[row.agent], marks, zone) for row in acted]
    return Batch(last, seen, [row for row in rows if row.said["act"] != ACTED], words, last == size - 1)


def _about_agents(company: Company, told: Iterable[tuple[int, datetime, Said]]) -> Iterator[Row]:
    """Those that concern an agent there is."""
    known = {str(pk): pk for pk in Agent.objects.of(company).values_list("pk", flat=True)}
    for seq, at, said in told:
        first = said["about"][0] if said["about"] else None
        if first and first["kind"] == "agent" and (agent := known.get(first["id"])):
            yield Row(seq, at, said, agent)


def _words(company: Company) -> dict[UUID | None, dict[str, Meaning]]:
    """What the company says of tools: for all agents under None, and for each."""
    words: dict[UUID | None, dict[str, Meaning]] = {}
    for word in ToolWord.objects.of(company):
        words.setdefault(word.agent_id, {})[word.tool] = Meaning(word.verb, word.type)
    return words


def own_words(words: Words, agent: UUID) -> dict[str, Meaning]:
    """An agent's, which go before those said for all."""
    return {**words.get(None, {}), **words.get(agent, {})}


def _marks(acted: Iterable[Row]) -> dict[tuple[UUID, UUID], UUID]:
    """Who was paid, for those that name somebody: the record does not tell accounts apart."""
    named = [row for row in acted if row.said["detail"].keys() & {"payee", "account"}]
    if not named:
        return {}
    keys: list[Any] = [[row.agent for row in named], [_moment(row) for row in named], [UUID(row.said["detail"]["key"]) for row in named]]
    with connection.cursor() as cursor:
        cursor.execute(MARKS, keys)
        return {(key, agent): mark for key, agent, mark in cursor.fetchall() if mark}


def _seen(row: Row, own: Mapping[str, Meaning], marks: Mapping[tuple[UUID, UUID], UUID], zone: ZoneInfo) -> Seen:
    told, agent, at = row.said["detail"], row.agent, _moment(row)
    key, name, account = UUID(told["key"]), told.get("payee", ""), told.get("account", "")
    return Seen(
        seq=row.seq,
        agent=agent,
        key=key,
        occurred_at=at,
        received_at=row.recorded_at,
        day=at.astimezone(zone).date(),
        source=told.get("source", 0),
        type=told["type"],
        said=told.get("said", ""),
        verb=meaning(told.get("tool", ""), told["type"], own).verb,
        tool=told.get("tool", ""),
        payee=f"{name} ({account})" if name and account else name or account,
        amount_cents=told.get("amount_cents"),
        currency=told.get("currency", ""),
        count=told.get("count", 1),
        outcome=told["outcome"],
        is_test=bool(told.get("test")),
        is_after_stop=bool(told.get("after_stop")),
        approval_id=UUID(told["approval"]) if told.get("approval") else None,
        payee_mark=marks.get((key, agent)) if marks else None,
    )


def _moment(row: Row) -> datetime:
    return datetime.fromisoformat(row.said["at"])
