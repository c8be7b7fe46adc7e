"""A right is given, its terms are changed, it is taken away, it expires."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.actions.holding import held
from inventory.actions.secrecy import LooksLikeSecret, refuse_secrets
from inventory.entries import actor, of_agent, of_right
from inventory.enums import EndCause
from inventory.models import Agent, Connection, Permission, Withdrawal
from inventory.rules.days import company_day
from inventory.rules.pairs import BOTH, LATER, REPLACE, Held, meet
from inventory.rules.right_words import when_told
from ledger.actions import record
from ledger.entries import SYSTEM
from ledger.enums import Kind

__all__ = ["AlreadyWithdrawn", "Asked", "Coexists", "LooksLikeSecret", "Terms", "change", "expire_due", "grant", "keep_both", "withdraw"]


TERM_WORDS = {"segment": "la partie", "sensitivity": "la sensibilité", "reason": "la raison", "is_needed": "s’il est indispensable"}


class AlreadyWithdrawn(Exception):
    """This right has ended: somebody was faster, or its day came."""


class Coexists(Exception):
    """The agent would read and do more on the same thing, and nobody said so. `args[0]` are the rights that stand already."""


@dataclass(frozen=True)
class Asked:
    """A right as a person asks for it. Neither `until` nor endless: « je ne sais pas », to be answered later.

    `pairing` answers for other rights on the same thing: both are meant, or this one replaces them."""

    verb: str
    resource: str
    reason: str = ""
    until: date | None = None
    is_endless: bool = False
    connection: Connection | None = None
    segment: str = ""
    sensitivity: str = ""
    is_needed: bool | None = None
    starts_on: date | None = None
    pairing: str = ""

    @property
    def held(self) -> Held:
        """What the rule of pairs sees of it."""
        return Held(self.verb, self.resource, self.segment, self.connection.pk if self.connection else None)


@dataclass(frozen=True)
class Terms:
    """All of a right but what it is: another verb or another resource is another right."""

    reason: str = ""
    until: date | None = None
    is_endless: bool = False
    segment: str = ""
    sensitivity: str = ""
    is_needed: bool | None = None
    starts_on: date | None = None


def grant(agent: Agent, asked: Asked, *, by: Membership | None, at: datetime) -> Permission:
    """The agent may do this. The same right in the same words is not given twice. Raises Coexists, LooksLikeSecret."""
    words = {field.name: getattr(asked, field.name) for field in fields(asked) if field.name != "pairing"}
    refuse_secrets(words)
    with transaction.atomic():
        held(agent)
        current = list(_current(agent))
        if twin := next((one for one in current if all(getattr(one, name) == value for name, value in words.items())), None):
            return twin
        beside = _settled(asked.held, current, asked.pairing)
        right = Permission(company=agent.company, agent=agent, granted_at=at, granted_by=by, **words)
        right.save(force_insert=True)
        detail = {"until": when_told(asked.starts_on, asked.until, asked.is_endless), "why": asked.reason}
        record(Kind.RIGHT, "permission.granted", of_right(right), of_agent(agent), by=actor(by), at=at, detail=detail)
        _answer(right, beside, asked.pairing, by=by, at=at)
    return right


def change(right: Permission, terms: Terms, *, pairing: str = "", by: Membership, at: datetime) -> None:
    """Other terms; nothing when they are so already. Raises AlreadyWithdrawn, LooksLikeSecret, Coexists (new neighbours only)."""
    wanted = {**asdict(terms), "is_endless": terms.is_endless and terms.until is None}
    refuse_secrets(wanted)
    with transaction.atomic():
        held(right.agent)
        current = list(_current(right.agent))
        now = next((one for one in current if one.pk == right.pk), None)
        if now is None:
            raise AlreadyWithdrawn
        changed = [name for name, value in wanted.items() if getattr(now, name) != value]
        if not changed:
            return
        new = replace(now.held, segment=terms.segment)
        beside = _settled(new, [one for one in current if one.pk != right.pk and not meet(now.held, one.held)], pairing)
        Permission.objects.of(right.company).filter(pk=right.pk).update(**wanted)
        right.refresh_from_db(fields=[*wanted])
        detail = {"until": _told(terms, changed), "why": terms.reason}
        record(Kind.RIGHT, "permission.changed", of_right(right), of_agent(right.agent), by=actor(by), at=at, detail=detail)
        _answer(right, beside, pairing, by=by, at=at)


def keep_both(right: Permission, *, by: Membership, at: datetime) -> bool:
    """A person says that this right and those it meets are all meant; False when it meets none. Raises AlreadyWithdrawn."""
    with transaction.atomic():
        held(right.agent)
        current = list(_current(right.agent))
        if right.pk not in {one.pk for one in current}:
            raise AlreadyWithdrawn
        beside = [one for one in current if meet(right.held, one.held)]
        _answer(right, beside, BOTH, by=by, at=at)
    return bool(beside)


def withdraw(right: Permission, *, why: str, by: Membership | None, at: datetime) -> None:
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


def _told(terms: Terms, changed: Sequence[str]) -> str:
    """« jusqu’au 31 mars 2027, la partie et la raison aussi »: the days, then what else is not as before."""
    end = when_told(terms.starts_on, terms.until, terms.is_endless and terms.until is None)
    others = [TERM_WORDS[name] for name in changed if name in TERM_WORDS]
    return f"{end} (changé aussi\u00a0: {', '.join(others)})" if others else end


def _current(agent: Agent) -> Iterable[Permission]:
    return (
        Permission.objects.of(agent.company).current().filter(agent=agent).select_related("agent", "company").order_by("granted_at", "pk")
    )


def _settled(asked: Held, current: Sequence[Permission], pairing: str) -> list[Permission]:
    """The rights it meets, once a person has answered for them. Raises Coexists."""
    beside = [one for one in current if meet(asked, one.held)]
    if beside and pairing not in (BOTH, REPLACE, LATER):
        raise Coexists(beside)
    return beside


def _answer(right: Permission, beside: Sequence[Permission], pairing: str, *, by: Membership | None, at: datetime) -> None:
    """What the person answered is done and recorded."""
    if beside and pairing == BOTH:
        Permission.objects.of(right.company).filter(pk=right.pk).update(paired_at=at)
        right.paired_at = at
        detail: dict[str, Any] = {"others": ", ".join(f"«\u00a0{one}\u00a0»" for one in beside)}
        record(Kind.RIGHT, "permission.paired", of_right(right), of_agent(right.agent), by=actor(by), at=at, detail=detail)
    if pairing == REPLACE:
        for one in beside:
            withdraw(one, why=f"Remplacé par «\u00a0{right}\u00a0»"[:300], by=by, at=at)


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
