"""Who asks for a page, in plain SQL: every page reads it."""

from datetime import datetime
from uuid import UUID

from accounts.models import Company, Membership, Session, User
from lib.made import columns, made, width
from lib.prepared import rows

SESSION = f"select {columns(Session, 's')} from accounts_session s where s.session_key = %s and s.expire_date > %s"  # noqa: S608
MEMBER = f"""select {columns(Membership, "m")}, {columns(Company, "c")}, {columns(User, "u")} from accounts_membership m
join accounts_company c on c.id = m.company_id join accounts_user u on u.id = m.user_id
where m.company_id = %s and m.user_id = %s and m.ended_at is null"""  # noqa: S608
PERSON = f"""select {columns(Membership, "m")} from accounts_membership m
where m.company_id = %s and m.id = %s and m.ended_at is null for no key update"""  # noqa: S608


def session_of(key: str, at: datetime) -> Session | None:
    """The row of this name, unless it is over."""
    return next((made(Session, row) for row in rows(SESSION, [key, at])), None)


def member_of(company: UUID, user: User) -> Membership | None:
    """What this person is here, with the company and the person. Inside its scope."""
    for row in rows(MEMBER, [company, user.pk]):
        first, second = width(Membership), width(Membership) + width(Company)
        member = made(Membership, row[:first])
        member.company, member.user = made(Company, row[first:second]), made(User, row[second:])
        return member
    return None


def hold_person(company: Company, who: Membership) -> Membership | None:
    """As they stand now, kept from other writers until the transaction ends; None once they have left."""
    for row in rows(PERSON, [company.pk, who.pk]):
        held = made(Membership, row)
        held.company, held.user = company, who.user
        return held
    return None
