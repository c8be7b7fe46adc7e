"""Lines of a sheet: purposes, data, people, recipients, transfers, measures. Added, changed, removed; a basis is confirmed."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from accounts.models import Membership
from inventory.actions.holding import held
from inventory.actions.parties import chosen_client
from inventory.actions.settling import settle
from inventory.catalogue import SheetPlan
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
from inventory.rules.recipients import usually_processor
from inventory.rules.words import shortened
from ledger.actions import record
from ledger.enums import Kind
from lib.vocabulary import vocabulary

TOLD = 120  # characters of a line that the record repeats


class MechanismRefused(Exception):
    """This safeguard is no longer valid (Privacy Shield: CJUE, 16 July 2020, C-311/18)."""


class StillListed(Exception):
    """« Aucun » was answered while lines say otherwise."""


@dataclass(frozen=True)
class Sort:
    """One kind of line: its table, its French word, and how a line is called in the record."""

    model: Any
    word: str
    name_of: Callable[[Any, CompanyWords], str]
    told_apart_by: tuple[str, ...] = ()  # two lines that agree on these are one; on everything when empty


SORTS: dict[str, Sort] = {
    "purposes": Sort(Purpose, "une finalité", lambda line, _words: line.description),
    "data": Sort(ProcessedData, "une catégorie de données", lambda line, words: words.label("categories_donnees", line.category)),
    "people": Sort(DataSubject, "des personnes concernées", lambda line, words: words.label("categories_personnes", line.code)),
    "recipients": Sort(Recipient, "un destinataire", lambda line, words: words.label("destinataires", line.code)),
    "transfers": Sort(Transfer, "un transfert", lambda line, _words: line.recipient),
    "measures": Sort(SecurityMeasure, "une mesure de sécurité", lambda line, words: words.label("mesures_securite", line.code)),
    "joint": Sort(JointController, "un responsable conjoint", lambda line, _words: line.name),
    "clients": Sort(ProcessingClient, "un client", lambda line, _words: line.client.name, ("client",)),
}


def add(processing: Processing, sort: str, values: Mapping[str, Any], *, by: Membership | None, at: datetime) -> Any:
    """One more line at the end; the one that says exactly this already, when there is one. Raises MechanismRefused."""
    kind, wanted = SORTS[sort], _allowed(processing, sort, values)
    with transaction.atomic():
        _hold(processing)
        if sort == "clients":
            wanted["client"] = chosen_client(processing.company, wanted.pop("name", ""), wanted["client"], by=by, at=at)
        rows = _rows(processing, sort)
        if twin := rows.filter(**{name: wanted[name] for name in kind.told_apart_by or wanted}).first():
            return twin
        last = rows.aggregate(last=models.Max("position"))["last"]
        position = 0 if last is None else last + 1
        line = kind.model(company=processing.company, processing=processing, position=position, **wanted)
        line.save(force_insert=True)
        _follow(processing, sort, line)
        _tell(processing, "processing.line_added", sort, line, by=by, at=at)
    return line


def change(processing: Processing, sort: str, line: Any, values: Mapping[str, Any], *, by: Membership, at: datetime) -> bool:
    """Other words on one line; False when nothing changed, or the line is gone. A basis changed is one to confirm again; data saved
    are confirmed.

    Raises MechanismRefused.
    """
    wanted = _allowed(processing, sort, values) | ({"is_proposed": False} if sort == "data" else {})
    with transaction.atomic():
        _hold(processing)
        now = held(line)
        changed = [name for name, value in wanted.items() if now and getattr(now, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(line, name, wanted[name])
        if sort == "purposes" and {"basis", "description"} & set(changed):
            line.confirmed_at = line.confirmed_by = None
            changed += ["confirmed_at", "confirmed_by"]
        line.save(update_fields=changed)
        _follow(processing, sort, line)
        _tell(processing, "processing.line_changed", sort, line, by=by, at=at)
    return True


def remove(processing: Processing, sort: str, line_id: UUID, *, by: Membership, at: datetime) -> bool:
    """The line leaves the sheet; the record keeps that it was there. False when it was gone already."""
    with transaction.atomic():
        line = _rows(processing, sort).filter(pk=line_id).select_for_update().first()
        if line is None:
            return False
        line.delete()
        _tell(processing, "processing.line_removed", sort, line, by=by, at=at)
    return True


def confirm_basis(processing: Processing, purpose: Purpose, *, by: Membership, at: datetime) -> bool:
    """A person says: this is what authorises it. False when it was confirmed already, or nothing is proposed."""
    with transaction.atomic():
        rows = Purpose.objects.of(processing.company).filter(pk=purpose.pk, confirmed_at=None).exclude(basis="")
        if not rows.update(confirmed_at=at, confirmed_by=by):
            return False
        _tell(processing, "processing.basis_confirmed", "purposes", purpose, by=by, at=at)
    return True


def confirm_data(processing: Processing, line: ProcessedData, *, by: Membership, at: datetime) -> bool:
    """A person says: they do come from there, and are kept that long. False when nothing is proposed any more."""
    with transaction.atomic():
        rows = ProcessedData.objects.of(processing.company).filter(pk=line.pk, is_proposed=True)
        if not rows.update(is_proposed=False):
            return False
        _tell(processing, "processing.data_confirmed", "data", line, by=by, at=at)
    return True


def say(processing: Processing, field: str, answer: bool | None, *, by: Membership, at: datetime) -> None:
    """Answer « has_transfers » or « has_sensitive_data » on the sheet. Raises StillListed when lines contradict a no."""
    with transaction.atomic():
        _hold(processing)
        if answer is False and _contradicts(processing, field):
            raise StillListed(field)
        if getattr(processing, field) == answer:
            return
        setattr(processing, field, answer)
        processing.changed_at = at
        processing.save(update_fields=[field, "changed_at"])
        words = {"has_transfers": "les transferts hors de l’Union", "has_sensitive_data": "les données sensibles"}
        what = f"{words[field]} ({ {True: 'oui', False: 'aucun', None: 'je ne sais pas'}[answer] })"
        record(Kind.REGISTER, "processing.edited", of_processing(processing), by=actor(by), at=at, detail={"what": what})


def fill(processing: Processing, plan: SheetPlan, *, confirmed: Collection[int], by: Membership | None, at: datetime) -> None:
    """Every line a plan proposes, in bulk; the opening of the sheet was recorded, its first lines are not told one by one."""
    same = {"company": processing.company, "processing": processing}
    is_processor = processing.side == Side.PROCESSOR
    Purpose.objects.bulk_create(
        Purpose(
            **same,
            position=place,
            description=one.description,
            basis="" if is_processor else one.basis,
            justification="" if is_processor else one.justification,
            confirmed_at=at if place in confirmed and by else None,
            confirmed_by=by if place in confirmed else None,
        )
        for place, one in enumerate(plan.purposes)
    )
    words, is_proposed = company_words(processing.company), bool(plan.template) and not is_processor
    proposed = {**same, "is_proposed": is_proposed}
    ProcessedData.objects.bulk_create(_data_line(proposed, place, one, words) for place, one in enumerate(plan.data))
    for sort, codes in (("people", plan.people), ("measures", plan.measures)):
        model = SORTS[sort].model
        model.objects.bulk_create(model(**same, position=place, code=code) for place, code in enumerate(codes))
    Recipient.objects.bulk_create(_recipient_line(same, place, code, plan, words) for place, code in enumerate(plan.recipients))
    processing.has_sensitive_data, processing.is_notice_proposed = plan.has_sensitive_data, is_proposed
    processing.save(update_fields=["has_sensitive_data", "is_notice_proposed"])


def _recipient_line(same: dict[str, Any], place: int, code: str, plan: SheetPlan, words: CompanyWords) -> Recipient:
    """Its usual role, and its name when the owner said who it is."""
    usual = usually_processor(words.term("destinataires", code))
    return Recipient(**same, position=place, code=code, precision=plan.named.get(code, ""), is_processor=usual)


def _data_line(same: dict[str, Any], place: int, one: Any, words: CompanyWords) -> ProcessedData:
    active, archive = words.retention(one.retention_code)
    return ProcessedData(
        **same,
        position=place,
        category=one.category,
        description=one.description,
        is_sensitive=one.is_sensitive,
        exception=one.exception,
        origin=one.origin,
        origin_words=one.origin_words,
        retention_code=one.retention_code,
        retention=one.retention or active or archive,
        archive=archive if active else "",
    )


def _hold(processing: Processing) -> None:
    """One writer at a time on a sheet; its answers are read anew."""
    if now := held(processing):
        processing.has_sensitive_data, processing.has_transfers = now.has_sensitive_data, now.has_transfers


def _rows(processing: Processing, sort: str) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = SORTS[sort].model.objects.of(processing.company).filter(processing=processing)
    return rows


def _allowed(processing: Processing, sort: str, values: Mapping[str, Any]) -> dict[str, Any]:
    if sort == "purposes" and processing.side == Side.PROCESSOR:
        return {**values, "basis": "", "justification": ""}
    if sort == "transfers" and (term := vocabulary("transferts").get(values.get("mechanism", ""))) and not term.extra.get("valide"):
        raise MechanismRefused(term.label)
    return dict(values)


def _follow(processing: Processing, sort: str, line: Any) -> None:
    """A transfer listed is a yes; so is a sensitive category."""
    field = {"transfers": "has_transfers", "data": "has_sensitive_data"}.get(sort, "")
    if field and (sort == "transfers" or line.is_sensitive) and getattr(processing, field) is not True:
        setattr(processing, field, True)
        processing.save(update_fields=[field])


def _contradicts(processing: Processing, field: str) -> bool:
    if field == "has_transfers":
        return bool(_rows(processing, "transfers").exists())
    return bool(_rows(processing, "data").filter(is_sensitive=True).exists())


def _tell(processing: Processing, act: str, sort: str, line: Any, *, by: Membership | None, at: datetime) -> None:
    processing.changed_at = at
    processing.save(update_fields=["changed_at"])
    detail = {"what": SORTS[sort].word, "line": shortened(SORTS[sort].name_of(line, company_words(processing.company)), TOLD)}
    record(Kind.REGISTER, act, of_processing(processing), by=actor(by), at=at, detail=detail)
    settle(processing, by=by, at=at)
