"""Who may approve: given, taken back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.actions.absences import hold_people
from accounts.enums import Role
from accounts.models import Membership
from approvals.models import Mandate
from approvals.queries.powers import words
from inventory.entries import actor
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind


class NoApprover(RuntimeError):
    """This person has left, or their role approves nothing."""


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


def _tell(act: str, mandate: Mandate, *, by: Membership, at: datetime) -> None:
    who = mandate.membership.user
    subjects = [Subject("user", who.pk, who.name)]
    if mandate.agent:
        subjects.append(Subject("agent", mandate.agent.pk, mandate.agent.name))
    record(Kind.PEOPLE, act, *subjects, by=actor(by), at=at, detail={"what": words(mandate)})
