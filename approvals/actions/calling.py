"""Who is written to when a demand waits: those who may answer it and are there. All inside the company's scope."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.away import away_on, today_of
from accounts.enums import Role
from accounts.mailing import is_set_up
from accounts.models import Company, Membership
from approvals import letters
from approvals.models import ApprovalRequest, Decision
from approvals.queries.powers import mandates_of, may_answer
from approvals.queries.stops import standing, stop_on
from outbox.actions import BadAddress, Cause, post
from outbox.models import Message

ASKED, REMINDED = "request_asked", "request_reminder"
SHORTEST_REMINDED = timedelta(hours=1)  # a shorter demand is over before a reminder is read


def to_call(request: ApprovalRequest, at: datetime) -> list[Membership]:
    """Whoever may answer, has not yet, and is not away; when all of them are away, all of them. An absence passes no power on
    (docs/dev/adr/0010-no-power-unsaid.md): a stand-in is written to for powers of their own."""
    answers = Decision.objects.of(request.company).filter(request=request, facts_number=request.facts_number)
    said = set(answers.values_list("membership_id", flat=True))
    people = Membership.objects.of(request.company).current().filter(role__in=(Role.OWNER, Role.APPROVER)).select_related("user", "company")
    able = [one for one in people.order_by("started_at", "pk") if one.pk not in said and may_answer(mandates_of(one), request)]
    away = away_on(request.company, today_of(request.company, at))
    return [one for one in able if one.pk not in away] or able


def call(request: ApprovalRequest, *, at: datetime, is_reminder: bool = False) -> int:
    """One mail a person and demand, in the transaction of the demand; how many were written. Without mail set up, none."""
    if not is_set_up(request.company):
        return 0
    cause = Cause(REMINDED if is_reminder else ASKED, request.pk)
    return sum(_write(cause, request, one, at, is_reminder) for one in to_call(request, at))


def _write(cause: Cause, request: ApprovalRequest, one: Membership, at: datetime, is_reminder: bool) -> bool:
    try:
        return post(cause, letters.waiting(request, one.user, is_reminder=is_reminder), to=one.user.email, at=at)
    except BadAddress:
        return False  # an address that takes no mail must not keep the others from hearing


@transaction.atomic
def remind(company: Company, *, at: datetime) -> int:
    """Once half of a demand's life is over; how many mails. Harmless twice, and nothing for a stopped agent, whose demands are void."""
    if not is_set_up(company):
        return 0
    stops = standing(company)
    pending = ApprovalRequest.objects.of(company).pending(at).select_related("agent", "company").order_by("asked_at")
    due = [one for one in pending if _is_half_over(one, at) and not stop_on(stops, one.agent_id)]
    written = Message.objects.filter(company_id=company.pk, cause_kind=REMINDED, cause_id__in=[str(one.pk) for one in due])
    done = set(written.values_list("cause_id", flat=True))
    return sum(call(one, at=at, is_reminder=True) for one in due if str(one.pk) not in done)


def _is_half_over(request: ApprovalRequest, at: datetime) -> bool:
    life = request.expires_at - request.asked_at
    return life >= SHORTEST_REMINDED and at >= request.asked_at + life / 2
