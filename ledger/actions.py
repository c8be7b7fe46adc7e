"""Write the sealed record. Called inside the act's own transaction: if the row cannot be written, the act does not happen."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from ledger.entries import Actor, Subject
from ledger.enums import Kind
from ledger.models import Head
from ledger.rules import commitment
from lib import canonical
from lib.prepared import Asked, rows

FORMAT = 1
RECORD = "select gf_record(%s::smallint, %s, %s, %s, %s::uuid[])"


class NotInTransaction(RuntimeError):
    """record() outside a transaction would seal an act that may never be committed."""


def open_record(company_id: UUID) -> None:
    """A new company starts an empty record."""
    Head.objects.create(company_id=company_id)


def record(kind: Kind, act: str, *about: Subject, by: Actor, at: datetime, detail: Mapping[str, canonical.Json] | None = None) -> int:
    """Seal one act of the transaction's company; returns its number, gapless from 0. `detail` holds labels, never secrets.

    One round trip. Raises NotInTransaction, lib.canonical.NotCanonical; DoesNotExist surfaces as a DatabaseError without a scope.
    """
    _, values = entry(kind, act, *about, by=by, at=at, detail=detail)
    return int(rows(RECORD, values)[0][0])


def entry(kind: Kind, act: str, *about: Subject, by: Actor, at: datetime, detail: Mapping[str, canonical.Json] | None = None) -> Asked:
    """The same as a statement, for who sends it with others: behind them, for the counter it locks is the last. Raises the same."""
    if not connection.in_atomic_block:
        raise NotInTransaction(act)
    payload = canonical.encode(content(act, about, by=by, at=at, detail=detail or {}))
    salt = secrets.token_bytes(32)
    return RECORD, [int(kind), payload, salt, commitment(salt, payload), [subject.id for subject in about]]


def content(
    act: str, about: Sequence[Subject], *, by: Actor, at: datetime, detail: Mapping[str, canonical.Json]
) -> dict[str, canonical.Json]:
    """The payload before it becomes bytes. `at` is when it happened; the header says when it was recorded."""
    return {
        "v": FORMAT,
        "act": act,
        "at": spelt(at),
        "by": {"kind": by.kind, "id": str(by.id) if by.id else None, "name": by.name},
        "about": [{"kind": s.kind, "id": str(s.id), "name": s.name} for s in about],
        "detail": detail,
    }


def spelt(at: datetime) -> str:
    """« 2026-11-20T09:12:00.000000Z »."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"
