"""A person answers small demands that are alike together: each gets its own decision, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from accounts.actions.absences import hold_people
from accounts.models import Company, Membership
from approvals.actions.deciding import AlreadyDecided, Answered, FactsChanged, NowForbidden, decide
from approvals.enums import RequestState
from approvals.models import ApprovalRequest
from approvals.queries.batches import Batch, asks_call_back, batch_of, is_plain, known_marks, likeness, may_answer_all, weight_of
from approvals.queries.hot import WEEK_LOCK
from approvals.queries.powers import mandates_of


class NotAlike(RuntimeError):
    """They are not, or no longer, demands one may answer together."""


class AboveMyPower(RuntimeError):
    """The sum is above what this person may approve."""


@transaction.atomic
def decide_together(company: Company, answers: Mapping[UUID, Answered], *, by: Membership, at: datetime) -> list[ApprovalRequest]:
    """The demands after the answer. Each must be what was shown; limits, people and powers are those of the sum.

    Raises NotAlike, AboveMyPower, and what decide() raises: then nothing is decided. All locks are taken before the first is answered, in
    the order of decide() and ask(): people, demands, payees; the record's counter is the last.
    """
    people = hold_people(company)
    batch = _locked(company, answers, at)
    if str(by.pk) in people and not may_answer_all(mandates_of(people[str(by.pk)]), batch):
        raise AboveMyPower
    if _is_yes(answers):
        _hold_to_the_sum(batch, at)
    return [decide(one, answers[one.pk], by=by, at=at) for one in batch.requests]


def _locked(company: Company, answers: Mapping[UUID, Answered], at: datetime) -> Batch:
    rows = ApprovalRequest.objects.of(company).filter(pk__in=list(answers)).order_by("pk")
    found = list(rows.select_for_update(of=("self",)).select_related("agent", "company"))
    if not found or len(found) != len(answers):
        raise NotAlike
    if any(one.state != RequestState.PENDING or one.expires_at <= at for one in found):
        raise AlreadyDecided
    for one in found:
        if (bytes(one.digest), one.facts_number) != (answers[one.pk].digest, answers[one.pk].facts_number):
            raise FactsChanged
    _hold_payees(found)
    ours = known_marks(company, found)
    if len({likeness(one) for one in found}) > 1 or not all(is_plain(one, ours) for one in found) or asks_call_back(company, found):
        raise NotAlike
    return batch_of(found)


def _hold_payees(requests: Sequence[ApprovalRequest]) -> None:
    """Their weekly totals stand still until the end, as they do for whoever asks: see approvals.queries.weighing."""
    numbers = sorted({int.from_bytes(one.payee_mark.bytes[:4], signed=True) for one in requests if one.payee_mark})
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("select pg_advisory_xact_lock(%s, %s)", [WEEK_LOCK, number])


def _hold_to_the_sum(batch: Batch, at: datetime) -> None:
    """Two people for the sum are two people for each."""
    weight = weight_of(batch, at)
    if weight.is_forbidden:
        raise NowForbidden
    rows = ApprovalRequest.objects.of(batch.first.company).filter(pk__in=[one.pk for one in batch.requests])
    rows.filter(people__lt=weight.people).update(people=weight.people)


def _is_yes(answers: Mapping[UUID, Answered]) -> bool:
    return any(answered.is_yes for answered in answers.values())


def same_answer(shown: Sequence[tuple[UUID, bytes, int]], answered: Answered) -> dict[UUID, Answered]:
    """One answer for each of those shown: (id, digest, number of its facts)."""
    return {pk: replace(answered, digest=digest, facts_number=number) for pk, digest, number in shown}
