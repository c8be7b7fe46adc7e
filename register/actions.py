"""An export of the register is asked, taken by a worker, followed, finished or given up. Each is one conditional write."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, Membership
from accounts.numbers import next_number
from inventory.entries import actor
from ledger.actions import record
from ledger.entries import SERVER, SYSTEM, Actor, Subject
from ledger.enums import Kind
from lib.canonical import Json
from lib.wake import wake
from register.book import WHOLE, Extent
from register.enums import Format
from register.models import Export, ExportQuerySet, columns_of

LEASE = timedelta(seconds=60)  # renewed every two seconds: a worker silent for a minute is gone
MAX_TRIES = 3


class AlreadyOver(Exception):
    """The export is ready, failed or cancelled."""


@dataclass(frozen=True)
class Written:
    """The finished file, and how many changes since the register before it."""

    sha256: str
    size_bytes: int
    pages: int | None
    fingerprint: str
    is_draft: bool
    previous: Export | None = None
    changes: int | None = None


def ask(
    company: Company, form: Format, *, by: Membership | None, at: datetime, extent: Extent = WHOLE, as_on: datetime | None = None
) -> Export:
    """One more export to prepare, or the one of this format, part and moment that is already being prepared. `as_on` None: now."""
    with transaction.atomic():
        number = next_number(company, Export)
        under_way = Export.objects.of(company).unfinished().covering(extent).filter(format=form, as_on=as_on).first()
        if under_way:
            return under_way
        part = {"as_on": as_on, "part": extent.part, "part_name": extent.name, **columns_of(extent)}
        export = Export(company=company, number=number, format=form, asked_at=at, asked_by=by, asked_by_name=_asker(by).name, **part)
        export.save(force_insert=True)
        _record(export, "register.export_asked", by=_asker(by), at=at)
        wake("register.export", str(company.pk), str(export.pk))
    return export


def cancel(export: Export, *, by: Membership, at: datetime) -> None:
    """Nobody wants it any more: the worker stops at its next look. Raises AlreadyOver."""
    with transaction.atomic():
        if not _mine(export).unfinished().update(cancelled_at=at, lease_until=None):
            raise AlreadyOver
        _record(export, "register.export_cancelled", by=_asker(by), at=at)


def take(export: Export, *, owner: str, at: datetime) -> bool:
    """This worker prepares it, unless another holds it. Given up after MAX_TRIES workers were lost on it."""
    with transaction.atomic():
        if export.tries >= MAX_TRIES:
            give_up(export, owner=export.lease_owner, at=at)
            return False
        waiting = _mine(export).waiting(at).filter(tries=export.tries)
        return bool(waiting.update(lease_owner=owner, lease_until=at + LEASE, tries=export.tries + 1, done=0, total=0))


def renew(export: Export, *, owner: str, done: int, total: int, at: datetime) -> bool:
    """Still at it. False: cancelled, or taken by another worker; then stop."""
    held = _mine(export).unfinished().filter(lease_owner=owner)
    return bool(held.update(lease_until=at + LEASE, done=done, total=total))


def finish(export: Export, written: Written, *, owner: str, at: datetime) -> bool:
    """The file is there. False when the export was cancelled or taken over meanwhile: the file is then nobody's."""
    with transaction.atomic():
        held = _mine(export).unfinished().filter(lease_owner=owner)
        facts = {name: getattr(written, name) for name in ("size_bytes", "pages", "fingerprint", "is_draft", "previous", "changes")}
        if not held.update(ready_at=at, lease_until=None, file_sha256=written.sha256, **facts):
            return False
        _record(export, "register.export_ready", by=SYSTEM, at=at, sha256=written.sha256)
    return True


def give_up(export: Export, *, owner: str, at: datetime) -> bool:
    """It cannot be prepared; the page says what to do. False when it was over already."""
    words = _("La préparation n’a pas abouti. Demandez à nouveau le registre. Si cela se répète, prévenez votre informaticien.")
    with transaction.atomic():
        held = _mine(export).unfinished().filter(lease_owner=owner)
        if not held.update(failed_at=at, lease_until=None, failure=words):
            return False
        _record(export, "register.export_failed", by=SYSTEM, at=at)
    return True


def subject(export: Export) -> Subject:
    """How the record names it."""
    return Subject("export", export.pk, f"registre n°\u00a0{export.number}{export.part_words}{export.as_on_words}")


def _record(export: Export, act: str, *, by: Actor, at: datetime, **detail: str) -> None:
    told: dict[str, Json] = {"format": str(Format(export.format).label), "number": export.number, **detail}
    record(Kind.REGISTER, act, subject(export), by=by, at=at, detail=told)


def _mine(export: Export) -> ExportQuerySet:
    return Export.objects.of(export.company).filter(pk=export.pk)


def _asker(by: Membership | None) -> Actor:
    return actor(by) if by else SERVER
