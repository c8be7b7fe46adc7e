"""« Qui peut faire quoi »: for each person and for each agent, what the roles, the charges, the absences and the mandates add up to.

A fixed number of queries. The rules are those of accounts.enums, inventory.charge and approvals.rules; a test compares."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.away import holds
from accounts.enums import Ability, Role
from accounts.models import Absence, Authenticator, Company, Membership, Passkey, RecoveryCode
from approvals.models import Mandate
from approvals.queries import powers as mandates
from inventory.models import Agent
from inventory.rules.days import company_day
from lib.dates import french_date

Named = tuple[UUID, str]
SHORT_WORDS = {
    Ability.LIFT_STOP: gettext_lazy("Lever un arrêt"),
    Ability.EXPORT_REGISTER: gettext_lazy("Lire, et sortir le registre"),
    Ability.READ_RECORD: gettext_lazy("Lire le journal scellé"),
    Ability.EXPORT_RECORD: gettext_lazy("Sortir le journal scellé"),
    Ability.MANAGE_PEOPLE: gettext_lazy("Gérer l’équipe"),
}


@dataclass(frozen=True)
class Factors:
    """How a person proves who they are, and when they last did; never for the eyes of another but who manages people."""

    words: str
    is_weak: bool
    came_at: datetime | None


@dataclass(frozen=True)
class PersonPowers:
    """What one person may do today. `away`, `stands_in`, `approves` and `may` are French sentences, one a line."""

    id: UUID
    name: str
    role: str
    in_charge: tuple[Named, ...]
    deputy: tuple[Named, ...]
    stands_in: tuple[str, ...]
    away: tuple[str, ...]
    approves: tuple[str, ...]
    may: tuple[str, ...]
    factors: Factors


@dataclass(frozen=True)
class AgentPowers:
    """Who may do what about one agent. Names; `in_charge` and `deputy` may be empty. `is_idle`: the first may not edit it."""

    id: UUID
    name: str
    in_charge: str
    is_idle: bool
    deputy: str
    approvers: tuple[str, ...]
    stoppers: tuple[str, ...]


@dataclass(frozen=True)
class Powers:
    """The whole page."""

    people: tuple[PersonPowers, ...]
    agents: tuple[AgentPowers, ...]


@dataclass(frozen=True)
class _Facts:
    """What was read, once."""

    people: Sequence[Membership]
    agents: Sequence[Agent]
    absences: Sequence[Absence]
    mandates: Mapping[UUID, Sequence[Mandate]]

    def own(self, who: Membership) -> list[Agent]:
        """The agents this person is in charge or deputy of, or stands in for."""
        people = {who.pk, *(one.membership_id for one in self.absences if one.stand_in_id == who.pk)}
        return [agent for agent in self.agents if {agent.in_charge_id, agent.deputy_id} & people]

    def may(self, who: Membership, ability: Ability, agent: Agent) -> bool:
        return who.may(ability) and (who.may_for_all(ability) or agent in self.own(who))


def powers(company: Company, at: datetime) -> Powers:
    """Seven queries."""
    today = company_day(at, company.time_zone)
    facts = _Facts(
        list(Membership.objects.of(company).current().select_related("user").order_by("user__name", "pk")),
        list(Agent.objects.of(company).in_sight().order_by("name")),
        list(Absence.objects.of(company).on(today).filter(membership__ended_at=None).select_related("membership__user", "stand_in__user")),
        mandates.standing(company),
    )
    factors = _factors(facts.people)
    return Powers(tuple(_person(who, facts, factors[who.user_id]) for who in _ranked(facts.people)), tuple(_agents(facts)))


def _ranked(people: Iterable[Membership]) -> list[Membership]:
    """Owners first, then in the order of the roles, then by name."""
    order = list(Role)
    return sorted(people, key=lambda who: order.index(Role(who.role)))


def _person(who: Membership, facts: _Facts, factors: Factors) -> PersonPowers:
    return PersonPowers(
        who.pk,
        who.user.name,
        str(who.get_role_display()),
        tuple((agent.pk, agent.name) for agent in facts.agents if agent.in_charge_id == who.pk),
        tuple((agent.pk, agent.name) for agent in facts.agents if agent.deputy_id == who.pk),
        tuple(_stands_in(one) for one in facts.absences if one.stand_in_id == who.pk),
        tuple(_away(one) for one in facts.absences if one.membership_id == who.pk),
        tuple(_approves(who, facts.mandates.get(who.pk, ()))),
        tuple(_may(who, has_agents=bool(facts.own(who)))),
        factors,
    )


def _may(who: Membership, *, has_agents: bool) -> Iterator[str]:
    """From the table of the roles: what is not listed is not allowed. Every role reads."""
    if who.may_for_all(Ability.EDIT_INVENTORY):
        yield _("Modifier tous les agents")
    elif who.may(Ability.EDIT_INVENTORY):
        yield _("Modifier ses agents, en déclarer") if has_agents else _("Déclarer un agent\u00a0: aucun ne lui est confié")
    if who.may_for_all(Ability.STOP):
        yield _("Couper un agent, ou tous")
    elif who.may(Ability.STOP):
        yield _("Couper ses agents, ou tous d’un coup") if has_agents else _("Couper tous les agents d’un coup")
    for ability, words in SHORT_WORDS.items():
        if who.may(ability):
            yield str(words)


def _approves(who: Membership, given: Sequence[Mandate]) -> Iterator[str]:
    """The powers as they were given; an owner needs none."""
    if who.role == Role.OWNER:
        yield _("Tous les agents, sans plafond")
    elif who.role == Role.APPROVER and not given:
        yield _("Rien pour l’instant")
    for mandate in given if who.role == Role.APPROVER else ():
        words = mandates.words(mandate)
        yield words[:1].upper() + words[1:]


def _stands_in(absence: Absence) -> str:
    return _("Remplace %(name)s jusqu’au %(day)s") % {"name": absence.membership.user.name, "day": french_date(absence.until)}


def _away(absence: Absence) -> str:
    return _("Absence jusqu’au %(day)s\u00a0: %(name)s remplace") % {
        "name": absence.stand_in.user.name if holds(absence) else _("personne ne"),
        "day": french_date(absence.until),
    }


def _agents(facts: _Facts) -> Iterator[AgentPowers]:
    here = {who.pk: who for who in facts.people}
    for agent in facts.agents:
        in_charge, deputy = here.get(agent.in_charge_id), here.get(agent.deputy_id)  # type: ignore[arg-type]
        yield AgentPowers(
            agent.pk,
            agent.name,
            in_charge.user.name if in_charge else "",
            in_charge is not None and not in_charge.may(Ability.EDIT_INVENTORY),
            deputy.user.name if deputy else "",
            tuple(_approvers(facts, agent)),
            tuple(who.user.name for who in facts.people if facts.may(who, Ability.STOP, agent)),
        )


def _approvers(facts: _Facts, agent: Agent) -> Iterator[str]:
    """Owners, then approvers with the ceiling of what was said of this agent, else of every agent."""
    for who in facts.people:
        if who.role == Role.OWNER:
            yield who.user.name
        elif who.role == Role.APPROVER:
            given = facts.mandates.get(who.pk, ())
            named = [one for one in given if one.agent_id == agent.pk] or [one for one in given if one.agent_id is None]
            yield from (f"{who.user.name} ({mandates.ceiling(one.up_to_cents)})" for one in named)


def _factors(people: Sequence[Membership]) -> dict[UUID, Factors]:
    """Of these people, by user. Three queries."""
    users = [who.user_id for who in people]
    apps, keys = _counted(Authenticator, users), _counted(Passkey, users)
    codes = dict(
        RecoveryCode.objects.filter(sheet__user__in=users, used_at=None).values_list("sheet__user").annotate(many=Count("pk")).order_by()
    )
    return {who.user_id: _told(who, apps.get(who.user_id, 0), keys.get(who.user_id, 0), codes.get(who.user_id, 0)) for who in people}


def _counted(model: type[Authenticator] | type[Passkey], users: Sequence[UUID]) -> dict[UUID, int]:
    rows = model.objects.filter(Q(user__in=users), confirmed=True).values_list("user").annotate(many=Count("pk")).order_by()
    return dict(rows)


def _told(who: Membership, apps: int, keys: int, codes: int) -> Factors:
    words = [
        ngettext("%(many)d clé d’accès", "%(many)d clés d’accès", keys) % {"many": keys} if keys else "",
        ngettext("%(many)d application", "%(many)d applications", apps) % {"many": apps} if apps else "",
        ngettext("%(many)d code imprimé", "%(many)d codes imprimés", codes) % {"many": codes} if codes else "",
    ]
    has_any = bool(apps or keys or codes)
    return Factors(", ".join(filter(None, words)) or _("Aucune"), not (apps or keys) and has_any, who.user.last_login)
