"""From rows to the mission of one agent. Six queries."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Company, Membership
from approvals.queries.stops import standing, stop_on
from inventory.catalogue import template
from inventory.enums import State, Verb
from inventory.models import Agent, Permission
from inventory.queries.agent_page import accounts_of
from inventory.rules.days import company_day, has_passed
from lib.dates import french_date
from register.mission import Access, Allowed, Mission, MissionSheet, sorted_out, until_when
from register.sheets import STOPPED


def build(company: Company, agent_id: UUID, at: datetime, *, version: int = 0) -> MissionSheet:
    """What this agent may do as it stands now. Raises Agent.DoesNotExist."""
    agents = Agent.objects.of(company).with_state().select_related("in_charge__user", "deputy__user")
    agent = agents.get(pk=agent_id)
    today = company_day(at, company.time_zone)
    given = _rights(company, agent, today)
    rights = [right for right in given if right.has_begun(today)]
    never, asked = sorted_out(found.forbidden if (found := template(agent.template)) else ())
    mission = Mission(
        company=company.name,
        agent=agent.name,
        state=_state(company, agent),
        purpose=agent.purpose,
        tool=", ".join(filter(None, (agent.tool, agent.model))),
        in_charge=_name(agent.in_charge),
        deputy=_name(agent.deputy),
        until=until_when([(right.until, right.is_endless) for right in rights]),
        may=tuple(_allowed(right) for right in rights),
        may_not=(*_verbs_without(given), *_not_yet(given, today), *never),
        must_ask=asked,
        accounts=_accounts(company, agent),
    )
    return MissionSheet(mission, version, at.astimezone(ZoneInfo(company.time_zone)))


def _rights(company: Company, agent: Agent, today: date) -> list[Permission]:
    order = list(Verb)
    current = Permission.objects.of(company).current().filter(agent=agent).order_by("granted_at", "pk")
    return sorted((right for right in current if not has_passed(right.until, today)), key=lambda right: order.index(Verb(right.verb)))


def _allowed(right: Permission) -> Allowed:
    return Allowed(str(right.get_verb_display()), right.on_what, right.reason, right.when)


def _not_yet(rights: list[Permission], today: date) -> list[str]:
    """Rights that begin later are not there yet."""
    return [
        f"{right.get_verb_display()}\u00a0: {right.on_what}, pas avant le {french_date(right.starts_on)}"
        for right in rights
        if right.starts_on and not right.has_begun(today)
    ]


def _verbs_without(rights: list[Permission]) -> list[str]:
    held = {right.verb for right in rights}
    without = [str(verb.label).lower() for verb in Verb if verb not in held]
    return [f"{', '.join(without).capitalize()}\u00a0: aucun droit ne le permet"] if without else []


def _accounts(company: Company, agent: Agent) -> tuple[Access, ...]:
    return tuple(
        Access(account.service, account.identifier, str(account.get_ownership_display()) if account.ownership else "", advice)
        for account, advice in accounts_of(company, agent)
        if account.closed_at is None
    )


def _state(company: Company, agent: Agent) -> str:
    if stop_on(standing(company), agent.pk):
        return STOPPED
    return str(State(agent.state or State.PLANNED).label)  # type: ignore[attr-defined]


def _name(who: Membership | None) -> str:
    """Empty when nobody is, or when that person has left."""
    return who.user.name if who and not who.ended_at else ""
