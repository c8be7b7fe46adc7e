"""Actions told without a time: those of now, or those of before told again. Never two lines for one name."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from inventory.models import Agent
from journal.models import Action
from journal.rules.reported import Reported

REMEMBERED = timedelta(days=7)  # a program that crashed on a Friday evening is started again on Monday


def dated(agent: Agent, told: Sequence[Reported], undated: Collection[UUID], *, at: datetime) -> list[Reported]:
    """The same actions; one of `undated` (keys) that was told in the last week gets its first time back, and is a repeat. Inside the
    agent's company's scope. One agent's are taken one after the other; one query."""
    if not undated:
        return list(told)
    Agent.objects.of(agent.company).select_for_update(no_key=True).get(pk=agent.pk)
    mine = Action.objects.of(agent.company).filter(agent_id=agent.pk, key__in=undated, occurred_at__gt=at - REMEMBERED)
    first = dict(mine.order_by("-occurred_at").values_list("key", "occurred_at"))
    return [one._replace(occurred_at=first[one.key]) if one.key in first and one.key in undated else one for one in told]
