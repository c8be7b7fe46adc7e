"""Seal what happens to a person in the record of each of their companies."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.mail import warn
from accounts.boundary import companies_of, scope
from accounts.models import User
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind


def actor_of(user: User) -> Actor:
    """The person as the author of an act."""
    return Actor("person", user.pk, user.name)


def subject_of(user: User) -> Subject:
    """The person as what an act is about."""
    return Subject("user", user.pk, user.name)


@transaction.atomic
def tell(user: User, kind: Kind, act: str, *, by: Actor, at: datetime, **detail: str) -> None:
    """One sealed row a company, always in the same order, so that two people never wait for each other. What changes how the account
    is opened is also written to the person (accounts.letters.NOTICES)."""
    lines: dict[UUID, int] = {}
    for company in sorted(company for company, _ in companies_of(user)):
        with scope(company):
            lines[company] = record(kind, act, subject_of(user), by=by, at=at, detail=detail)
    warn(user, act, lines, at=at)
