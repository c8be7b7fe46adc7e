"""Read the record: the history of one object, or the newest lines of a company."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ledger.enums import Kind
from ledger.sentences import sentence


@dataclass(frozen=True)
class Line:
    """One act, readable. `sentence` is French and complete; of an erased row only number and time are left.

    `about`: the ids of its subjects; `began_at`: when its transaction began, None for lines older than that column; `erased_at`: when
    its content went."""

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
    erased_at: datetime | None = None


def history(about: UUID, limit: int = 100, before: int | None = None) -> list[Line]:
    """What happened to one object of the transaction's company, newest first; `before` is a row number, for paging. One query."""
    where = "where company_id = gf_company() and kind <> %s and about @> array[%s]::uuid[]"  # by the index of `lately`
    if before is None:
        return _lines(where, [int(Kind.ACTION), about], limit)
    return _lines(f"{where} and seq < %s", [int(Kind.ACTION), about, before], limit)


def lately(limit: int) -> list[Line]:
    """The company's last acts but those that agents reported, newest first. One query, by an index of its own."""
    return _lines("where company_id = gf_company() and kind <> %s", [int(Kind.ACTION)], limit)


def newest(limit: int = 50, before: int | None = None) -> list[Line]:
    """The company's last acts, newest first; `before` is a row number, for paging. One query."""
    if before is None:
        return _lines("", [], limit)
    return _lines("where seq < %s", [before], limit)


def line_of(seq: int) -> Line | None:
    """The line with this number (from 0)."""
    return next(iter(_lines("where seq = %s", [seq], 1)), None)


def _lines(where: str, values: list[Any], limit: int) -> list[Line]:
    sql = f"select seq, recorded_at, payload, began_at, purged_by from ledger_entry {where} order by seq desc limit %s"  # noqa: S608 (fixed text)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        rows = cursor.fetchall()
    told = _purges({row[4] for row in rows if row[2] is None and row[4] is not None})
    return [_line(*row[:4]) if row[2] is not None else _erased(row[0], row[1], told.get(row[4])) for row in rows]


def _purges(numbers: set[int]) -> dict[int, tuple[datetime, bool]]:
    """When each of these purges was, and whether it came before the term. One query, when there are any."""
    if not numbers:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select seq, recorded_at, payload from ledger_entry where seq = any(%s)", [list(numbers)])
        rows = cursor.fetchall()
    return {seq: (at, bool(json.loads(bytes(payload))["detail"].get("early"))) for seq, at, payload in rows if payload is not None}


def _erased(seq: int, recorded_at: datetime, told: tuple[datetime, bool] | None) -> Line:
    at, early = told or (None, False)
    act = "erased_early" if early else "erased"
    return Line(seq, recorded_at, act, "", "system", (), {}, sentence(act, "", (), {}), erased_at=at)


def _line(seq: int, _recorded_at: datetime, payload: memoryview | bytes, began_at: datetime | None) -> Line:
    told = json.loads(bytes(payload))
    names = tuple(s["name"] for s in told["about"])
    by, detail = told["by"], told["detail"]
    at = datetime.fromisoformat(told["at"])
    ids = tuple(UUID(s["id"]) for s in told["about"])
    return Line(
        seq, at, told["act"], by["name"], by["kind"], names, detail, sentence(told["act"], by["name"], names, detail), ids, began_at
    )
