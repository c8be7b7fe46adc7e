"""What starts again when a stop is lifted."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import Company
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, RequestQuerySet
from approvals.queries.stops import Stop, agents_in_sight, halted_ids, standing, stop_on


@dataclass(frozen=True)
class Resuming:
    """Agents that work again, those that do not, and what their demands of before would be worth again."""

    agents: tuple[tuple[UUID, str], ...]
    others: tuple[str, ...]
    pending: int
    grants: int

    @property
    def names(self) -> str:
        """« Facturier, Relance »."""
        return ", ".join(name for _, name in self.agents)

    @property
    def still(self) -> str:
        """The same, of those that stay stopped."""
        return ", ".join(self.others)


def resuming(company: Company, stop: Stop, at: datetime) -> Resuming:
    """Those that no other stop holds, and that are neither paused nor retired. Five queries."""
    left = [one for one in standing(company) if one.id != stop.id]
    covered = [agent for agent in agents_in_sight(company) if stop.covers(agent.pk)]
    halted = halted_ids(company) | {agent.pk for agent in covered if stop_on(left, agent.pk)}
    free = tuple((agent.pk, agent.name) for agent in covered if agent.pk not in halted)
    states = list(live(company, [pk for pk, _ in free], at).values_list("state", flat=True))
    return Resuming(
        free,
        tuple(agent.name for agent in covered if agent.pk in halted),
        states.count(RequestState.PENDING),
        states.count(RequestState.APPROVED),
    )


def live(company: Company, agents: list[UUID], at: datetime) -> RequestQuerySet:
    """Demands of these agents that may still be answered, and yeses that may still be used."""
    waits, granted = Q(state=RequestState.PENDING, expires_at__gt=at), Q(state=RequestState.APPROVED, grant_expires_at__gt=at)
    return ApprovalRequest.objects.of(company).filter(waits | granted, agent_id__in=agents)
