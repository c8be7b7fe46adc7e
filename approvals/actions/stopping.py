"""Stop, take accounts back, lift. Stopping is the one act that applies even when it cannot be recorded at once."""

import logging
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import Company, Membership
from approvals import markers
from approvals.actions.steps import CHANNEL
from approvals.actions.voiding import void
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Lifting, Revocation, Suspension
from approvals.queries.resuming import resuming
from approvals.queries.stops import Stop, from_row, standing
from inventory.models import Agent, Connection
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind

log = logging.getLogger(__name__)

EVERYONE = "Tous les agents"
REPLACED = "Un vrai arrêt prend la suite de l’essai."
DRILL_OVER = "Essai terminé."


class AlreadyStopped(Exception):
    """This agent (or all of them) is stopped already: somebody was faster."""


class AlreadyLifted(Exception):
    """This stop was lifted already: somebody was faster."""


class NotRecordedYet(Exception):
    """The stop is held by a file alone. Only what the record knows can be lifted or ticked."""


def stop(company: Company, *, agent: Agent | None, why: str = "", is_drill: bool = False, by: Membership, at: datetime) -> bool:
    """Stop one agent, or all (None). True when recorded, False when a file holds the stop until the record answers again.

    A drill stops all the same; a real stop takes its place. Raises AlreadyStopped. A DatabaseError comes through only when the
    disk refused the file as well.
    """
    target = agent.pk if agent else None
    if any(held.agent_id == target and (is_drill or not held.is_drill) for held in standing(company)):
        raise AlreadyStopped
    marker = markers.Marker(uuid4(), company.pk, target, agent.name if agent else "", why, at, by.pk, by.user.name, is_drill)
    is_on_disk = markers.write(marker)
    try:
        _stand(company, marker, agent=agent, by=by)
    except AlreadyStopped:
        markers.remove(marker)
        raise
    except DatabaseError:
        if not is_on_disk:
            raise
        log.exception("stop %s could not be recorded: its file holds it", marker.id)
        return False
    transaction.on_commit(partial(markers.remove, marker), robust=True)
    return True


def recover(company: Company, marker: markers.Marker) -> None:
    """Write the row and the entry of a stop that a file held, with the time it was really asked."""
    agent = Agent.objects.of(company).filter(pk=marker.agent_id).first() if marker.agent_id else None
    by = Membership.objects.of(company).select_related("user").get(pk=marker.by_id)
    with transaction.atomic():
        try:
            _stand(company, marker, agent=agent, by=by)
        except AlreadyStopped:
            if not Suspension.objects.of(company).filter(pk=marker.id).exists():  # stopped again meanwhile: this asking is still told
                _tell_stop(marker, agent, by)
        transaction.on_commit(partial(markers.remove, marker), robust=True)


def lift(company: Company, held: Stop, *, why: str, voids: bool = False, by: Membership, at: datetime) -> None:
    """Let the agent (or all) work again. Raises AlreadyLifted, NotRecordedYet; nothing is lifted without its entry.

    `voids`: what those who work again had asked or been granted before is worth nothing any more.
    """
    suspension = _row_of(company, held)
    with transaction.atomic():
        if voids:
            void(company, [agent for agent, _ in resuming(company, held, at).agents], by=by, at=at)
        try:
            with transaction.atomic():
                Lifting(company=company, suspension=suspension, why=why, at=at, by=by).save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyLifted from error
        _tell_lifting(held, why, by=by, at=at)


def tick(company: Company, held: Stop, *, agent: Agent, connection: Connection | None, by: Membership, at: datetime) -> None:
    """This account was taken away from this agent. Ticking twice changes nothing. Raises NotRecordedYet."""
    suspension = _row_of(company, held)
    with transaction.atomic():
        try:
            with transaction.atomic():
                Revocation(company=company, suspension=suspension, agent=agent, connection=connection, at=at, by=by).save(force_insert=True)
        except IntegrityError:
            return
        _tell_account("stop.account_revoked", held, agent, connection, by=by, at=at)


