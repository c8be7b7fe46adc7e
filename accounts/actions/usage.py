"""Publish the rules of use, and say that one has read them."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.actions.telling import actor_of
from accounts.models import Company, Membership, UsageReading, UsageRules
from accounts.usage import fingerprint, in_force
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind


class Overtaken(RuntimeError):
    """Somebody published since this text was begun: `newest` is what stands now."""

    def __init__(self, newest: UsageRules | None) -> None:
        super().__init__()
        self.newest = newest


class Unchanged(RuntimeError):
    """The text is the one in force, word for word."""


@transaction.atomic
def publish(company: Company, text: str, *, based_on: int, by: Membership, at: datetime) -> UsageRules:
    """A new version; who publishes it has read it. `based_on`: the number one started from, 0 for none. Raises Overtaken, Unchanged."""
    newest = in_force(company)
    if based_on != (newest.number if newest else 0):
        raise Overtaken(newest)
    if newest and newest.text == text:
        raise Unchanged
    try:
        with transaction.atomic():
            made = UsageRules.objects.create(company=company, number=based_on + 1, text=text, made_at=at, made_by=by)
    except IntegrityError as error:  # somebody was quicker by a hair
        raise Overtaken(in_force(company)) from error
    UsageReading.objects.create(company=company, rules=made, membership=by, at=at)
    detail = {"number": str(made.number), "sha256": fingerprint(text)}
    record(Kind.COMPANY, "usage.published", _subject(made), by=actor_of(by.user), at=at, detail=detail)
    return made


@transaction.atomic
def acknowledge(rules: UsageRules, *, by: Membership, at: datetime) -> bool:
    """« J’ai lu ces règles ». False when they said so already."""
    try:
        with transaction.atomic():
            UsageReading.objects.create(company=rules.company, rules=rules, membership=by, at=at)
    except IntegrityError:
        return False
    record(Kind.PEOPLE, "usage.read", _subject(rules), by=actor_of(by.user), at=at, detail={"number": str(rules.number)})
    return True


def _subject(rules: UsageRules) -> Subject:
    return Subject("usage_rules", rules.pk, f"Règles d’usage, version {rules.number}")
