"""What an agent's page shows of its journal. Given to inventory.hooks at start."""

from datetime import datetime, timedelta

from accounts.models import Company
from inventory.hooks import Panel
from inventory.models import Agent
from inventory.rules.days import company_day
from journal import queries
from journal.rules import lines


def panel(company: Company, agent: Agent, at: datetime) -> Panel:
    """Its week, what is missing, and the ways to what it did. Three queries."""
    today = company_day(at, company.time_zone)
    sums = queries.totals(company, today - timedelta(days=today.weekday()), today, agent.pk)
    values = {
        "agent": agent,
        "week": lines.totals("Cette semaine", sums.number, sums.failed, sums.blocked, sums.paid),
        "gaps": [lines.hole(one.low, one.high) for one in queries.missing(company, [agent.pk]).get(agent.pk, ())],
        "is_sampled": bool(queries.sampled(company, [agent.pk])),
    }
    return Panel("Son journal", "journal/_panel.html", values, is_side=True)
