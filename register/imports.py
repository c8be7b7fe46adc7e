"""A file is read, waits as a preview, then a person creates its processings or drops it. The file itself is not kept."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import Company, Membership
from inventory.models import Processing
from ledger.actions import record
from ledger.entries import SERVER, Actor, Subject
from ledger.enums import Kind
from register.import_filling import create
from register.importers import formats
from register.importers.archive import Unreadable
from register.importers.preview import ImportedProcessing, ImportPreview, from_json, to_json
from register.importers.stock import Known, already_there
from register.importers.text import clean, shorten
from register.models import Import

MAX_PREVIEW = 8 * 1024 * 1024  # of JSON; the real ones stay under 100 KiB
TOO_LONG = "Ce registre contient trop de texte. Partagez-le en plusieurs fichiers."
NOTHING_THERE = "Ce registre ne contient aucun traitement. Remplissez la liste ou une fiche, puis envoyez-le de nouveau."
SERVER_NAME = "Commande sur le serveur"


class AlreadyDecided(Exception):
    """This import was applied or dropped already."""


class NothingChosen(Exception):
    """No processing is left to create."""


@dataclass(frozen=True)
class Outcome:
    """What an import made: ids by key, and the keys left out by the person or because they exist."""

    created: Mapping[str, UUID]
    left: tuple[str, ...]


def receive(company: Company, file_name: str, data: bytes, *, by: Membership | None, at: datetime) -> Import:
    """Read a file and keep its preview; the same file sent twice is one import. Raises Unreadable, with nothing kept."""
    found = formats.preview(data)
    if not (found.processings or found.refused):
        raise Unreadable(NOTHING_THERE)
    preview = to_json(found)
    if len(json.dumps(preview)) > MAX_PREVIEW:
        raise Unreadable(TOO_LONG)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        _hold(company)
        if waiting := Import.objects.of(company).open().filter(sha256=sha256).first():
            return waiting
        received = Import(
            company=company,
            file_name=shorten(clean(file_name).replace("\n", " ") or "registre", 200),
            sha256=sha256,
            size_bytes=len(data),
            preview=preview,
            uploaded_at=at,
            uploaded_by=by,
            uploaded_by_name=by.user.name if by else SERVER_NAME,
        )
        received.save(force_insert=True)
        record(Kind.REGISTER, "import.read", of_import(received), by=_actor(by), at=at)
    return received


def apply(waiting: Import, *, leave_out: Collection[str] = (), by: Membership | None, at: datetime) -> Outcome:
    """Create what was read, in one transaction. The conditional update decides between two clicks. Raises AlreadyDecided, NothingChosen."""
    company = waiting.company
    with transaction.atomic():
        _hold(company)
        if not Import.objects.of(company).open().filter(pk=waiting.pk).update(applied_at=at):
            raise AlreadyDecided
        found = preview_of(waiting).processings
        skipped = {*leave_out, *existing(company, found)}
        wanted = [item for item in found if item.key not in skipped]
        if not wanted:
            raise NothingChosen
        created = {item.key: create(company, item, waiting.file_name, by=by, at=at).pk for item in wanted}
        outcome = Outcome(created, tuple(item.key for item in found if item.key in skipped))
        waiting.preview = {**waiting.preview, "created": {key: str(pk) for key, pk in created.items()}}
        waiting.applied_at = at
        waiting.save(update_fields=["preview"])
        detail = {"created": len(created), "left": len(outcome.left)}
        record(Kind.REGISTER, "import.applied", of_import(waiting), by=_actor(by), at=at, detail=detail)
    return outcome


def drop(waiting: Import, *, by: Membership | None, at: datetime) -> bool:
    """Create nothing and forget what was read; False when it was decided already."""
    with transaction.atomic():
        if not Import.objects.of(waiting.company).open().filter(pk=waiting.pk).update(dropped_at=at, preview={}):
            return False
        record(Kind.REGISTER, "import.dropped", of_import(waiting), by=_actor(by), at=at)
    return True


def preview_of(waiting: Import) -> ImportPreview:
    """What was read, as values."""
    return from_json(ImportPreview, waiting.preview)


def created_by(applied: Import) -> dict[str, UUID]:
    """Key -> processing, of an import that was applied."""
    return {key: UUID(pk) for key, pk in applied.preview.get("created", {}).items()}


def existing(company: Company, found: Collection[ImportedProcessing]) -> Mapping[str, Known]:
    """Key -> the processing the company has already, archived ones included. One query."""
    rows = Processing.objects.of(company).only("id", "name", "number", "outside_reference")
    known = [Known(row.pk, row.name, tuple(text for text in (row.reference, row.outside_reference) if text)) for row in rows]
    return already_there(found, known)


def of_import(waiting: Import) -> Subject:
    return Subject("import", waiting.pk, waiting.file_name)


def _actor(by: Membership | None) -> Actor:
    return Actor("person", by.user_id, by.user.name) if by else SERVER


def _hold(company: Company) -> None:
    """Two imports of one company take turns."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
