"""An open question is answered."""

from datetime import datetime

from django.db import transaction

from accounts.models import Membership
from inventory.entries import actor
from inventory.models import FollowUp
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind


def close(question: FollowUp, *, by: Membership, at: datetime) -> bool:
    """The question is settled; False when it was already."""
    with transaction.atomic():
        if not FollowUp.objects.of(question.company).open().filter(pk=question.pk).update(closed_at=at):
            return False
        subject = Subject(question.about_kind, question.about_id, question.about_name)
        record(Kind.REGISTER, "follow_up.closed", subject, by=actor(by), at=at, detail={"question": question.question})
    return True
