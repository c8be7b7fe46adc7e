"""Read the record: the history of one object, or the newest lines of a company."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ledger.sentences import sentence


@dataclass(frozen=True)
class Line:
    """One act, readable. `sentence` is French and complete; of an erased row only number and time are left.

    `about`: the ids of its subjects; `began_at`: when its transaction began, None for lines older than that column."""

    seq: int
    at: datetime
    act: str
    by_name: str
    by_kind: str
    subjects: tuple[str, ...]
    detail: Mapping[str, Any]
    sentence: str
    about: tuple[UUID, ...] = ()
    began_at: datetime | None = None


def history(about: UUID, limit: int = 100, before: int | None = None) -> list[Line]:
    """What happened to one object of the transaction's company, newest first; `before` is a row number, for paging. One query."""
    if before is None:
        return _lines("where about @> array[%s]::uuid[]", [about], limit)
    return _lines("where about @> array[%s]::uuid[] and seq < %s", [about, before], limit)


def newest(limit: int = 50, before: int | None = None) -> list[Line]:
    """The company's last acts, newest first; `before` is a row number, for paging. One query."""
    if before is None:
        return _lines("", [], limit)
    return _lines("where seq < %s", [before], limit)


def _lines(where: str, values: list[Any], limit: int) -> list[Line]:
    sql = f"select seq, recorded_at, payload, began_at from ledger_entry {where} order by seq desc limit %s"  # noqa: S608 (fixed text)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return [_line(*row) for row in cursor.fetchall()]


def _line(seq: int, recorded_at: datetime, payload: memoryview | bytes | None, began_at: datetime | None) -> Line:
    if payload is None:
        return Line(seq, recorded_at, "erased", "", "system", (), {}, sentence("erased", "", (), {}))
    told = json.loads(bytes(payload))
    names = tuple(s["name"] for s in told["about"])
    by, detail = told["by"], told["detail"]
    at = datetime.fromisoformat(told["at"])
    ids = tuple(UUID(s["id"]) for s in told["about"])
    return Line(
        seq, at, told["act"], by["name"], by["kind"], names, detail, sentence(told["act"], by["name"], names, detail), ids, began_at
    )