def untick(company: Company, held: Stop, *, agent: Agent, connection: Connection | None, by: Membership, at: datetime) -> None:
    """It was ticked by mistake: the account still works. Unticking twice changes nothing. Raises NotRecordedYet."""
    _row_of(company, held)
    with transaction.atomic():
        ticks = Revocation.objects.of(company).filter(suspension__lifting=None, agent=agent, connection=connection)
        if ticks.delete()[0]:
            _tell_account("stop.account_restored", held, agent, connection, by=by, at=at)


def _stand(company: Company, marker: markers.Marker, *, agent: Agent | None, by: Membership) -> None:
    """The row and its entry, together or not at all. The database says whether another stop was faster."""
    with transaction.atomic():
        if not marker.is_drill:
            _end_drill(company, agent, by, marker.asked_at)
        number = Suspension.objects.of(company).on(agent).exclude(lifting=None).count() + 1
        try:
            with transaction.atomic():
                Suspension(
                    id=marker.id,
                    company=company,
                    agent=agent,
                    number=number,
                    why=marker.why,
                    is_drill=marker.is_drill,
                    asked_at=marker.asked_at,
                    asked_by=by,
                ).save(force_insert=True)
        except IntegrityError as error:
            raise AlreadyStopped from error
        _tell_stop(marker, agent, by)
        _tell_those_who_wait(company, agent)


def _end_drill(company: Company, agent: Agent | None, by: Membership, at: datetime) -> None:
    """A drill of the same target makes room for the real stop, in the same transaction: nobody works in between."""
    drills = Suspension.objects.of(company).standing().on(agent).filter(is_drill=True)
    for drill in drills.select_related("agent", "asked_by__user"):
        Lifting(company=company, suspension=drill, why=REPLACED, at=at, by=by).save(force_insert=True)
        _tell_lifting(from_row(drill), REPLACED, by=by, at=at)


def _tell_those_who_wait(company: Company, agent: Agent | None) -> None:
    """On commit, whoever waits for a person's answer reads again, and finds itself stopped. One query."""
    asked = ApprovalRequest.objects.of(company).filter(state=RequestState.PENDING)
    waiting = list((asked.filter(agent=agent) if agent else asked).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, id::text) from unnest(%s::uuid[]) as id", [CHANNEL, waiting])


def _tell_lifting(held: Stop, why: str, *, by: Membership, at: datetime) -> None:
    real = "stop.lifted_agent" if held.agent_id else "stop.lifted_all"
    act = "stop.drill_ended" if held.is_drill else real
    record(Kind.STOP, act, *_subjects(held.id, held.agent_id, held.agent_name), by=_actor(by), at=at, detail={"why": why})


def _tell_stop(marker: markers.Marker, agent: Agent | None, by: Membership) -> None:
    drill, real = ("stop.drill_agent", "stop.agent") if agent else ("stop.drill_all", "stop.all")
    act = drill if marker.is_drill else real
    subjects = _subjects(marker.id, marker.agent_id, marker.agent_name)
    record(Kind.STOP, act, *subjects, by=_actor(by), at=marker.asked_at, detail={"why": marker.why})


def _tell_account(act: str, held: Stop, agent: Agent, connection: Connection | None, *, by: Membership, at: datetime) -> None:
    what = str(connection) if connection else "arrêté là où il tourne"
    subjects = _subjects(held.id, agent.pk, agent.name)
    if connection:
        subjects.append(Subject("connection", connection.pk, str(connection)))
    record(Kind.STOP, act, *subjects, by=_actor(by), at=at, detail={"what": what})


def _subjects(stop_id: UUID, agent_id: UUID | None, agent_name: str) -> list[Subject]:
    subjects = [Subject("suspension", stop_id, agent_name or EVERYONE)]
    if agent_id:
        subjects.append(Subject("agent", agent_id, agent_name))
    return subjects


def _row_of(company: Company, held: Stop) -> Suspension:
    if not held.is_recorded:
        raise NotRecordedYet
    return Suspension.objects.of(company).get(pk=held.id)


def _actor(by: Membership) -> Actor:
    return Actor("person", by.user_id, by.user.name)
