"""A finding with the actions behind it, and the journal's own filters that show them. One statement for all of them, none for none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Company
from alerts.rules.unusual.found import Behind, Found, Unusual
from alerts.rules.unusual.masking import masked_facts, words_for
from alerts.rules.unusual.paths import usual_place
from alerts.rules.unusual.series import Span
from lib.prepared import rows

MOST = 50
LONGEST = 100  # of the journal's words
# Newest first, at most so many of each: the agent's own index gives them in order.
BEHIND = """
select p.number, a.agent_id, a.occurred_at, a.key, a.seq
  from unnest(%(numbers)s::int[], %(agents)s::uuid[], %(since)s::timestamptz[], %(until)s::timestamptz[], %(types)s::text[],
              %(tools)s::text[], %(targets)s::text[], %(names)s::text[]) p(number, agent_id, since, until, type, tool, targets, name)
 cross join lateral (
   select n.agent_id, n.occurred_at, n.key, n.seq from journal_action n
    where n.company_id = %(company)s and n.occurred_at between %(first)s and %(last)s
      and n.agent_id = p.agent_id and n.occurred_at between p.since and p.until and not n.is_test
      and (p.type = '' or n.type = p.type) and (p.tool = '' or n.tool = p.tool)
      and (p.targets = '' or n.target = any(string_to_array(p.targets, e'\\x1f')))
      and (p.name = '' or strpos(lower(n.payee || ' ' || n.target), lower(p.name)) > 0)
    order by n.occurred_at desc limit %(most)s) a
 order by p.number, a.occurred_at"""


@dataclass(frozen=True)
class _Numbered:
    number: int
    agent: UUID
    found: Found


def shown(company: Company, span: Span, found: Mapping[UUID, Sequence[Found]]) -> list[Unusual]:
    """In no order."""
    told = [(agent, one) for agent, ones in found.items() for one in ones]
    behind = _behind(company, [_Numbered(number, agent, one) for number, (agent, one) in enumerate(told)])
    return [_unusual(agent, one, span, behind.get(number, [])) for number, (agent, one) in enumerate(told)]


def _unusual(agent: UUID, found: Found, span: Span, actions: Sequence[Behind]) -> Unusual:
    return Unusual(agent, found.kind, found.weight, found.happened_at, masked_facts(found.facts), _where(agent, found, span), actions)


def _where(agent: UUID, found: Found, span: Span) -> dict[str, str]:
    """As the journal's page is asked; its days are the company's."""
    zone, picked = span.starts_at.tzinfo, found.picked
    words = picked.targets[0] if len(picked.targets) == 1 else picked.name or ("" if picked.targets else picked.tool)
    days = {"du": picked.since.astimezone(zone).date().isoformat(), "au": picked.until.astimezone(zone).date().isoformat()}
    asked = {"agent": str(agent), "nature": str(picked.type), "q": words_for(usual_place(words))[:LONGEST]} | days
    return {name: value for name, value in asked.items() if value}


def _behind(company: Company, found: Sequence[_Numbered]) -> dict[int, list[Behind]]:
    behind: dict[int, list[Behind]] = {}
    if not found:
        return behind
    picked = [one.found.picked for one in found]
    given: dict[str, Any] = {
        "company": company.pk, "most": MOST, "numbers": [one.number for one in found], "agents": [one.agent for one in found],
        "since": [one.since for one in picked], "until": [one.until for one in picked], "types": [str(one.type) for one in picked],
        "tools": [one.tool for one in picked], "targets": ["\x1f".join(one.targets) for one in picked],
        "names": [one.name for one in picked], "first": min(one.since for one in picked), "last": max(one.until for one in picked),
    }  # fmt: skip
    for number, *row in rows(BEHIND, given):
        behind.setdefault(number, []).append(Behind(*row))
    return behind
