"""« Droits jamais utilisés » and « faits sans en avoir le droit ». From counts a day, never from the actions one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q, Sum

from accounts.models import Company
from alerts.models import Use
from alerts.rules.matching import Right, RightUse, Unlisted, Used, hold
from inventory.enums import Verb
from inventory.models import Agent, Permission
from inventory.rules.days import company_day
from journal.queries import words_of
from journal.rules.naming import meaning

WINDOW = timedelta(days=90)
MOST_TOOLS = 500  # names: beyond, the agent invents them


@dataclass(frozen=True)
class RightLine:
    """A right with its row, and the day since when it could have been used while we heard."""

    permission: Permission
    use: RightUse
    since: datetime


@dataclass(frozen=True)
class Joined:
    """`heard_since`: the first action we know of; without it nothing can be said of any right."""

    rights: Sequence[RightLine]
    without: Sequence[tuple[str, Unlisted]]
    heard_since: datetime | None

    @property
    def never(self) -> Sequence[RightLine]:
        """Never used while we heard."""
        return [line for line in self.rights if line.use.is_never] if self.heard_since else []


def joined(company: Company, agent: Agent, at: datetime) -> Joined:
    """Three queries, whatever the journal holds."""
    today = company_day(at, company.time_zone)
    kept = list(Permission.objects.of(company).begun(today).filter(agent=agent).select_related("connection").order_by("verb", "resource"))
    uses, heard_since = _uses(company, agent, at)
    given = [Right(right.pk, right.verb, _words(right), right.granted_at) for right in kept]
    held, without = hold(given, uses)
    lines = [RightLine(row, use, max(row.granted_at, heard_since or row.granted_at)) for row, use in zip(kept, held, strict=True)]
    lines.sort(key=lambda line: (not line.use.is_never, line.use.last_at or at))
    return Joined(lines, [(str(Verb(one.verb).label), one) for one in without], heard_since)


def _uses(company: Company, agent: Agent, at: datetime) -> tuple[list[Used], datetime | None]:
    """By the verb that the tool's name has today: what the company says of a tool holds for what was heard before."""
    recent = Sum("times", filter=Q(day__gt=company_day(at, company.time_zone) - WINDOW), default=0)
    tools = Use.objects.of(company).filter(agent=agent).values("verb", "type", "tool")
    told = tools.annotate(recent=recent, last=Max("last_at"), first=Min("last_at"), seq=Max("last_seq")).order_by("-last")[:MOST_TOOLS]
    own, rows = words_of(agent), list(told)
    found = [Used(meaning(row["tool"], row["type"], own).verb, row["tool"], row["recent"], row["last"], row["seq"]) for row in rows]
    return [used for used in found if used.verb in Verb.values], min((row["first"] for row in rows), default=None)


def _words(right: Permission) -> str:
    service = right.connection.service if right.connection else ""
    return f"{right.resource} {right.segment} {service}"
