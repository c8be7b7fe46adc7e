"""The first page after signing in: what to do, how the agents stand, what is in order."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from governance.in_order import facts
from governance.today import today
from inventory.queries.agents import AgentCard, cards, found
from ledger.queries import Line, lately
from register.reading import Reading

SHOWN = 8
READ_AT_ONCE = 200  # enough to find the agents that need somebody; the whole list has its own page
NEWEST = 6
READ_LATELY = 30
GRAVITY = {"stop": 0, "watch": 1, "info": 2, "off": 3, "ok": 4}


@page(Ability.READ)
def home(request: CompanyRequest) -> HttpResponse:
    agents = found(request.company)
    listed = _worst_first(cards(request.company, list(agents[:READ_AT_ONCE]), request.at))
    reading = Reading(request.company, request.at)
    told = facts(request.company, reading)
    context = {
        "section": "home",
        "today": today(request.company, request.membership, request.at, reading),
        "cards": listed[:SHOWN],
        "agents": len(listed) if len(listed) < READ_AT_ONCE else agents.count(),
        "met": [fact.words for fact in told if fact.is_met],
        "missing": [fact.words for fact in told if not fact.is_met],
        "lines": _told_lately() if request.may(Ability.READ_RECORD) else [],
    }
    return render(request, "governance/home.html", context)


def _told_lately() -> list[Line]:
    """Without the comings and goings of people, nor what agents reported: each has its page."""
    return [line for line in lately(READ_LATELY) if not line.act.startswith("signin.")][:NEWEST]


def _worst_first(listed: list[AgentCard]) -> list[AgentCard]:
    return sorted(listed, key=lambda card: (GRAVITY[card.reason.tone], card.agent.name))
