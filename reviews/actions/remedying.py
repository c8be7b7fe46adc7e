"""What is to be done about a point: noted, done by the very act, said to be done, taken up again."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Membership
from approvals.actions import limiting, stopping
from approvals.actions.limiting import Wished
from approvals.models import Limit
from approvals.queries.wording import limit_words
from inventory.actions import rights
from inventory.entries import actor
from inventory.models import Agent, Permission
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind as Sealed
from reviews.actions.opening import subject
from reviews.enums import RemedyKind
from reviews.models import Point, Remedy

WITHOUT_OBJECT = "Sans objet\u00a0: la réponse a changé."
LONGEST = 300


@transaction.atomic
def open_remedy(point: Point, kind: RemedyKind, note: str = "", *, by: Membership, at: datetime) -> Remedy:
    """Noted once a point and a kind: the same again is the same one, and one that was done is to do again."""
    remedy = _first(point, kind, note, by=by, at=at)
    if remedy.done_at:
        Remedy.objects.of(point.company).filter(pk=remedy.pk).update(note=note or remedy.note, done_at=None, done_by=None, done_note="")
        _tell("remedy.reopened", remedy, by=by, at=at)
        remedy.refresh_from_db()
    return remedy


def ask_about(point: Point, note: str, *, by: Membership, at: datetime) -> Remedy:
    """« Je ne sais pas »: somebody will find out."""
    return open_remedy(point, RemedyKind.ASK, note, by=by, at=at)


@transaction.atomic
def drop(point: Point, *, by: Membership, at: datetime) -> None:
    """The point is fine after all: what was left to do about it is not any more."""
    for remedy in Remedy.objects.of(point.company).open().filter(point=point):
        finish(remedy, WITHOUT_OBJECT, by=by, at=at)


@transaction.atomic
def finish(remedy: Remedy, note: str = "", *, by: Membership, at: datetime) -> bool:
    """« C’est fait ». False when somebody else has said so."""
    to_do = Remedy.objects.of(remedy.company).open().filter(pk=remedy.pk)
    if not to_do.update(done_at=at, done_by=by, done_note=note[:LONGEST]):
        return False
    _tell("remedy.done", remedy, by=by, at=at, note=note)
    return True


@transaction.atomic
def take_up(remedy: Remedy, *, by: Membership, at: datetime) -> bool:
    """Said to be done by mistake: it is to do again. False when it is."""
    done = Remedy.objects.of(remedy.company).filter(pk=remedy.pk, done_at__isnull=False)
    if not done.update(done_at=None, done_by=None, done_note=""):
        return False
    _tell("remedy.reopened", remedy, by=by, at=at)
    return True


@transaction.atomic
def limit(point: Point, wished: Wished, *, by: Membership, at: datetime) -> Limit:
    """A limit, set because of this point."""
    made = limiting.set_limit(point.company, wished, by=by, at=at)
    words = f"{limit_words(made)}\u00a0: {made.get_answer_display().lower()}"
    settle(point, RemedyKind.LIMIT, words, Subject("limit", made.pk, words), by=by, at=at)
    return made


@transaction.atomic
def withdraw(point: Point, right: Permission, why: str, *, by: Membership, at: datetime) -> None:
    """A right, taken away because of this point. Raises rights.AlreadyWithdrawn."""
    rights.withdraw(right, why=why, by=by, at=at)
    settle(point, RemedyKind.RIGHT, f"Droit retiré\u00a0: {right}", Subject("right", right.pk, str(right)), by=by, at=at)


@transaction.atomic
def cut(point: Point, agent: Agent, why: str, *, by: Membership, at: datetime) -> bool:
    """The agent, stopped because of this point. False when a file alone holds the stop. Raises stopping.AlreadyStopped."""
    is_recorded = stopping.stop(point.company, agent=agent, why=why, by=by, at=at)
    if is_recorded:
        settle(point, RemedyKind.STOP, f"Agent coupé\u00a0: {agent.name}", Subject("agent", agent.pk, agent.name), by=by, at=at)
    return is_recorded


@transaction.atomic
def settle(point: Point, kind: RemedyKind, words: str, about: Subject, *, by: Membership, at: datetime) -> Remedy:
    """Done by the very act, which `about` names: noted and done at once, or what was noted before is done."""
    remedy = _first(point, kind, "", by=by, at=at)
    Remedy.objects.of(point.company).filter(pk=remedy.pk).update(done_at=at, done_by=by, done_note=words[:LONGEST])
    _tell("remedy.done", remedy, about, by=by, at=at, note=words)
    return remedy


def _first(point: Point, kind: RemedyKind, note: str, *, by: Membership, at: datetime) -> Remedy:
    """This point's remedy of this kind, noted now or before: the database knows."""
    remedy = Remedy(company=point.company, point=point, kind=kind, agent_id=point.agent_id, note=note, opened_at=at, opened_by=by)
    try:
        with transaction.atomic():
            remedy.save(force_insert=True)
    except IntegrityError:
        return Remedy.objects.of(point.company).select_related("point__review__company", "point__review__agent").get(point=point, kind=kind)
    _tell("remedy.opened", remedy, by=by, at=at, note=note)
    return remedy


def _tell(act: str, remedy: Remedy, *more: Subject, by: Membership, at: datetime, note: str = "") -> None:
    what, point = RemedyKind(remedy.kind).label, remedy.point
    about = subject(point.review), Subject("remedy", remedy.pk, str(what)), *more
    told: dict[str, str | int] = {"what": str(what), "point": point.rank, "note": note}
    record(Sealed.REVIEW, act, *about, by=actor(by), at=at, detail=told)
