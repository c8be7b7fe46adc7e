"""The first page after signing in: what to do, how the agents stand, what is in order."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from governance.in_order import facts
from governance.today import today
from inventory.queries.agents import AgentCard, cards, found
from ledger.queries import newest

SHOWN = 8
READ_AT_ONCE = 200  # enough to find the agents that need somebody; the whole list has its own page
NEWEST = 6
GRAVITY = {"stop": 0, "watch": 1, "info": 2, "off": 3, "ok": 4}


@page(Ability.READ)
def home(request: CompanyRequest) -> HttpResponse:
    agents = found(request.company)
    listed = _worst_first(cards(request.company, agents[:READ_AT_ONCE], request.at))
    context = {
        "section": "home",
        "today": today(request.company, request.membership, request.at),
        "cards": listed[:SHOWN],
        "agents": len(listed) if len(listed) < READ_AT_ONCE else agents.count(),
        "facts": facts(request.company, request.at),
        "lines": newest(NEWEST) if request.may(Ability.READ_RECORD) else [],
    }
    return render(request, "governance/home.html", context)


def _worst_first(listed: list[AgentCard]) -> list[AgentCard]:
    return sorted(listed, key=lambda card: (GRAVITY[card.reason.tone], card.agent.name))
