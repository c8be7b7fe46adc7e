"""From a processing that was read to rows of the inventory, with the questions it leaves open.

A legal basis the file states is only proposed; agents are always asked.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Company, Membership
from inventory.actions.parties import name_partners
from inventory.actions.processings import Heading, open_processing
from inventory.enums import Side
from inventory.models import DataSubject, FollowUp, ProcessedData, Processing, Purpose, Recipient, SecurityMeasure, Transfer
from inventory.rules.questions import Asked
from register.importers.preview import ImportedProcessing, Line, PurposeLine, Unclear

NO_BASIS = (
    Asked.BASIS,
    "Qu’est-ce qui autorise ce traitement\u00a0?",
    "Le fichier ne le dit pas. Choisissez la base légale sur la fiche, puis confirmez-la.",
)
NO_AGENT = (
    Asked.AGENTS,
    "Quels agents participent à ce traitement\u00a0?",
    "Rattachez-les depuis la fiche. Si aucun agent n’y participe, fermez cette question.",
)
NO_SHEET = (
    Asked.SHEET,
    "La fiche de ce traitement n’était pas dans le fichier.",
    "Complétez les données, les personnes, les destinataires et la sécurité.",
)


def create(company: Company, item: ImportedProcessing, file_name: str, *, by: Membership | None, at: datetime) -> Processing:
    """One line of the register and everything on its sheet. Inside the import's transaction."""
    heading = Heading(
        name=item.name,
        side=item.side,
        purpose=item.purpose,
        sub_purposes=item.sub_purposes,
        source=item.source,
        outside_reference=item.reference,
    )
    processing = open_processing(company, heading, by=by, at=at)
    processing.started_on = item.created_on or processing.started_on
    processing.has_sensitive_data, processing.has_transfers = item.has_sensitive_data, item.has_transfers
    processing.save(update_fields=["started_on", "has_sensitive_data", "has_transfers"])
    _fill(processing, item)
    name_partners(processing, item.joint_controllers, by=by, at=at)
    FollowUp.objects.bulk_create(_questions(processing, item, file_name, at))
    return processing


def purposes(item: ImportedProcessing) -> list[dict[str, str]]:
    """Values of its purposes. A processor's sheet has no legal basis (art. 30.2)."""
    lines = item.purposes or ((PurposeLine(item.purpose),) if item.purpose else ())
    is_processor = item.side == Side.PROCESSOR
    empty = {"basis": "", "justification": ""}
    return [
        {"description": one.description, **(empty if is_processor else {"basis": one.basis, "justification": one.justification})}
        for one in lines
    ]


def _fill(processing: Processing, item: ImportedProcessing) -> None:
    same: dict[str, Any] = {"company": processing.company, "processing": processing}
    Purpose.objects.bulk_create(Purpose(**same, position=place, **values) for place, values in enumerate(purposes(item)))
    ProcessedData.objects.bulk_create(
        ProcessedData(
            **same,
            position=place,
            category=line.category,
            description=line.description,
            retention=line.retention,
            is_sensitive=line.is_sensitive,
        )
        for place, line in enumerate(item.data)
    )
    for model, lines in ((DataSubject, item.people), (Recipient, item.recipients), (SecurityMeasure, item.measures)):
        _lines(model, same, lines)
    Transfer.objects.bulk_create(
        Transfer(**same, position=place, recipient=line.recipient, country=line.country, mechanism=line.mechanism, link=line.link)
        for place, line in enumerate(item.transfers)
    )


def _lines(model: Any, same: dict[str, Any], lines: Iterable[Line]) -> None:
    model.objects.bulk_create(model(**same, position=place, code=line.code, precision=line.precision) for place, line in enumerate(lines))


def _questions(processing: Processing, item: ImportedProcessing, file_name: str, at: datetime) -> list[FollowUp]:
    lacks_basis = item.side != Side.PROCESSOR and not all(values["basis"] for values in purposes(item) or [{"basis": ""}])
    asked: list[tuple[str, str, str]] = [*([NO_BASIS] if lacks_basis else []), NO_AGENT, *([NO_SHEET] if item.sheet_missing else [])]
    asked += [("", f"{unclear.what}\u00a0: {unclear.sentence}", _advice(unclear, file_name)) for unclear in item.unclear]
    return [
        FollowUp(
            company=processing.company,
            about_kind="processing",
            about_id=processing.pk,
            about_name=processing.name,
            question=question,
            advice=advice,
            code=code,
            opened_at=at,
        )
        for code, question, advice in asked
    ]


def _advice(unclear: Unclear, file_name: str) -> str:
    return f"{unclear.to_do} Vu dans {file_name}, {unclear.where}."
