"""The record of each company, signed when it is due and checked when asked: opens the scopes that the ledger knows nothing of."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.boundary import all_companies, scope
from accounts.models import Company
from ledger import checkpoints, checks, restoring
from ledger.actions import record
from ledger.checking import Checking, was_purged_since
from ledger.checkpoints import RecordBroken
from ledger.entries import SERVER, Actor, Subject
from ledger.enums import Kind, Reason
from ledger.keys import KeysUnreadable
from ledger.models import Check
from ledger.offline.checker import Report
from lib.wake import wake

Now = Callable[[], datetime]
READINGS = 5
log = logging.getLogger(__name__)


def sign_due(*, now: Now) -> int:
    """Sign every record with news enough, say which could not be, take up forgotten checks; how many were signed."""
    signed = 0
    for company in all_companies():
        try:
            signed += _sign(company, None, at=now())
        except KeysUnreadable:
            log.critical("the key file of the record cannot be read: nothing is signed")
        with scope(company):
            left = checks.forgotten(company, at=now())
        for check in left:
            check_record(company, check, now=now)
    return signed


def ask_check(company: Company, *, by: Actor, at: datetime, held: bool = False) -> Check:
    """Somebody wants the record checked; the check under way, when there is one. `held`: who asks makes it. Inside the company's scope."""
    with transaction.atomic():
        under_way = checks.under_way(company.pk)
        if under_way:
            return under_way
        check = checks.ask(company.pk, by=by.name, at=at, held=held)
        record(Kind.RECORD, "record.check_asked", Subject("company", company.pk, company.name), by=by, at=at)
    return check


def check_record(company: UUID, check: UUID, *, now: Now) -> bool:
    """The whole check, kept with what it found. False when somebody else has it, or it could not be brought to its end."""
    try:
        return checked(company, check, now=now) is not None
    except Exception:
        log.exception("check of the record of %s", company)
        return False


def checked(company: UUID, check: UUID, *, now: Now, held: bool = False) -> Report | None:
    """What was found, one transaction a step; None when somebody else has it. `held`: it is ours already.

    Raises KeysUnreadable; whatever is raised ends the check.
    """
    with scope(company):
        if not held and not checks.take(check, at=now()):
            return None
    try:
        report = _read(company, check, now)
    except Exception:
        with scope(company):
            checks.fail(check, at=now())
        raise
    with scope(company):
        checks.end(check, report, at=now())
    return report


def sign_all(reason: Reason, *, now: Now, act: str = "") -> int:
    """Sign every record now, after a row that says why when there is an act; how many were signed. A broken one is said and left."""
    signed = 0
    for company in all_companies():
        with scope(company):
            if act:
                record(Kind.RECORD, act, Subject("company", company, Company.objects.get(pk=company).name), by=SERVER, at=now())
        signed += _sign(company, reason, at=now())
    return signed


def tell_restored(company: Company, *, why: str, by: Actor, at: datetime) -> bool:
    """The row of `declare_restored`, within a request; a worker signs it after. False when nothing is lost. Raises RecordBroken."""
    with transaction.atomic():
        loss = restoring.loss_of(company.pk)
        if loss is None:
            return False
        _seal_loss(loss, company.name, why=why, by=by, at=at)
        wake("accounts.sign_restored", str(company.pk))
    return True


def declare_restored(company: UUID, *, why: str, by: Actor, at: datetime) -> tuple[int, int] | None:
    """A backup was put back: seal which rows are lost, first and last number from 0, and sign again. None when nothing is lost.

    Told again after a crash it writes no second row. Opens its own scopes. Raises RecordBroken, KeysUnreadable.
    """
    with scope(company):
        loss = restoring.loss_of(company)
        if loss is None:
            return None
        _seal_loss(loss, Company.objects.get(pk=company).name, why=why, by=by, at=at)
    with scope(company):
        restoring.keep_proof(loss)
        checkpoints.sign(company, Reason.ASKED, at=at, lost=loss.note.note)
        if checks.under_way(company) is None:
            checks.ask(company, by=by.name, at=at)
    return loss.first, loss.last


def sign_for(company: UUID, reason: Reason, *, at: datetime) -> bool:
    """Everything written so far is under a checkpoint; False when the record is broken, which is then said. Opens its own scopes."""
    try:
        with scope(company):
            checkpoints.sign(company, reason, at=at)
    except RecordBroken as broken:
        _say_broken(company, broken, at=at)
        return False
    return True


def _seal_loss(loss: restoring.Loss, name: str, *, why: str, by: Actor, at: datetime) -> None:
    if not restoring.believed(loss).is_told():
        about = Subject("restore", loss.id, loss.words), Subject("company", loss.company, name)
        record(Kind.RECORD, restoring.ACT, *about, by=by, at=at, detail=loss.detail(why))


def _read(company: UUID, check: UUID, now: Now) -> Report:
    """From the beginning again when contents were erased meanwhile: half of them would have been read."""
    for _ in range(READINGS):
        with scope(company):
            checking = Checking(company)
        goes_on = True
        while goes_on:
            with scope(company):
                goes_on = checking.step()
                checks.tell(check, done=checking.done, total=checking.total, at=now())
        with scope(company):
            was_purged = was_purged_since(checking.total)
        if not was_purged:
            break
    return checking.end()


def _sign(company: UUID, reason: Reason | None, *, at: datetime) -> bool:
    """`reason` None: only when it is due."""
    try:
        with scope(company):
            wanted = reason or checkpoints.is_due(company, at=at)
            return bool(wanted and checkpoints.sign(company, wanted, at=at))
    except RecordBroken as broken:
        _say_broken(company, broken, at=at)
        return False


def _say_broken(company: UUID, broken: RecordBroken, *, at: datetime) -> None:
    log.critical("the record of %s cannot be signed: %s", company, broken.sentence)
    with scope(company):
        checks.alarm(company, broken, at=at)
