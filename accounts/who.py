"""Who asks for a page, in plain SQL: every page reads it."""

from datetime import datetime
from uuid import UUID

from accounts.models import Company, Membership, Session, User
from lib.made import columns, made, width
from lib.prepared import Asked, Row, rows

SESSION = f"select {columns(Session, 's')} from accounts_session s where s.session_key = %s and s.expire_date > %s"  # noqa: S608
MEMBER = f"""select {columns(Membership, "m")}, {columns(Company, "c")}, {columns(User, "u")} from accounts_membership m
join accounts_company c on c.id = m.company_id join accounts_user u on u.id = m.user_id
where m.company_id = %s and m.user_id = %s and m.ended_at is null"""  # noqa: S608
PERSON = f"""select {columns(Membership, "m")} from accounts_membership m
where m.company_id = %s and m.id = %s and m.ended_at is null for no key update"""  # noqa: S608


def session_of(key: str, at: datetime) -> Session | None:
    """The row of this name, unless it is over."""
    return next((made(Session, row) for row in rows(SESSION, [key, at])), None)


def asks_member(company: UUID, user: User) -> Asked:
    """What this person is there: for the round trip that opens the scope."""
    return MEMBER, [company, user.pk]


def member_among(found: list[Row]) -> Membership | None:
    """The answer, with the company and the person."""
    for row in found:
        first, second = width(Membership), width(Membership) + width(Company)
        member = made(Membership, row[:first])
        member.company, member.user = made(Company, row[first:second]), made(User, row[second:])
        return member
    return None


def holds_person(company: Company, who: Membership) -> Asked:
    """As they stand now, kept from other writers until the transaction ends."""
    return PERSON, [company.pk, who.pk]


def person_among(found: list[Row], company: Company, who: Membership) -> Membership | None:
    """The answer; None once they have left."""
    for row in found:
        held = made(Membership, row)
        held.company, held.user = company, who.user
        return held
    return None
