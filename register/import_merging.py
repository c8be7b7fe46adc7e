"""Sheets the register has already, beside a preview: what they say today, and the boxes a person ticked, written at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import Company, Membership
from inventory.actions.parties import name_partners, note_client
from inventory.actions.settling import settle
from inventory.entries import actor, of_processing
from inventory.enums import Side
from inventory.models import (
    DataSubject,
    JointController,
    ProcessedData,
    Processing,
    ProcessingClient,
    Purpose,
    Recipient,
    SecurityMeasure,
    Transfer,
)
from inventory.queries.words import company_words
from inventory.rules.overlay import CompanyWords
from inventory.rules.partners import partners_text
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind
from register.importers.differences import ADDED, SCALARS, SORTS, Comparison, Difference, Standing, StandingLine, compared
from register.importers.preview import ImportedProcessing
from register.importers.stock import Known

MODELS: dict[str, Any] = {
    "purposes": Purpose,
    "data": ProcessedData,
    "people": DataSubject,
    "recipients": Recipient,
    "measures": SecurityMeasure,
    "transfers": Transfer,
    "joint": JointController,
    "clients": ProcessingClient,
}
ARCHIVED = "Cette fiche est archivée\u00a0: restaurez-la pour la compléter."
SEEN = "Un autre traitement du fichier correspond déjà à cette fiche."
MOST = 400  # boxes on one page; a form holds 1,000 fields
MORE = f"Ce fichier apporte plus de {MOST} changements. Reprenez ceux-ci, puis envoyez-le de nouveau pour voir la suite."
NOT_CONFIRMED = {"confirmed_at": None, "confirmed_by": None}


def comparisons(company: Company, found: Iterable[ImportedProcessing], known: Mapping[str, Known]) -> dict[str, Comparison]:
    """Key -> what the file says otherwise, for every processing the company has. Ten queries, whatever the number."""
    standing = _standing(company, {one.id for one in known.values()})
    answered: set[UUID] = set()
    answer: dict[str, Comparison] = {}
    room = MOST
    for item in found:
        one = known.get(item.key)
        sheet = standing.get(one.id) if one else None
        if one is None or sheet is None:
            continue
        if one.id in answered or sheet.is_archived:
            answer[item.key] = Comparison(note=SEEN if one.id in answered else ARCHIVED)
        else:
            answer[item.key] = _within(room, compared(item, sheet, one.references[0]))
            room -= len(answer[item.key].differences)
        answered.add(one.id)
    return answer


def _within(room: int, found: Comparison) -> Comparison:
    return found if len(found.differences) <= room else replace(found, differences=found.differences[:room], note=MORE)


def merge(processing: Processing, differences: Collection[Difference], source: Subject, *, by: Membership | None, at: datetime) -> None:
    """Write the differences a person took, with one line in the record. Inside the import's transaction."""
    was = processing.purpose
    changed = {"changed_at"}
    for one in differences:
        if one.is_addition:
            changed |= _add(processing, one, by=by, at=at)
        elif one.line:
            _change(processing, one)
        elif one.column == "joint_controllers":
            name_partners(processing, str(one.value), by=by, at=at)
        else:
            changed.add(_say(processing, one))
    processing.changed_at = at
    processing.save(update_fields=sorted(changed))
    if processing.purpose != was:
        rows = Purpose.objects.of(processing.company).filter(processing=processing, description=was)
        rows.update(description=processing.purpose, **NOT_CONFIRMED)
    what = ", ".join(dict.fromkeys(one.word.split(",")[0].lower() for one in differences))
    detail: dict[str, Any] = {"what": what, "file": source.name, "count": len(differences)}
    record(Kind.REGISTER, "processing.merged", of_processing(processing), source, by=actor(by), at=at, detail=detail)
    settle(processing, by=by, at=at)


def _say(processing: Processing, one: Difference) -> str:
    if one.column == "sub_purposes":
        processing.sub_purposes = [*processing.sub_purposes, one.value]
    else:
        setattr(processing, one.column, one.value)
    return one.column


def _add(processing: Processing, one: Difference, *, by: Membership | None, at: datetime) -> set[str]:
    """A line at the end. A transfer listed is a yes; so is a sensitive category."""
    model, values = MODELS[one.sort], dict(one.value)
    if one.sort == "clients":
        told = {name: values.pop(name) for name in ("name", *ADDED["clients"])}
        values["client"] = note_client(processing.company, **told, by=by, at=at)
        if model.objects.of(processing.company).filter(processing=processing, client=values["client"]).exists():
            return set()
    last = model.objects.of(processing.company).filter(processing=processing).aggregate(last=models.Max("position"))["last"]
    line = model(company=processing.company, processing=processing, position=0 if last is None else last + 1, **values)
    line.save(force_insert=True)
    field = "has_transfers" if one.sort == "transfers" else "has_sensitive_data" if one.value.get("is_sensitive") else ""
    if field:
        setattr(processing, field, True)
    return {field} if field else set()


def _change(processing: Processing, one: Difference) -> None:
    """Other words on one line. A basis changed is a basis to confirm again; other words for a duration are no code."""
    values: dict[str, Any] = {one.column: one.value}
    if one.column == "basis":
        values |= NOT_CONFIRMED
    if one.column == "retention":
        values["retention_code"] = ""
    MODELS[one.sort].objects.of(processing.company).filter(processing=processing, pk=one.line).update(**values)


def _standing(company: Company, ids: Collection[UUID]) -> dict[UUID, Standing]:
    if not ids:
        return {}
    lines: dict[UUID, dict[str, list[StandingLine]]] = {pk: {} for pk in ids}
    for name, sort in SORTS.items():
        rows = MODELS[name].objects.of(company).filter(processing_id__in=ids).order_by("position", "id")
        for row in rows.select_related("client") if name == "clients" else rows:
            line = StandingLine(row.pk, _values(row, (sort.identity, *sort.columns, *ADDED.get(name, ()))))
            lines[row.processing_id].setdefault(name, []).append(line)
    partners = _partners(company, ids)
    rows, words = Processing.objects.of(company).filter(pk__in=ids), company_words(company)
    return {row.pk: _sheet(row, partners.get(row.pk, []), lines[row.pk], words) for row in rows}


def _values(row: Any, columns: Collection[str]) -> dict[str, Any]:
    """A client's name and contact stand on the client, shared by all its sheets."""
    return {column: getattr(row, column) if hasattr(row, column) else getattr(row.client, column) for column in columns}


def _partners(company: Company, ids: Collection[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Joint controllers or clients of each sheet: (name, contact). Two queries."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    columns: tuple[tuple[Any, str], ...] = ((JointController, ""), (ProcessingClient, "client__"))
    for model, prefix in columns:
        rows = model.objects.of(company).filter(processing_id__in=ids).order_by("position", "id")
        for pk, name, contact in rows.values_list("processing_id", f"{prefix}name", f"{prefix}contact"):
            found.setdefault(pk, []).append((name, contact))
    return found


def _sheet(
    row: Processing, partners: Collection[tuple[str, str]], lines: Mapping[str, list[StandingLine]], words: CompanyWords
) -> Standing:
    values = {name: partners_text(partners) if name == "joint_controllers" else getattr(row, name) for name in SCALARS}
    return Standing(row.pk, row.ended_at is not None, row.side == Side.PROCESSOR, values, tuple(row.sub_purposes), lines, words)
