"""A file is read, waits as a preview, then a person creates its processings or drops it. The file itself is not kept."""

import hashlib
import json
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Company, Membership
from inventory.models import Processing
from inventory.queries.words import company_words
from inventory.rules.everything import EVERY
from ledger.actions import record
from ledger.entries import SERVER, Actor, Subject
from ledger.enums import Kind
from lib.leaked_keys import is_key
from lib.tables.archive import Unreadable
from lib.tables.text import clean, shorten
from register.import_filling import create
from register.import_merging import comparisons, merge
from register.importers import formats
from register.importers.differences import Comparison
from register.importers.preview import ImportedProcessing, ImportPreview, from_json, to_json
from register.importers.stock import Known, already_there
from register.importers.wording import worded
from register.models import Import

MAX_PREVIEW = 8 * 1024 * 1024  # of JSON; the real ones stay under 100 KiB
TOO_LONG = "Ce registre contient trop de texte. Partagez-le en plusieurs fichiers."
HOLDS_A_KEY = "Ce fichier contient une clé ou un mot de passe. Retirez-le du fichier, changez-le là où il sert, puis réessayez."
NOTHING_THERE = "Ce registre ne contient aucun traitement. Remplissez la liste ou une fiche, puis envoyez-le de nouveau."
NOT_MINE = "Vous n’êtes responsable d’aucun agent de cette fiche\u00a0: elle garde ses mots."
SERVER_NAME = "Commande sur le serveur"


class AlreadyDecided(Exception):
    """This import was applied or dropped already."""


class NothingChosen(Exception):
    """No processing is left to create, and no change to take."""


class ChangedMeanwhile(Exception):
    """A sheet no longer says what the person saw when ticking a change."""


@dataclass(frozen=True)
class Outcome:
    """What an import made: ids by key, the keys left out by the person or because they exist, and the sheets that took something."""

    created: Mapping[str, UUID]
    left: tuple[str, ...]
    merged: Mapping[str, UUID]


def receive(company: Company, file_name: str, data: bytes, *, by: Membership | None, at: datetime) -> Import:
    """Read a file and keep its preview; the same file sent twice is one import. Raises Unreadable, with nothing kept."""
    preview = _read(company, data)
    if len(json.dumps(preview)) > MAX_PREVIEW:
        raise Unreadable(TOO_LONG)
    if any(map(is_key, _texts(preview))):
        raise Unreadable(HOLDS_A_KEY)
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


def _texts(value: Any) -> Iterator[str]:
    """Every text of it, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def read(company: Company, data: bytes) -> ImportPreview:
    """What a register holds, in this company's own words. One query. Raises Unreadable."""
    return worded(formats.preview(data), company_words(company))


def _read(company: Company, data: bytes) -> dict[str, Any]:
    """Processings, or an impact assessment under « pia »."""
    if assessment := formats.assessment(data):
        return {"pia": assessment}
    found = read(company, data)
    if not (found.processings or found.refused):
        raise Unreadable(NOTHING_THERE)
    preview: dict[str, Any] = to_json(found)
    return preview


def apply(waiting: Import, *, leave_out: Collection[str] = (), take: Collection[str] = (), by: Membership | None, at: datetime) -> Outcome:
    """Create what was read and write the differences to `take` (their keys), in one transaction.

    The conditional update decides between two clicks. Raises AlreadyDecided, NothingChosen, ChangedMeanwhile.
    """
    company = waiting.company
    with transaction.atomic():
        _hold(company)
        if not Import.objects.of(company).open().filter(pk=waiting.pk).update(applied_at=at):
            raise AlreadyDecided
        found = preview_of(waiting).processings
        known = existing(company, found)
        skipped = {*leave_out, *known}
        wanted = [item for item in found if item.key not in skipped]
        if not wanted and not take:
            raise NothingChosen
        merged = _merge(waiting, known, take, by=by, at=at)
        created = {item.key: create(company, item, waiting.file_name, by=by, at=at).pk for item in wanted}
        outcome = Outcome(created, tuple(item.key for item in found if item.key in skipped - set(merged)), merged)
        waiting.preview = {**waiting.preview, "created": _as_text(created), "merged": _as_text(merged)}
        waiting.applied_at = at
        waiting.save(update_fields=["preview"])
        detail = {"created": len(created), "left": len(outcome.left)}
        record(Kind.REGISTER, "import.applied", of_import(waiting), by=_actor(by), at=at, detail=detail)
    return outcome


def differences(company: Company, found: Collection[ImportedProcessing], mine: Container[UUID] = EVERY) -> dict[str, Comparison]:
    """Key -> what the file says otherwise of a processing the company has; of a sheet that is not `mine`, nothing to take. Ten queries."""
    known = existing(company, found)
    compared = comparisons(company, found, known)
    return {key: one if known[key].id in mine else Comparison(note=one.note or NOT_MINE) for key, one in compared.items()}


def _merge(waiting: Import, known: Mapping[str, Known], take: Collection[str], *, by: Membership | None, at: datetime) -> dict[str, UUID]:
    """The sheets that took something, by key. They are held while they are compared and written."""
    if not take:
        return {}
    company = waiting.company
    ids = {one.id for one in known.values()}
    rows = {row.pk: row for row in Processing.objects.of(company).filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)}
    found = comparisons(company, preview_of(waiting).processings, known)
    chosen = {key: [one for one in each.differences if one.key in take] for key, each in found.items()}
    if sum(map(len, chosen.values())) != len(set(take)):
        raise ChangedMeanwhile
    for key, ones in chosen.items():
        if ones:
            merge(rows[known[key].id], ones, of_import(waiting), by=by, at=at)
    return {key: known[key].id for key, ones in chosen.items() if ones}


def _as_text(ids: Mapping[str, UUID]) -> dict[str, str]:
    return {key: str(pk) for key, pk in ids.items()}


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


def merged_by(applied: Import) -> dict[str, UUID]:
    """Key -> processing that took something from an import."""
    return {key: UUID(pk) for key, pk in applied.preview.get("merged", {}).items()}


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
