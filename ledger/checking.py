"""Holds the record of the transaction's company against all that was signed, in steps: the caller opens a scope for each."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID

from django.db import connection

from ledger import checkpoints
from ledger.checkpoints import RecordBroken
from ledger.enums import Kind
from ledger.models import Checkpoint
from ledger.offline.checker import Checker, Report, Row
from ledger.offline.lawful import PURGED
from ledger.rules import HASH

A_STEP = 5000


class Checking:
    """Begun and stepped inside the company's scope. What is written meanwhile is left for the next check."""

    def __init__(self, company: UUID) -> None:
        keys = checkpoints.keys_of_installation()
        made = list(Checkpoint.objects.filter(company_id=company).order_by("size", "made_at").values_list("note", "leaves"))
        self.leaves = chain.from_iterable(_cut(bytes(leaves)) for _note, leaves in made)
        self.checker = Checker(company, keys.origin(company), keys.public, with_memory(company, [note for note, _leaves in made]))
        self.total, self.done = _size(), 0

    def step(self) -> bool:
        """Reads on; False when everything has been read."""
        for row in rows(self.done, min(self.done + A_STEP, self.total)):
            self.checker.row(row, next(self.leaves, None))
        self.done = min(self.done + A_STEP, self.total)
        return self.done < self.total

    def end(self) -> Report:
        """What was found."""
        return self.checker.end(self.total)


def with_memory(company: UUID, notes: list[str]) -> list[str]:
    """The checkpoints of the database and the one remembered outside it, by size."""
    try:
        signed = checkpoints.remembered(company)
    except RecordBroken as broken:
        return [*notes, broken.sentence]  # no checkpoint can be read there: the check says so
    if signed is None or signed.note in notes:
        return notes
    return [*notes, signed.note]


def rows(start: int, end: int) -> Iterator[Row]:
    """Rows of the transaction's company by number, `end` left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select seq, (extract(epoch from recorded_at) * 1000000)::bigint, kind, commitment, payload, salt
               from ledger_entry where seq >= %s and seq < %s order by seq""",
            [start, end],
        )
        for seq, at, kind, committed, payload, salt in cursor:
            yield Row(seq, at, kind, bytes(committed), _bytes(payload), _bytes(salt))


def was_purged_since(size: int) -> bool:
    """Were contents erased by a row that a reading up to `size` did not see? What it read would look as if nobody had said so."""
    with connection.cursor() as cursor:
        cursor.execute("select payload from ledger_entry where seq >= %s and kind = %s", [size, int(Kind.RECORD)])
        return any(f'"{PURGED}"'.encode() in bytes(payload or b"") for (payload,) in cursor.fetchall())


def _bytes(value: memoryview | bytes | None) -> bytes | None:
    return None if value is None else bytes(value)


def _cut(leaves: bytes) -> Iterator[bytes]:
    return (leaves[start : start + HASH] for start in range(0, len(leaves), HASH))


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select size from ledger_head where company_id = gf_company()")
        return int(cursor.fetchone()[0])
