"""Who is away, and who stands in for whom. A stand-in who left, or whose role no longer allows it, stands in for nobody."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from accounts.enums import Role
from accounts.models import Absence, Company, Membership
from accounts.models.absence import AbsenceQuerySet
from accounts.rules import Away, Someone, may_stand_in
from lib.dates import day_in
from lib.kept import Kept

SOON_DAYS = 30  # an absence that begins within these days is announced


def today_of(company: Company, at: datetime) -> date:
    """Which day it is at the company's."""
    return day_in(company.time_zone, at)


def standing_in_for(membership: Membership, day: date) -> list[Membership]:
    """The people whose part this person does that day, by name. One query."""
    if membership.ended_at is not None:
        return []
    rows = _rows(membership.company).on(day).filter(stand_in=membership, membership__ended_at=None)
    return [row.membership for row in rows if holds(row)]


def stand_in_of(membership: Membership, day: date) -> Membership | None:
    """Who does this person's part that day; None when they are there, or when nobody can. One query."""
    found = absence_of(membership, day)
    return found.stand_in if found and holds(found) else None


def absence_of(membership: Membership, day: date) -> Absence | None:
    """The absence that holds for this person that day. One query."""
    return _rows(membership.company).on(day).filter(membership=membership).first()


def away_on(company: Company, day: date) -> dict[UUID, Absence]:
    """Everybody who is away that day, by the id of their membership. One query."""
    return {row.membership_id: row for row in AWAY.read(company, day)}


def now_and_later(company: Company, day: date) -> AbsenceQuerySet:
    """Absences that are not over, the nearest first, with their people."""
    return _rows(company).filter(ended_at=None, until__gte=day, membership__ended_at=None)


def told_now_and_later(company: Company, day: date) -> list[Absence]:
    """The same, read. One query."""
    return NOW_AND_LATER.read(company, day)


def holds(absence: Absence) -> bool:
    """Can the stand-in still do it?"""
    stand_in = absence.stand_in
    return stand_in.ended_at is None and may_stand_in(Role(stand_in.role), Role(absence.membership.role))


def as_said(absences: Iterable[Absence]) -> list[Away]:
    """As the rules read them."""
    return [Away(someone(row.membership), someone(row.stand_in), row.starts_on, row.until) for row in absences]


def someone(membership: Membership) -> Someone:
    """As the rules read a person."""
    return Someone(membership.pk, membership.user.name, Role(membership.role))


def _rows(company: Company) -> AbsenceQuerySet:
    rows = Absence.objects.of(company).select_related("membership__user", "stand_in__user", "membership__company", "stand_in__company")
    return rows.order_by("starts_on", "membership__user__name", "pk")


AWAY = Kept(lambda company, day: _rows(company).on(day), Company, date)
NOW_AND_LATER = Kept(now_and_later, Company, date)
