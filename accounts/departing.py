"""Each day with news, the newest checkpoint of each company leaves by mail, to its owners and to whoever keeps a copy. Opens the scopes.

Run as often as one likes, by as many clocks: the day is a unique row, and the outbox writes one cause to one address once.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts import sealing
from accounts.boundary import all_companies, scope
from accounts.enums import Role
from accounts.mailing import is_set_up
from accounts.models import Company, Membership
from accounts.proof_letters import checkpoint
from ledger import departures, stamping
from ledger.enums import Reason
from ledger.models import Departure, Stamp
from outbox.actions import Cause, post
from outbox.enums import State
from outbox.models import Message
from outbox.rules import is_address

MORNING = 6  # the hour, at the company's, from which the day's message leaves
CAUSE = "checkpoint"
log = logging.getLogger(__name__)

Now = Callable[[], datetime]


def send_due(*, now: Now) -> int:
    """How many messages were written."""
    written = 0
    for company in all_companies():
        try:
            written += _leave(company, now())
        except Exception:
            log.exception("the checkpoint of %s does not leave", company)
    return written


def addresses_of(company: Company) -> dict[str, bool]:
    """address -> is it an owner's? One query."""
    owners = Membership.objects.of(company).current().filter(role=Role.OWNER).order_by("started_at", "pk")
    found = {email.lower(): True for email in owners.values_list("user__email", flat=True) if is_address(email)}
    if company.proof_copy_email:
        found.setdefault(company.proof_copy_email.lower(), False)
    return found


def _leave(company_id: UUID, at: datetime) -> int:
    with scope(company_id):
        company = Company.objects.get(pk=company_id)
        local = at.astimezone(ZoneInfo(company.time_zone))
        may_mail = is_set_up(company)
        if local.hour < MORNING or not (may_mail or settings.STAMP_AUTHORITY):
            return 0
        told = departures.news(company_id, local.date())
        if not (told.today or told.is_new or (may_mail and told.last and not _has_left(told.last))):
            return 0
    if told.today is None and not sealing.sign_for(company_id, Reason.LEAVING, at=at):
        return 0
    with scope(company_id):
        departure = told.today or departures.depart(company_id, local.date(), at=at)
        if departure and settings.STAMP_AUTHORITY:
            stamping.want(departure.checkpoint, settings.STAMP_AUTHORITY, at=at)
        return _write(company, departure, local.date(), at=at) if departure and may_mail else 0


def _write(company: Company, departure: Departure, day: date, *, at: datetime) -> int:
    sent = 0
    for address, is_owner in addresses_of(company).items():
        letter = checkpoint(company, departure.checkpoint.note, day, is_owner=is_owner)
        sent += post(Cause(CAUSE, departure.pk), letter, to=address, at=at)
    return sent


def _has_left(departure: Departure) -> bool:
    """One message at least was not given up."""
    messages = Message.objects.filter(company_id=departure.company_id, cause_kind=CAUSE, cause_id=str(departure.pk))
    return messages.filter(gave_up_at=None).exists()


@dataclass(frozen=True)
class Left:
    """A day's checkpoint and what became of its messages."""

    departure: Departure
    messages: list[Message]

    @property
    def sent_at(self) -> datetime | None:
        """When the first of them had left."""
        return min((one.sent_at for one in self.messages if one.sent_at), default=None)

    @property
    def error(self) -> str:
        """Why the others have not."""
        return next((one.last_error for one in self.messages if one.state != State.SENT and one.last_error), "")


@dataclass(frozen=True)
class Outside:
    """What stands out of the building, for the page. `left`: the newest that really left; `stuck`: a newer one that has not.
    `stamp`: the newest time stamp obtained, `wanted`: the newest asked."""

    is_set_up: bool
    left: Left | None
    stuck: Left | None
    addresses: dict[str, bool]
    stamp: Stamp | None
    wanted: Stamp | None

    @property
    def holds(self) -> bool:
        """Is the record guarded against whoever holds the whole server, up to the day before?"""
        return self.is_set_up and self.left is not None and not (self.stuck and self.stuck.error)


def outside_of(company: Company) -> Outside:
    """Seven queries at most. Inside the company's scope."""
    days = departures.latest(company.pk)
    messages = list(
        Message.objects.filter(company_id=company.pk, cause_kind=CAUSE, cause_id__in=[str(day.pk) for day in days]).order_by("to")
    )
    all_left = [Left(day, [one for one in messages if one.cause_id == str(day.pk)]) for day in days]
    left = next((one for one in all_left if one.sent_at), None)
    newest = next((one for one in all_left if one.messages), None)
    return Outside(is_set_up(company), left, newest if newest is not left else None, addresses_of(company), *stamping.newest(company.pk))
