"""What a batch adds to the totals of its days, to the tools that were heard, and to the names of inner agents: in its own transaction,
under the company's counter, so that they are exact whatever is killed and that two batches come one after the other.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from lib.prepared import Asked, Values

TOTALS = """
insert into journal_dailytotal as t (id, company_id, agent_id, day, type, outcome, is_test, currency, number, amount_cents, reached)
select gen_random_uuid(), gf_company(), %s, d.* from jsonb_to_recordset(%s::jsonb)
  d(day date, type text, outcome text, is_test boolean, currency text, number bigint, amount_cents numeric, reached numeric)
on conflict (company_id, agent_id, day, type, outcome, is_test, currency)
do update set number = t.number + excluded.number, amount_cents = t.amount_cents + excluded.amount_cents,
              reached = t.reached + excluded.reached"""
TOOLS = """
insert into journal_toolheard as h (id, company_id, agent_id, tool, said, number, first_at, last_at)
select gen_random_uuid(), gf_company(), %s, d.* from jsonb_to_recordset(%s::jsonb)
  d(tool text, said text, number bigint, first_at timestamptz, last_at timestamptz)
on conflict (company_id, agent_id, tool)
do update set said = excluded.said, number = h.number + excluded.number,
              first_at = least(h.first_at, excluded.first_at), last_at = greatest(h.last_at, excluded.last_at)"""
NAME = """
insert into journal_innername as n (id, company_id, agent_id, key, name, is_late)
select gen_random_uuid(), gf_company(), %s, d.key, d.name, %s from unnest(%s::uuid[], %s::text[]) d(key, name)
on conflict (company_id, agent_id, key) do update set name = excluded.name, is_late = excluded.is_late"""

_encode = json.JSONEncoder(default=str).encode  # made once: dumps would make one each time
TOTALLED = ("day", "type", "outcome", "is_test", "currency", "number", "amount_cents", "reached")
SAMPLED = """
insert into journal_sampledsource as s (id, company_id, agent_id, first_at, last_at) values (gen_random_uuid(), gf_company(), %s, %s, %s)
on conflict (company_id, agent_id)
do update set
  first_at = least(s.first_at, excluded.first_at), last_at = greatest(s.last_at, excluded.last_at)"""


class Counted(NamedTuple):
    """What is counted of one action. `place`: day, type, outcome, is_test, currency (empty without an amount); `reached`: people, by the
    action's own count; `said`: the type the agent gave; `inner`: see InnerName."""

    key: UUID
    at: datetime
    place: tuple[date, str, str, bool, str]
    cents: int
    reached: int
    tool: str
    said: str
    inner: str
    is_sampled: bool


def counted(agent: UUID, actions: Sequence[Counted]) -> Iterator[Asked]:
    """What counts them: to be run inside the company's scope and the transaction that keeps them."""
    yield TOTALS, [agent, _spelt(_totals(actions))]
    if tools := _tools(actions):
        yield TOOLS, [agent, _spelt(tools)]
    if parts := [one.at for one in actions if one.is_sampled]:
        yield SAMPLED, [agent, min(parts), max(parts)]
    if names := {one.key: one.inner for one in actions if one.inner}:
        yield NAME, named(agent, names)


def named(agent: UUID, names: Mapping[UUID, str], *, is_late: bool = False) -> Values:
    """The inner agents of these actions, as NAME takes them."""
    return [agent, is_late, list(names), list(names.values())]


def _totals(actions: Iterable[Counted]) -> list[Mapping[str, object]]:
    sums: dict[tuple[object, ...], list[int]] = {}
    for one in actions:
        if (total := sums.get(one.place)) is None:
            total = sums[one.place] = [0, 0, 0]
        total[0] += 1
        total[1] += one.cents
        total[2] += one.reached
    return [dict(zip(TOTALLED, (*place, *total), strict=True)) for place, total in sums.items()]


def _tools(actions: Iterable[Counted]) -> list[Mapping[str, object]]:
    heard: dict[str, list[Counted]] = {}
    for one in actions:
        if one.tool:
            heard.setdefault(one.tool, []).append(one)
    return [_heard(tool, ones[-1].said, [one.at for one in ones]) for tool, ones in heard.items()]


def _heard(tool: str, said: str, moments: Sequence[datetime]) -> Mapping[str, object]:
    return {"tool": tool, "said": said, "number": len(moments), "first_at": min(moments), "last_at": max(moments)}


def _spelt(rows: Sequence[Mapping[str, object]]) -> str:
    """One value to send, whatever the number of columns: dates by their ISO name."""
    return _encode(rows)
