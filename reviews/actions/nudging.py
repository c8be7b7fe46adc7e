"""Those whom a review waits for are called, each step once, until it is signed. Inside the company's scope."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.telling import subject_of
from accounts.away import away_on, holds, today_of
from accounts.enums import Ability, Role
from accounts.mailing import is_set_up
from accounts.models import Absence, Company, Membership
from ledger.actions import record
from ledger.entries import SYSTEM
from ledger.enums import Kind as Sealed
from outbox.actions import BadAddress, Cause, post
from reviews import letters
from reviews.actions.opening import subject
from reviews.enums import Kind
from reviews.models import Review
from reviews.rules.nudging import Nudge, Step, call_now


@transaction.atomic
def nudge(company: Company, review_id: UUID, *, at: datetime) -> bool:
    """Say the step that has come; False when somebody else said it, or there is nothing more to say. The count of the UPDATE decides."""
    review = Review.objects.of(company).select_related("company", "agent", "sign_off").filter(pk=review_id).first()
    if review is None or review.next_nudge_at is None or review.next_nudge_at > at:
        return False
    call = call_now(Kind(review.kind), review.opened_at, review.due_at, review.nudges, at)
    signed = hasattr(review, "sign_off")
    row = Review.objects.of(company).filter(pk=review.pk, nudges=review.nudges, next_nudge_at=review.next_nudge_at)
    if not row.update(nudges=call.done, next_nudge_at=None if signed else call.next_at) or signed or call.nudge is None:
        return False
    people = to_call(review, at, is_late=call.nudge.is_late)
    if call.nudge.step == Step.LATE:
        _seal_late(review, people, at)
    _write(review, call.nudge, people, at)
    return True


def to_call(review: Review, at: datetime, *, is_late: bool) -> list[Membership]:
    """The reviewer, else the owners; once it is late, the deputy and the owners too. Whoever is away is replaced by their stand-in, when
    that person may sign; when nobody is there at all, everybody is written to."""
    listed = Membership.objects.of(review.company).current().select_related("user", "company").order_by("started_at", "pk")
    people = [one for one in listed if one.may(Ability.REVIEW)]
    owners = [one for one in people if one.role == Role.OWNER]
    first = [one for one in people if one.pk == review.reviewer_id] or owners
    deputy = [one for one in people if one.pk == review.deputy_id]
    away = away_on(review.company, today_of(review.company, at))
    there = _there([*first, *deputy, *owners] if is_late else first, away) or _there([*deputy, *owners], away)
    return there or list(dict.fromkeys([*first, *owners]))


def _there(people: Iterable[Membership], away: dict[UUID, Absence]) -> list[Membership]:
    """Those who are, and the stand-ins of the others, each once."""
    found: dict[UUID, Membership] = {}
    for one in people:
        absence = away.get(one.pk)
        stands = absence.stand_in if absence and holds(absence) else None
        if absence is None:
            found.setdefault(one.pk, one)
        elif stands and stands.may(Ability.REVIEW) and stands.pk not in away:
            found.setdefault(stands.pk, stands)
    return list(found.values())


def _write(review: Review, nudge: Nudge, people: Iterable[Membership], at: datetime) -> None:
    """Without mail set up, nothing: the first page says it."""
    if not is_set_up(review.company):
        return
    for one in people:
        try:
            post(Cause(f"review_{nudge.step}", review.pk), letters.calling(review, nudge.step, one.user, at), to=one.user.email, at=at)
        except BadAddress:
            continue  # an address that takes no mail must not keep the others from hearing


def _seal_late(review: Review, people: Iterable[Membership], at: datetime) -> None:
    listed = list(people)
    about = [subject_of(one.user) for one in listed]
    names = ", ".join(one.user.name for one in listed) or "personne"
    record(Sealed.REVIEW, "review.late", subject(review), *about, by=SYSTEM, at=at, detail={"people": names})
