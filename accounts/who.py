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
FACTORS: dict[str, type[Factor]] = {
    model._meta.label_lower: model for model in (Authenticator, Passkey, RecoverySheet, RememberedDevice)
}  # as `persistent_id` names them
PROVEN = {
    name: f"""select {columns(User, "u")}, {columns(model, "f")}, array(select array[id::text, name] from gf_companies_of(u.id))
from accounts_user u join {model._meta.db_table} f on f.user_id = u.id
where u.id = %s and u.is_active and f.id = %s and f.confirmed"""  # noqa: S608
    for name, model in FACTORS.items()
}
MEMBER = f"""select {columns(Membership, "m")}, {columns(Company, "c")}, {columns(User, "u")} from accounts_membership m
join accounts_company c on c.id = m.company_id join accounts_user u on u.id = m.user_id
where m.company_id = %s and m.user_id = %s and m.ended_at is null"""  # noqa: S608
PERSON = f"""select {columns(Membership, "m")} from accounts_membership m
where m.company_id = %s and m.id = %s and m.ended_at is null for no key update"""  # noqa: S608

MOST_NAMED = 2_000
_named: dict[str, tuple[UUID, str]] = {}  # of a session, by what its row is called: its person and factor when it was last asked for


def session_of(key: str, at: datetime) -> tuple[Session | None, "Guessed | None"]:
    """The row of this name, unless it is over; and, read behind it in the same round trip, whoever it named the last time it was asked for
    here. Only what is read is guessed: who asks is what the session says now."""
    guess = _named.get(key)
    found = rows_of_each({"session": (SESSION, [key, at]), **({"person": _asks_known(*guess)} if guess else {})})
    session = next((made(Session, row) for row in found["session"]), None)
    return session, Guessed(*guess, found["person"]) if guess else None


def keep_session(session: Session) -> bool:
    """Writes over its row; false when that has gone meanwhile."""
    told = [session.session_data, session.expire_date, session.user_id, session.number, session.device, session.began_at, session.seen_at]
    return bool(rows(KEEP, [*told, session.session_key]))


@dataclass(frozen=True)
class Guessed:
    """What was read of this person and factor."""

    user: UUID
    factor: str
    found: list[Row]


@dataclass(frozen=True)
class Known:
    """Somebody a session names, the factor it says was right, and (id, name) of their companies, by name."""

    user: User
    factor: Factor
    companies: list[tuple[UUID, str]]


def known(session: str, user: UUID, factor: str, guessed: Guessed | None = None) -> Known | None:
    """As they stand now, in one round trip, or none when the guess was right; None unless both are there, in force, and this person's.
    `session`: what its row is called; `factor`: its `persistent_id`; ValueError when it ends with no number of ours."""
    name = factor.rpartition("/")[0]
    if name not in FACTORS:
        return None
    is_right = guessed is not None and (guessed.user, guessed.factor) == (user, factor)
    for row in guessed.found if guessed and is_right else rows(*_asks_known(user, factor)):
        if len(_named) >= MOST_NAMED:
            _named.clear()
        _named[session] = user, factor
        *both, companies = row
        person, proof = made(User, tuple(both[: width(User)])), made(FACTORS[name], tuple(both[width(User) :]))
        return Known(person, proof, [(UUID(key), told) for key, told in companies])
    return None


def _asks_known(user: UUID, factor: str) -> Asked:
    name, _, number = factor.rpartition("/")
    return PROVEN[name], [user, UUID(int=int(number))]


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
