"""Who asks for a page, in plain SQL: every page reads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Authenticator, Company, Factor, Membership, Passkey, RecoverySheet, RememberedDevice, Session, User
from lib.made import columns, made, width
from lib.prepared import Asked, Row, rows, rows_of_each

SESSION = f"select {columns(Session, 's')} from accounts_session s where s.session_key = %s and s.expire_date > %s"  # noqa: S608
KEEP = """update accounts_session set session_data = %s, expire_date = %s, user_id = %s, number = %s, device = %s, began_at = %s,
seen_at = %s where session_key = %s returning true"""
USER = f"select {columns(User, 'u')} from accounts_user u where u.id = %s and u.is_active"  # noqa: S608
FACTORS: dict[str, type[Factor]] = {
    model._meta.label_lower: model for model in (Authenticator, Passkey, RecoverySheet, RememberedDevice)
}  # as `persistent_id` names them
FACTOR = {
    name: f"select {columns(model, 'f')} from {model._meta.db_table} f where f.id = %s and f.user_id = %s and f.confirmed"  # noqa: S608
    for name, model in FACTORS.items()
}
COMPANIES = "select id, name from gf_companies_of(%s)"
MEMBER = f"""select {columns(Membership, "m")}, {columns(Company, "c")}, {columns(User, "u")} from accounts_membership m
join accounts_company c on c.id = m.company_id join accounts_user u on u.id = m.user_id
where m.company_id = %s and m.user_id = %s and m.ended_at is null"""  # noqa: S608
PERSON = f"""select {columns(Membership, "m")} from accounts_membership m
where m.company_id = %s and m.id = %s and m.ended_at is null for no key update"""  # noqa: S608


def session_of(key: str, at: datetime) -> Session | None:
    """The row of this name, unless it is over."""
    return next((made(Session, row) for row in rows(SESSION, [key, at])), None)


def keep_session(session: Session) -> bool:
    """Writes over its row; false when that has gone meanwhile."""
    told = [session.session_data, session.expire_date, session.user_id, session.number, session.device, session.began_at, session.seen_at]
    return bool(rows(KEEP, [*told, session.session_key]))


@dataclass(frozen=True)
class Known:
    """Somebody a session names, the factor it says was right, and (id, name) of their companies, by name."""

    user: User
    factor: Factor
    companies: list[tuple[UUID, str]]


def known(user: UUID, factor: str) -> Known | None:
    """As they stand now, in one round trip; None unless both are there, in force, and this person's. `factor`: its `persistent_id`;
    ValueError when it ends with no number of ours."""
    name, _, number = factor.rpartition("/")
    if name not in FACTORS:
        return None
    asked = {"user": (USER, [user]), "factor": (FACTOR[name], [UUID(int=int(number)), user]), "companies": (COMPANIES, [user])}
    found = rows_of_each(asked)
    if not found["user"] or not found["factor"]:
        return None
    companies = [(row[0], row[1]) for row in found["companies"]]
    return Known(made(User, found["user"][0]), made(FACTORS[name], found["factor"][0]), companies)


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
