"""The mail server of a company, and what is written to people in the transaction of what happened to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.boundary import scope
from accounts.letters import NOTICES, invitation, notice
from accounts.mailing import is_set_up
from accounts.models import Company, MailServer, User, WayIn
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib.envelope import Unreadable, seal, unseal
from outbox.actions import BadAddress, Cause, hurry, post
from outbox.queries import is_too_many, was_told

LINK = "way_in"
OPEN = ("provider", "host", "port", "protection", "username", "sender")


class TooMany(RuntimeError):
    """Enough links were mailed today, to this person or in all."""


@dataclass(frozen=True)
class Given:
    """What the owner typed. An empty password keeps the one there is."""

    provider: str
    host: str
    port: int
    protection: str
    username: str
    sender: str
    password: str = field(default="", repr=False)


@transaction.atomic
def set_up(company: Company, given: Given, *, by: Actor, at: datetime) -> bool:
    """Settle or change how the company's mail leaves; False when nothing changes. Inside the company's scope."""
    Company.objects.select_for_update().get(pk=company.pk)  # two clicks: one at a time
    kept = MailServer.objects.of(company).first()
    server = kept or MailServer(id=uuid4(), company=company)
    if kept and not _differs(kept, given):
        return False
    is_elsewhere = (server.host, server.username) != (given.host, given.username)
    for name in OPEN:
        setattr(server, name, getattr(given, name))
    if given.password:
        server.sealed_password = seal(given.password, server.pk)
    elif is_elsewhere or not given.username:  # it never leaves for another server or account than the one it was typed for
        server.sealed_password = ""
    server.changed_at, server.tested_at = at, None
    server.save(force_insert=kept is None)
    record(Kind.COMPANY, "mail.set_up", _subject(company), by=by, at=at, detail={"host": given.host})
    hurry(company.pk, at=at)
    return True


def _differs(kept: MailServer, given: Given) -> bool:
    if any(getattr(kept, name) != getattr(given, name) for name in OPEN):
        return True
    return bool(given.password) and given.password != _password(kept)


def _password(kept: MailServer) -> str | None:
    try:
        return str(unseal(kept.sealed_password, kept.pk)) if kept.sealed_password else ""
    except Unreadable:
        return None


@transaction.atomic
def remove(company: Company, *, by: Actor, at: datetime) -> bool:
    """« Retirer ces réglages »: the sealed password goes with them."""
    removed, _ = MailServer.objects.of(company).delete()
    if removed:
        record(Kind.COMPANY, "mail.removed", _subject(company), by=by, at=at)
    return bool(removed)


@transaction.atomic
def note_tested(company: Company, *, by: Actor, at: datetime) -> None:
    """A test mail has left."""
    MailServer.objects.of(company).update(tested_at=at)
    record(Kind.COMPANY, "mail.tested", _subject(company), by=by, at=at)
    hurry(company.pk, at=at)


@transaction.atomic
def send_link(company: Company, way: WayIn, path: str, *, by: Actor, at: datetime) -> bool:
    """The link of a newcomer, by mail; False when it was sent already. Raises BadAddress, TooMany."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)  # the count is of one at a time
    if is_too_many(company.pk, LINK, way.user.email, at):
        raise TooMany
    letter = invitation(way.user, company, path, by=by.name, until=way.expires_at)
    if not post(Cause(LINK, way.pk), letter, to=way.user.email, at=at):
        return False
    record(Kind.PEOPLE, "person.link_mailed", Subject("user", way.user_id, way.user.name), by=by, at=at)
    return True


def warn(user: User, act: str, lines: Mapping[UUID, int], *, at: datetime) -> None:
    """Write to a person what happened to their account, by the first of their companies that can send mail; one mail a moment, for what
    is changed at once. `lines`: company -> number of the line of its record, the cause. Without mail nothing is kept: late, it would
    only frighten."""
    for company_id, line in lines.items() if act in NOTICES else ():
        with scope(company_id):
            company = Company.objects.get(pk=company_id)
            if is_set_up(company):
                if not was_told(company_id, user.email, NOTICES, at):
                    _warn(user, act, company, line, at=at)
                return


def _warn(user: User, act: str, company: Company, line: int, *, at: datetime) -> None:
    try:
        post(Cause(act, line), notice(act, user, company, at=at), to=user.email, at=at)
    except BadAddress:
        return  # an account made long ago: its change must not fail for that


def _subject(company: Company) -> Subject:
    return Subject("company", company.pk, company.name)
