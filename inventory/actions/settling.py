"""A sheet that changed closes the questions it answers from now on. Called inside the transaction of the change."""

from datetime import datetime
from typing import Any

from accounts.models import Membership
from inventory.entries import actor, of_processing
from inventory.enums import Side
from inventory.models import AgentProcessing, DataSubject, FollowUp, ProcessedData, Processing, Purpose, Recipient, SecurityMeasure
from inventory.rules.questions import SheetState, is_answered
from ledger.actions import record
from ledger.enums import Kind

PARTS: dict[str, Any] = {"data": ProcessedData, "people": DataSubject, "recipients": Recipient, "measures": SecurityMeasure}


def settle(processing: Processing, *, by: Membership | None, at: datetime) -> None:
    """One query while no such question is open, seven otherwise."""
    company = processing.company
    asked = list(FollowUp.objects.of(company).open().filter(about_id=processing.pk).exclude(code=""))
    sheet = _state(processing) if asked else SheetState()
    for question in asked:
        if is_answered(question.code, sheet) and FollowUp.objects.of(company).open().filter(pk=question.pk).update(closed_at=at):
            detail = {"question": question.question}
            record(Kind.REGISTER, "follow_up.settled", of_processing(processing), by=actor(by), at=at, detail=detail)


def _state(processing: Processing) -> SheetState:
    confirmed = Purpose.objects.of(processing.company).filter(processing=processing).values_list("basis", "confirmed_at")
    return SheetState(
        is_processor=processing.side == Side.PROCESSOR,
        bases=tuple(bool(basis) and confirmed_at is not None for basis, confirmed_at in confirmed),
        agents=AgentProcessing.objects.of(processing.company).filter(processing=processing).count(),
        parts=frozenset(
            name for name, model in PARTS.items() if model.objects.of(processing.company).filter(processing=processing).exists()
        ),
    )
