"""An agent was told that it is stopped: its first call answered so, then the next one, which shows that it had that answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from approvals.enums import Call
from approvals.models import Hearing
from inventory.models import Agent
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind


def hear(agent: Agent, stops: Sequence[UUID], *, through: Call, began_at: datetime, at: datetime) -> None:
    """A call that began at `began_at` was answered « suspended » at `at`. Inside the agent's company's scope.

    Of calls at once, one writes. A call that began before the first answer confirms nothing: its program may not have read it.
    """
    known = {heard.stop_id: heard for heard in Hearing.objects.of(agent.company).filter(agent=agent, stop_id__in=stops)}
    for stop in sorted(stops):  # the same order for all: two calls at once never wait for each other
        heard = known.get(stop)
        if heard is None:
            _first(agent, stop, through, at)
        elif heard.confirmed_at is None and heard.heard_at < began_at:
            _confirm(agent, stop, through, at)


def _first(agent: Agent, stop: UUID, through: Call, at: datetime) -> None:
    with transaction.atomic():
        try:
            with transaction.atomic():
                Hearing(company=agent.company, stop_id=stop, agent=agent, heard_at=at, heard_by=through).save(force_insert=True)
        except IntegrityError:  # another call of the same instant
            return
        _tell("stop.heard", agent, stop, through, at)


def _confirm(agent: Agent, stop: UUID, through: Call, at: datetime) -> None:
    with transaction.atomic():
        waiting = Hearing.objects.of(agent.company).filter(agent=agent, stop_id=stop, confirmed_at=None)
        if waiting.update(confirmed_at=at, confirmed_by=through):
            _tell("stop.confirmed", agent, stop, through, at)


def _tell(act: str, agent: Agent, stop: UUID, through: Call, at: datetime) -> None:
    about = Subject("agent", agent.pk, agent.name), Subject("suspension", stop, agent.name)
    record(Kind.STOP, act, *about, by=Actor("agent", agent.pk, agent.name), at=at, detail={"through": through.label})
