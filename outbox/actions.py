"""Post a message with its cause, take it in hand, say what became of it. All inside the company's scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Func, Q, UUIDField

from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib.wake import wake
from lib.words import on_one_line
from outbox import queries
from outbox.models import Message
from outbox.rules import LEASE, LONGEST_ERROR, is_address, pause_after

DELIVER = "accounts.deliver_mail"  # who opens the scopes stands above
LONGEST_SUBJECT = 200
OWN_COMPANY: Any = Func(function="gf_company", output_field=UUIDField())  # the transaction's; without a scope the row is refused


class BadAddress(ValueError):
    """Not one plain address."""


class NotInTransaction(RuntimeError):
    """A message posted outside its cause's transaction might leave for something that never happened."""


@dataclass(frozen=True)
class Cause:
    """What a message is about: `Cause("way_in", way.pk)`."""

    kind: str
    id: UUID | int | str


@dataclass(frozen=True)
class Letter:
    """The words. `has_link`: they hold a secret, sealed while it waits, erased once the message has left."""

    subject: str
    text: str
    html: str
    has_link: bool = False


def post(cause: Cause, letter: Letter, *, to: str, at: datetime) -> bool:
    """Write the row with its cause; False when this cause was already written to this address. Raises BadAddress, NotInTransaction."""
    if not connection.in_atomic_block:
        raise NotInTransaction(cause.kind)
    if not is_address(to):
        raise BadAddress(to)
    pk = uuid4()
    subject = on_one_line(letter.subject)[:LONGEST_SUBJECT]
    message = Message(
        id=pk, company_id=OWN_COMPANY, cause_kind=cause.kind, cause_id=str(cause.id), to=to,
        subject=subject, has_link=letter.has_link,
        message_id=new_message_id(), posted_at=at, next_try_at=at,
    )  # fmt: skip
    message.words = letter.text, letter.html
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if not Message.objects.filter(pk=pk).exists():
        return False
    wake(DELIVER)
    return True


def new_message_id() -> str:
    """Unlike any other, in our name."""
    return f"<{uuid4()}@{urlsplit(settings.ADDRESS.origin).hostname}>"


@transaction.atomic
def claim(company_id: UUID, pk: UUID, *, at: datetime) -> Message | None:
    """The count of the UPDATE decides who sends it; None when somebody else does, or it is no longer due. A try is counted at once."""
    if not queries.free(company_id, at).filter(pk=pk).update(lease_until=at + LEASE, tries=F("tries") + 1):
        return None
    return Message.objects.get(pk=pk)


@transaction.atomic
def note_sent(message: Message, *, at: datetime) -> None:
    """The server has taken it, whoever holds it now."""
    done = {"sent_at": at, "gave_up_at": None, "lease_until": None, "last_error": ""}
    Message.objects.filter(pk=message.pk, sent_at=None).update(**done, **_erased(message))


@transaction.atomic
def note_failure(message: Message, why: str, *, is_final: bool, at: datetime) -> None:
    """Tried again after a pause, or given up. Says nothing when somebody else has taken it up meanwhile."""
    pause = None if is_final else pause_after(message.tries)
    after = {"next_try_at": at + pause} if pause else {"gave_up_at": at} | _erased(message)
    held = Message.objects.filter(pk=message.pk, sent_at=None, lease_until=message.lease_until)
    held.update(last_error=why[:LONGEST_ERROR], lease_until=None, **after)


@transaction.atomic
def hurry(company_id: UUID, *, at: datetime) -> None:
    """The server was mended: what waits for it is due now."""
    waiting = Message.objects.filter(company_id=company_id, sent_at=None, gave_up_at=None, next_try_at__gt=at)
    if waiting.update(next_try_at=at):
        wake(DELIVER)


@transaction.atomic
def hold_back(company_id: UUID, why: str, *, at: datetime) -> int:
    """Whether what waits has left already is not known any more: nothing is sent before somebody says so (`retry`). How many."""
    waiting = Message.objects.filter(company_id=company_id, sent_at=None, gave_up_at=None)
    told = {"gave_up_at": at, "lease_until": None, "last_error": why[:LONGEST_ERROR]}
    return waiting.filter(has_link=True).update(**told, text="", html="") + waiting.filter(has_link=False).update(**told)


@transaction.atomic
def retry(message: Message, *, by: Actor, at: datetime) -> bool:
    """« Réessayer maintenant »: due at once, with all its tries again. False when it has left, is erased, or is due already."""
    still = Message.objects.filter(pk=message.pk, sent_at=None).exclude(text="").filter(~Q(gave_up_at=None) | Q(next_try_at__gt=at))
    if not still.update(gave_up_at=None, next_try_at=at, tries=0):
        return False
    record(Kind.COMPANY, "message.retried", Subject("message", message.pk, message.subject), by=by, at=at)
    wake(DELIVER)
    return True


def _erased(message: Message) -> dict[str, str]:
    return {"text": "", "html": ""} if message.has_link else {}
