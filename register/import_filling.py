"""From a processing that was read to rows of the inventory, with the questions it leaves open.

A legal basis the file states is only proposed; agents are always asked.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from accounts.models import Company, Membership
from inventory.actions.lines import confirm_basis
from inventory.actions.parties import name_partners, note_client
from inventory.actions.processings import Heading, attach_agent, open_processing
from inventory.enums import Side
from inventory.models import (
    Agent,
    DataSubject,
    FollowUp,
    JointController,
    ProcessedData,
    Processing,
    ProcessingClient,
    Purpose,
    Recipient,
    SecurityMeasure,
    Transfer,
)
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
UNKNOWN_AGENT = "Le fichier le nomme, l’inventaire ne le connaît pas. Déclarez-le ou importez vos agents, puis rattachez-le."
ANSWERS = (
    *("has_sensitive_data", "has_transfers", "information", "is_informed", "informed_on", "informed_how"),
    *("obligation", "automation", "automation_words", "is_notice_proposed"),
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
    for name in ANSWERS:
        setattr(processing, name, getattr(item, name))
    processing.save(update_fields=["started_on", *ANSWERS])
    _fill(processing, item, by=by, at=at)
    name_partners(processing, item.joint_controllers, by=by, at=at)
    _name_own_partners(processing, item, by=by, at=at)
    _attach(processing, item, by=by, at=at)
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


def _fill(processing: Processing, item: ImportedProcessing, *, by: Membership | None, at: datetime) -> None:
    """Every line. A basis is confirmed when one of our own files says so, and a person imports it: the record says who."""
    same: dict[str, Any] = {"company": processing.company, "processing": processing}
    made = Purpose.objects.bulk_create(Purpose(**same, position=place, **values) for place, values in enumerate(purposes(item)))
    for purpose, line in zip(made, item.purposes, strict=False):
        if line.is_confirmed and by:
            confirm_basis(processing, purpose, by=by, at=at)
    ProcessedData.objects.bulk_create(ProcessedData(**same, position=place, **asdict(line)) for place, line in enumerate(item.data))
    for model, lines in ((DataSubject, item.people), (SecurityMeasure, item.measures)):
        _lines(model, same, lines)
    Recipient.objects.bulk_create(
        Recipient(**same, position=place, **{name: value for name, value in asdict(line).items() if name != "kind"})
        for place, line in enumerate(item.recipients)
    )
    Transfer.objects.bulk_create(Transfer(**same, position=place, **asdict(line)) for place, line in enumerate(item.transfers))


def _lines(model: Any, same: dict[str, Any], lines: Iterable[Line]) -> None:
    model.objects.bulk_create(model(**same, position=place, code=line.code, precision=line.precision) for place, line in enumerate(lines))


def _name_own_partners(processing: Processing, item: ImportedProcessing, *, by: Membership | None, at: datetime) -> None:
    """Joint controllers and clients as our own files name them, each in full."""
    same: dict[str, Any] = {"company": processing.company, "processing": processing}
    JointController.objects.bulk_create(
        JointController(**same, position=place, name=one.name, contact=one.contact, agreement=one.agreement, agreed_on=one.agreed_on)
        for place, one in enumerate(item.joint)
    )
    for place, one in enumerate({one.name: one for one in item.clients}.values()):
        more = {"contact": one.contact, "representative": one.representative, "dpo": one.dpo}
        client = note_client(processing.company, one.name, by=by, at=at, **more)
        told = {"operations": one.operations, "instructions": one.instructions, "contract_on": one.contract_on}
        ProcessingClient.objects.create(**same, client=client, position=place, **told)


def _attach(processing: Processing, item: ImportedProcessing, *, by: Membership | None, at: datetime) -> None:
    """Agents of the inventory that our own file names."""
    for agent in Agent.objects.of(processing.company).filter(name__in=item.agent_names).order_by("name"):
        attach_agent(processing, agent, by=by, at=at)


def _questions(processing: Processing, item: ImportedProcessing, file_name: str, at: datetime) -> list[FollowUp]:
    lacks_basis = item.side != Side.PROCESSOR and not all(values["basis"] for values in purposes(item) or [{"basis": ""}])
    asked: list[tuple[str, str, str]] = [*([NO_BASIS] if lacks_basis else []), NO_AGENT, *([NO_SHEET] if item.sheet_missing else [])]
    if item.is_own:
        asked = _own_questions(processing, item)
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


def _own_questions(processing: Processing, item: ImportedProcessing) -> list[tuple[str, str, str]]:
    """Those the file leaves open, and the agents it names that nobody has declared here."""
    known = {words: (code, words, advice) for code, words, advice in (NO_BASIS, NO_AGENT, NO_SHEET)}
    here = set(Agent.objects.of(processing.company).filter(name__in=item.agent_names).values_list("name", flat=True))
    return [
        *(known.get(words, ("", words, "")) for words in item.questions),
        *(
            ("", f"L’agent «\u00a0{name}\u00a0» participe-t-il à ce traitement\u00a0?", UNKNOWN_AGENT)
            for name in item.agent_names
            if name not in here
        ),
    ]


def _advice(unclear: Unclear, file_name: str) -> str:
    return f"{unclear.to_do} Vu dans {file_name}, {unclear.where}."
