"""A person says what they think of an alert: once, for all, and sealed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Membership
from alerts.enums import Answer
from alerts.models import Acknowledgement, Alert
from alerts.rules.codes import sentence
from inventory.entries import actor, of_agent
from inventory.models import FollowUp
from ledger.actions import record
from ledger.enums import Kind

IS_NORMAL = {Answer.NORMAL: True, Answer.WRONG: False, Answer.UNKNOWN: None}


class AlreadySeen(RuntimeError):
    """Somebody else was faster."""


@transaction.atomic
def acknowledge(alert: Alert, answer: Answer, note: str, *, by: Membership, at: datetime) -> Acknowledgement:
    """« Je ne sais pas » leaves a question open on the agent. Raises AlreadySeen: of two people at once, one answers."""
    try:
        with transaction.atomic():
            said = Acknowledgement.objects.create(company=alert.company, alert=alert, is_normal=IS_NORMAL[answer], note=note, at=at, by=by)
    except IntegrityError:
        raise AlreadySeen from None
    words = sentence(alert.code, alert.facts)
    if answer == Answer.UNKNOWN:
        about = {"about_kind": "agent", "about_id": alert.agent_id, "about_name": alert.agent.name}
        question = f"Pourquoi cet agent {words}\u00a0?"
        FollowUp.objects.create(company=alert.company, question=question, advice=note, opened_at=at, **about)
    told = {"words": words, "answer": str(answer.label).lower(), "note": note, "alert": str(alert.pk)}
    record(Kind.REVIEW, "alert.seen", of_agent(alert.agent), by=actor(by), at=at, detail=told)
    return said
