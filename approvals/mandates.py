"""Who may approve: read, given, taken back. An owner decides of everything; an approver of what was said, and of nothing until it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.absences import hold_people
from accounts.enums import Role
from accounts.models import Company, Membership
from approvals.models import Mandate
from approvals.rules import Power
from inventory.entries import actor
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind
from lib.money import short_money

EVERYTHING = (Power(),)


class NoApprover(RuntimeError):
    """This person has left, or their role approves nothing."""


def mandates_of(membership: Membership) -> tuple[Power, ...]:
    """What this person may decide of, for approvals.rules.may_decide. An absence passes nothing on: whoever stands in keeps their own
    powers (docs/dev/adr/0012-no-power-unsaid.md). One query for an approver, none for the others."""
    if membership.ended_at is not None:
        return ()
    if membership.role == Role.OWNER:
        return EVERYTHING
    if membership.role != Role.APPROVER:
        return ()
    rows = Mandate.objects.of(membership.company).current().filter(membership=membership)
    return tuple(Power(row.agent_id, row.up_to_cents) for row in rows)


def standing(company: Company, of: Iterable[Membership] | None = None) -> dict[UUID, list[Mandate]]:
    """Powers that hold, by person, « every agent » first, then by name. One query."""
    rows = Mandate.objects.of(company).current().select_related("agent", "membership__user", "given_by__user")
    found: dict[UUID, list[Mandate]] = defaultdict(list)
    for row in rows if of is None else rows.filter(membership__in=of):
        found[row.membership_id].append(row)
    for given in found.values():
        given.sort(key=lambda row: (row.agent is not None, row.agent.name if row.agent else ""))
    return dict(found)


@transaction.atomic
def give(membership: Membership, agents: Sequence[Agent | None], up_to_cents: int | None, *, by: Membership, at: datetime) -> bool:
    """For each agent (None: every agent) up to this amount (None: without ceiling), in place of what was said before of the same agent.
    False when all this was said already. Raises NoApprover."""
    now = hold_people(membership.company).get(str(membership.pk))
    if now is None or now.role != Role.APPROVER:
        raise NoApprover
    kept = {row.agent_id: row for row in Mandate.objects.of(membership.company).current().filter(membership=membership)}
    news = [agent for agent in agents if (row := kept.get(agent.pk if agent else None)) is None or row.up_to_cents != up_to_cents]
    for agent in news:
        if row := kept.get(agent.pk if agent else None):
            Mandate.objects.of(membership.company).filter(pk=row.pk).update(ended_at=at)
        made = Mandate(company=membership.company, membership=now, agent=agent, up_to_cents=up_to_cents, given_at=at, given_by=by)
        made.save(force_insert=True)
        _tell("mandate.given", made, by=by, at=at)
    return bool(news)


@transaction.atomic
def take_back(mandate: Mandate, *, by: Membership, at: datetime) -> bool:
    """False when somebody did already: the count of the UPDATE decides."""
    if not Mandate.objects.of(mandate.company).current().filter(pk=mandate.pk).update(ended_at=at):
        return False
    _tell("mandate.ended", mandate, by=by, at=at)
    return True


def words(mandate: Mandate) -> str:
    """« Facturier, jusqu’à 1 000 € », « tous les agents, sans plafond »."""
    return f"{mandate.agent.name if mandate.agent else _('tous les agents')}, {ceiling(mandate.up_to_cents)}"


def ceiling(up_to_cents: int | None) -> str:
    """« jusqu’à 1 000 € », « sans plafond »."""
    return _("sans plafond") if up_to_cents is None else _("jusqu’à %(amount)s") % {"amount": short_money(up_to_cents)}


def _tell(act: str, mandate: Mandate, *, by: Membership, at: datetime) -> None:
    who = mandate.membership.user
    subjects = [Subject("user", who.pk, who.name)]
    if mandate.agent:
        subjects.append(Subject("agent", mandate.agent.pk, mandate.agent.name))
    record(Kind.PEOPLE, act, *subjects, by=actor(by), at=at, detail={"what": words(mandate)})
