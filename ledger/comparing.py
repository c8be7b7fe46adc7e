"""Holds a checkpoint somebody had received against the record of the transaction's company, from its rows and not from what was kept."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from ledger.checkpoints import keys_of_installation
from ledger.enums import Kind
from ledger.offline.checker import Row, Tree, leaf_of
from ledger.offline.points import Answer, Held, judge, lost_by, read_point

STEP = 20_000
MOST = 300_000  # lines made anew while somebody waits, about two seconds; beyond, an export is compared by its program


class TooLong(Exception):
    """So many lines are for the program of an export."""


def compare(company: UUID, text: str) -> Answer:
    """Inside the company's scope. Raises NoPoint, TooLong, KeysUnreadable."""
    claim, keys, size = read_point(text), keys_of_installation(), _size()
    if min(claim.size, size) > MOST:
        raise TooLong
    return judge(claim, Held(keys.origin(company), keys.public, size, lambda wanted: _root(company, wanted), _lost_from()))


def _root(company: UUID, size: int) -> bytes:
    tree = Tree()
    for row in _rows(size):
        if row.seq != tree.size:
            break
        tree.add(leaf_of(company.bytes, row))
    return tree.root() if tree.size == size else b""


def _rows(size: int) -> Iterator[Row]:
    """Without their contents, which the leaves do not need."""
    for start in range(0, size, STEP):
        with connection.cursor() as cursor:
            cursor.execute(
                """select seq, (extract(epoch from recorded_at) * 1000000)::bigint, kind, commitment
                   from ledger_entry where seq >= %s and seq < %s order by seq""",
                [start, min(start + STEP, size)],
            )
            for seq, at, kind, committed in cursor:
                yield Row(seq, at, kind, bytes(committed), None, None)


def _lost_from() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("select payload from ledger_entry where kind = %s", [int(Kind.RECORD)])
        lost = (lost_by(bytes(payload) if payload is not None else None) for (payload,) in cursor.fetchall())
        return min((first for first in lost if first is not None), default=None)


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select size from ledger_head where company_id = gf_company()")
        return int(cursor.fetchone()[0])
