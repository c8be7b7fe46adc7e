"""What the beat and a change of the record trigger: erase what has had its time, sign over it, sign over a restore."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from accounts import keeping, sealing
from ledger.entries import SYSTEM
from ledger.enums import Reason


@shared_task(name="accounts.purge_records")
def purge_records() -> None:
    """May be lost or run twice: what has had its time is found in the database."""
    keeping.purge_due(now=timezone.now)


@shared_task(name="accounts.sign_purge")
def sign_purge(company: str) -> None:
    """A checkpoint right after an erasure; the hourly one makes up for a lost wake."""
    sealing.sign_for(UUID(company), Reason.PURGE, at=timezone.now())


@shared_task(name="accounts.sign_restored")
def sign_restored(company: str) -> None:
    """The declaration is committed: sign over it. May be lost: the page then offers it again."""
    sealing.declare_restored(UUID(company), why="", by=SYSTEM, at=timezone.now())
