"""The points of a review of rights: every right, the ones that stand out first, then secrets to change and accounts to protect."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import Company
from alerts.queries.rights import Joined, RightLine, joined
from inventory.enums import SignIn, Verb
from inventory.models import Agent, Connection, Permission
from inventory.rules.days import company_day
from inventory.rules.rotation import next_rotation, rotation_due
from inventory.rules.words import shortened
from reviews.enums import Code
from reviews.rules.drafts import Draft
from reviews.rules.flags import Flag, Held, flags_of

GRAVE = frozenset({Flag.WRITES, Flag.ADMIN})
LONGEST = 160


def rights_points(company: Company, agents: Sequence[Agent] | None, *, at: datetime) -> list[Draft]:
    """Agent by agent. `agents` None: all those in sight. Four queries an agent."""
    today = company_day(at, company.time_zone)
    looked = list(Agent.objects.of(company).in_sight().order_by("name")) if agents is None else list(agents)
    rights = [draft for agent in looked for draft in _rights(company, agent, today, at)]
    return rights + list(_accounts(company, looked, today))


def _rights(company: Company, agent: Agent, today: date, at: datetime) -> list[Draft]:
    found = joined(company, agent, at)
    does_more = _does_more(found)
    flagged = [(line, flags_of(_held(line, found, does_more), today)) for line in found.rights]
    flagged.sort(key=lambda one: (not one[1], [list(Flag).index(flag) for flag in one[1]], *_words(one[0].permission)))
    return [_draft(agent, line, flags) for line, flags in flagged]


def _words(right: Permission) -> tuple[str, str, str]:
    """In an order that one can follow with a finger."""
    return str(right.verb), right.on_what.lower(), str(right.pk)


def _does_more(found: Joined) -> bool:
    """These last weeks it did more than read, without any right for that."""
    return any(one.verb != Verb.READ and one.recent for _, one in found.without)


def _held(line: RightLine, found: Joined, does_more: bool) -> Held:
    right = line.permission
    return Held(
        verb=right.verb,
        resource=right.resource,
        segment=right.segment,
        reason=right.reason,
        until=right.until,
        ownership=right.connection.ownership if right.connection else "",
        is_never=line.use.is_never,
        was_heard=found.heard_since is not None,
        writes=does_more,
    )


def _draft(agent: Agent, line: RightLine, flags: Sequence[Flag]) -> Draft:
    right, use = line.permission, line.use
    facts = {
        "agent": agent.name,
        "verb": right.verb,
        "on": shortened(right.on_what, LONGEST),
        "why": shortened(right.reason, LONGEST),
        "when": right.when,
        "until": right.until.isoformat() if right.until else "",
        "account": shortened(str(right.connection), LONGEST) if right.connection else "",
        "flags": [str(flag) for flag in flags],
        "times": use.recent,
        "unsure": use.unsure,
        "last": use.last_at.isoformat() if use.last_at else "",
        "heard_since": line.since.isoformat(),
    }
    tone = "stop" if GRAVE & set(flags) else "watch" if flags else "info"
    where = {"agent": str(agent.pk)}
    return Draft(Code.RIGHT, tone, agent.pk, permission=right.pk, connection=right.connection_id, facts=facts, where=where)


def _accounts(company: Company, agents: Iterable[Agent], today: date) -> Iterator[Draft]:
    """Two points at most an account: its secret, its second factor."""
    for account in _used(company, agents):
        facts = {"account": shortened(str(account), LONGEST), "agents": sorted(use.agent.name for use in account.uses.all())}
        if rotation_due(account.rotated_on, account.rotation_days, today):
            last = next_rotation(account.rotated_on, account.rotation_days)
            yield Draft(Code.SECRET, "watch", connection=account.pk, facts=facts | {"due": last.isoformat() if last else ""})
        if account.has_second_factor is not True and account.sign_in in (SignIn.PASSWORD, SignIn.UNKNOWN):
            yield Draft(Code.FACTOR, "watch", connection=account.pk, facts=facts | {"is_known": account.has_second_factor is False})


def _used(company: Company, agents: Iterable[Agent]) -> QuerySet[Connection]:
    ids = [agent.pk for agent in agents]
    mine = Connection.objects.of(company).filter(closed_at=None, uses__agent_id__in=ids).distinct()
    return mine.prefetch_related("uses__agent").order_by("service", "identifier", "pk")
