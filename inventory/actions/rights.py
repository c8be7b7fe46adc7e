"""A right is given, its end is changed, it is taken away, it expires."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.actions.holding import held
from inventory.entries import actor, of_agent, of_right
from inventory.enums import EndCause
from inventory.models import Agent, Connection, Permission, Withdrawal
from inventory.rules.days import company_day, until_words
from ledger.actions import record
from ledger.entries import SYSTEM
from ledger.enums import Kind


class AlreadyWithdrawn(Exception):
    """This right has ended: somebody was faster, or its day came."""


@dataclass(frozen=True)
class Asked:
    """A right as a person asks for it. Neither `until` nor endless: « je ne sais pas », to be answered later."""

    verb: str
    resource: str
    reason: str = ""
    until: date | None = None
    is_endless: bool = False
    connection: Connection | None = None


def told(until: date | None, is_endless: bool) -> str:
    """For the record: « jusqu’au 31 mars 2027 », « sans limite », « sans date encore »."""
    if until:
        return f"jusqu’au {until_words(until, is_endless)}"
    return "sans limite" if is_endless else "sans date encore"


def grant(agent: Agent, asked: Asked, *, by: Membership | None, at: datetime) -> Permission:
    """The agent may do this, from now on. The same right in the same words is not given twice."""
    with transaction.atomic():
        held(agent)
        words = {field.name: getattr(asked, field.name) for field in fields(asked)}
        if twin := Permission.objects.of(agent.company).current().filter(agent=agent, **words).first():
            return twin
        right = Permission(company=agent.company, agent=agent, granted_at=at, granted_by=by, **words)
        right.save(force_insert=True)
        detail = {"until": told(asked.until, asked.is_endless), "why": asked.reason}
        record(Kind.RIGHT, "permission.granted", of_right(right), of_agent(agent), by=actor(by), at=at, detail=detail)
    return right


def change_end(right: Permission, *, until: date | None, is_endless: bool, reason: str, by: Membership, at: datetime) -> None:
    """Another last day, « sans limite », or another reason; nothing when it is so already. Raises AlreadyWithdrawn."""
    with transaction.atomic():
        now, wanted = held(right), (until, is_endless and until is None, reason)
        current = Permission.objects.of(right.company).current().filter(pk=right.pk)
        if now is None or not current.exists():
            raise AlreadyWithdrawn
        if (now.until, now.is_endless, now.reason) == wanted:
            return
        current.update(until=until, is_endless=wanted[1], reason=reason)
        detail = {"until": told(until, is_endless), "why": reason}
        record(Kind.RIGHT, "permission.changed", of_right(right), of_agent(right.agent), by=actor(by), at=at, detail=detail)


def withdraw(right: Permission, *, why: str, by: Membership, at: datetime) -> None:
    """Take the right away. Raises AlreadyWithdrawn."""
    with transaction.atomic():
        if not _end(right, EndCause.REMOVED, why=why, by=by, at=at):
            raise AlreadyWithdrawn
        detail = {"why": why} if why else {}
        record(Kind.RIGHT, "permission.revoked", of_right(right), of_agent(right.agent), by=actor(by), at=at, detail=detail)


def expire_due(company: Company, *, at: datetime) -> int:
    """End every right whose last day is over at the company's; how many. Running it twice ends nothing twice."""
    today = company_day(at, company.time_zone)
    return sum(_expire(right, at=at) for right in passed(company, today))


def passed(company: Company, today: date) -> Iterable[Permission]:
    """Current rights whose last day is before `today`."""
    return Permission.objects.of(company).current().filter(until__lt=today).select_related("agent", "company").order_by("until", "pk")


def _expire(right: Permission, *, at: datetime) -> bool:
    with transaction.atomic():
        if not _end(right, EndCause.EXPIRED, why="", by=None, at=at):
            return False
        record(Kind.RIGHT, "permission.expired", of_right(right), of_agent(right.agent), by=SYSTEM, at=at)
    return True


def _end(right: Permission, cause: EndCause, *, why: str, by: Membership | None, at: datetime) -> bool:
    """The database says who was first: one withdrawal a right."""
    try:
        with transaction.atomic():
            Withdrawal(company_id=right.company_id, permission=right, cause=cause, why=why, at=at, by=by).save(force_insert=True)
    except IntegrityError:
        return False
    return True
