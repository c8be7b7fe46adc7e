"""Messages of a company, inside its scope."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from outbox.models import Message
from outbox.rules import A_DAY, A_DAY_TO_ONE, DAY

A_ROUND = 50


def newest(company_id: UUID) -> QuerySet[Message]:
    """All of them, the newest first."""
    return Message.objects.filter(company_id=company_id).order_by("-posted_at", "-pk")


def free(company_id: UUID, at: datetime) -> QuerySet[Message]:
    """Those that are due and in nobody's hands."""
    waiting = Message.objects.filter(company_id=company_id, sent_at=None, gave_up_at=None, next_try_at__lte=at)
    return waiting.filter(Q(lease_until=None) | Q(lease_until__lte=at))


def due(company_id: UUID, at: datetime) -> list[UUID]:
    """What to send now, the longest awaited first; the rest in the next round."""
    return list(free(company_id, at).order_by("next_try_at", "posted_at").values_list("pk", flat=True)[:A_ROUND])


def was_told(company_id: UUID, to: str, kinds: Iterable[str], at: datetime) -> bool:
    """Was one of these causes written to this address at this very moment?"""
    return Message.objects.filter(company_id=company_id, to=to, cause_kind__in=list(kinds), posted_at=at).exists()


def is_too_many(company_id: UUID, kind: str, to: str, at: datetime) -> bool:
    """Were enough messages of this kind written for one day, to this address or in all? Two queries."""
    today = Message.objects.filter(company_id=company_id, cause_kind=kind, posted_at__gt=at - DAY)
    return today.filter(to=to).count() >= A_DAY_TO_ONE or today.count() >= A_DAY


def given_up(company_id: UUID) -> int:
    """How many never left."""
    return Message.objects.filter(company_id=company_id).exclude(gave_up_at=None).count()
