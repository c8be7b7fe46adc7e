"""A dossier is asked, cancelled, ended, taken away, deleted: each sealed in the record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts import preparing
from accounts.models import Company, Membership
from evidence.models import Dossier
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind
from lib.wake import wake

TASK = "evidence.prepare"


@dataclass(frozen=True)
class Made:
    """The finished file, and how many rows of the record it holds."""

    rows: int
    size_bytes: int
    sha256: str


@transaction.atomic
def ask(company: Company, first_on: date, last_on: date, *, by: Membership, at: datetime) -> Dossier:
    """One more dossier, or the one that is being prepared. Raises ValueError when the days are not in order."""
    if first_on > last_on:
        raise ValueError("a period that ends before it begins")
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)  # two clicks: one at a time
    mine = Dossier.objects.of(company)
    if under_way := mine.unfinished().first():
        return under_way
    number = (mine.aggregate(highest=Max("number"))["highest"] or 0) + 1
    who = by.user.name
    asked = {"number": number, "first_on": first_on, "last_on": last_on, "asked_at": at, "asked_by": by, "asked_by_name": who}
    dossier = mine.create(company=company, **asked)
    _seal("dossier.asked", dossier, by=Actor("person", by.user_id, who), at=at)
    wake(TASK, str(company.pk), str(dossier.pk))
    return dossier


@transaction.atomic
def cancel(dossier: Dossier, *, by: Actor, at: datetime) -> bool:
    """False when it was over."""
    return _done(preparing.cancel(dossier, at=at), "dossier.cancelled", dossier, by, at)


@transaction.atomic
def seal(dossier: Dossier, sha256: str, pieces: int, *, owner: str, at: datetime) -> None:
    """The list of its pieces goes into the record before the record goes into the dossier: one vouches for the other."""
    Dossier.objects.of(dossier.company).filter(pk=dossier.pk, lease_owner=owner).update(sealed=sha256, pieces=pieces)
    _seal("dossier.sealed", dossier, by=SYSTEM, at=at, detail={"sha256": sha256, "pieces": pieces})


@transaction.atomic
def finish(dossier: Dossier, file: Made, *, owner: str, at: datetime) -> bool:
    """False when it is nobody's any more."""
    Dossier.objects.of(dossier.company).filter(pk=dossier.pk, lease_owner=owner).update(rows=file.rows)
    won = preparing.finish(dossier, owner=owner, size_bytes=file.size_bytes, sha256=file.sha256, at=at)
    return _done(won, "dossier.ready", dossier, SYSTEM, at)


@transaction.atomic
def fail(dossier: Dossier, why: str, *, owner: str, at: datetime) -> bool:
    """False when it was over already."""
    return _done(preparing.fail(dossier, why, owner=owner, at=at), "dossier.failed", dossier, SYSTEM, at)


@transaction.atomic
def note_download(dossier: Dossier, *, by: Actor, at: datetime) -> None:
    """Somebody takes the file away: the record says who."""
    _seal("dossier.downloaded", dossier, by=by, at=at)


@transaction.atomic
def forget(dossier: Dossier, *, by: Actor, at: datetime) -> bool:
    """The file goes (the caller deletes it before the commit), the row stays."""
    return _done(preparing.forget(dossier, at=at), "dossier.deleted", dossier, by, at)


def _done(won: bool, act: str, dossier: Dossier, by: Actor, at: datetime) -> bool:
    if won:
        _seal(act, dossier, by=by, at=at)
    return won


def _seal(act: str, dossier: Dossier, *, by: Actor, at: datetime, detail: dict[str, Any] | None = None) -> None:
    record(Kind.RECORD, act, Subject("dossier", dossier.pk, str(dossier)), by=by, at=at, detail=detail or {})
