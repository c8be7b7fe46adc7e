"""The first page after signing in: what to do, how the agents stand, what is in order."""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from governance import in_order
from governance.in_order import facts
from governance.today import ahead, today
from inventory.queries.agents import FIRST, IN_SIGHT, AgentCard, cards, first, found
from ledger.queries import Line, lately
from lib.kept import together
from register.reading import Reading

SHOWN = 8
NEWEST = 6
READ_LATELY = 60
GRAVITY = {"stop": 0, "watch": 1, "info": 2, "off": 3, "ok": 4}


@page(Ability.READ)
def home(request: CompanyRequest) -> HttpResponse:
    company = request.company
    with together((IN_SIGHT, (company,)), *in_order.ahead(company), *ahead(company, request.membership, request.at)):
        return render(request, "governance/home.html", _context(request))


def _context(request: CompanyRequest) -> dict[str, Any]:
    listed = _worst_first(cards(request.company, first(request.company), request.at))
    reading = Reading(request.company, request.at)
    told = facts(request.company, reading)
    return {
        "section": "home",
        "today": today(request.company, request.membership, request.at, reading),
        "cards": listed[:SHOWN],
        "agents": len(listed) if len(listed) < FIRST else found(request.company).count(),
        "met": [fact.words for fact in told if fact.is_met],
        "missing": [fact.words for fact in told if not fact.is_met],
        "lines": _told_lately() if request.may(Ability.READ_RECORD) else [],
    }


def _told_lately() -> list[Line]:
    """Without the comings and goings of people, nor what agents reported: each has its page. Of the same act about the same thing, time
    and again (the answers of a review), the newest."""
    told = (line for line in lately(READ_LATELY) if not line.act.startswith("signin."))
    return [next(alike) for _, alike in groupby(told, key=lambda line: (line.act, line.by_name, line.about[:1]))][:NEWEST]


def _worst_first(listed: list[AgentCard]) -> list[AgentCard]:
    return sorted(listed, key=lambda card: (GRAVITY[card.reason.tone], card.agent.name))
