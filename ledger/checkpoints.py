"""Signed tree heads of the transaction's company. The signer remembers outside the database what it signed last, and signs nothing that
does not continue it: a record put back from a backup or rewritten is refused, and said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from ledger import rules
from ledger.enums import Reason
from ledger.keys import Ring, replace, ring
from ledger.models import Checkpoint
from ledger.offline.notes import Checkpoint as Note
from ledger.offline.notes import is_signed, read_note

EVERY = timedelta(hours=1)
ROWS = 1000
STEP = 2000  # rows read at a time


class RecordBroken(Exception):
    """What stands in the database does not continue what was signed. `seq`: the first row concerned."""

    def __init__(self, sentence: str, seq: int) -> None:
        super().__init__(sentence)
        self.sentence, self.seq = sentence, seq


@dataclass(frozen=True)
class _Known:
    """Where the tree stood at a size."""

    size: int = 0
    edge: bytes = b""


def sign(company: UUID, reason: Reason, *, at: datetime, lost: str = "") -> Checkpoint | None:
    """A checkpoint over every row written so far; None when the newest one says it all already. Raises RecordBroken, KeysUnreadable.

    `lost`: the remembered note that a row declares lost with a restore (ledger.restoring): this one alone need not be continued.

    Reads the rows since the last one and holds the company's counter meanwhile: a few milliseconds a thousand rows.
    """
    keys = ring(settings.RECORD_KEYS)
    with transaction.atomic():
        size, edge = head()
        newest = Checkpoint.objects.filter(company_id=company).order_by("-size", "-made_at").first()
        if newest and newest.size == size and _says(newest, keys, rules.root(edge)):
            return None
        leaves = _grown(company, newest, size, edge, lost)
        note = keys.note(company, size, rules.root(edge))
        replace(memory_of(company), note)  # before the row: what was signed was signed, even if the row is lost
        made = Checkpoint(company_id=company, size=size, note=note, edge=edge, leaves=leaves, reason=reason, made_at=at)
        made.save(force_insert=True)
    return made


def is_due(company: UUID, *, at: datetime) -> Reason | None:
    """Is there news to sign: a thousand rows, or any row since more than an hour? Two queries."""
    newest = Checkpoint.objects.filter(company_id=company).order_by("-size", "-made_at").values_list("size", "made_at").first()
    size = _size()
    signed, made_at = newest or (0, None)
    if size - signed >= ROWS:
        return Reason.ROWS
    return Reason.HOUR if size > signed and (made_at is None or at - made_at >= EVERY) else None


def memory_of(company: UUID) -> Path:
    """The file that holds the last note signed for this company."""
    return Path(settings.RECORD_KEYS).parent / "record" / f"{company}.note"


def remembered(company: UUID) -> Note | None:
    """What was signed last, whatever the database says. Raises RecordBroken when the file cannot be read."""
    try:
        return read_note(memory_of(company).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise RecordBroken("Le dernier point de contrôle gardé hors de la base est illisible.", 0) from error


def origin(company: UUID) -> str:
    """The record's own name in its checkpoints."""
    return keys_of_installation().origin(company)


def keys_of_installation() -> Ring:
    """Raises KeysUnreadable."""
    return ring(settings.RECORD_KEYS)


def _says(newest: Checkpoint, keys: Ring, root: bytes) -> bool:
    """Is it over this very tree, and signed by the key in force?"""
    note = read_note(newest.note)
    return note.root == root and is_signed(note, keys.public[-1:])


def head() -> tuple[int, bytes]:
    """Size and right edge, the company's counter held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select size, edge from ledger_head where company_id = gf_company() for update")
        size, edge = cursor.fetchone()
        return int(size), bytes(edge)


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select size from ledger_head where company_id = gf_company()")
        return int(cursor.fetchone()[0])


def _grown(company: UUID, newest: Checkpoint | None, size: int, edge: bytes, lost: str) -> bytes:
    """The leaves since the newest checkpoint, when they lead from what was signed to the head."""
    start = _Known(newest.size, bytes(newest.edge)) if newest else _Known()
    signed = remembered(company)
    if signed and signed.note == lost:
        signed = None
    if size < start.size or (signed and signed.size > size):
        were = signed.size if signed and signed.size > start.size else start.size
        raise RecordBroken(f"Il manque des lignes\u00a0: {were} étaient signées, il en reste {size}.", size)
    if newest and rules.root(start.edge) != read_note(newest.note).root:
        raise RecordBroken(f"Le point de contrôle à {newest.size} lignes a été changé.", newest.size)
    held, now = bytearray(), start
    for number, leaf in enumerate(leaves_since(company, start.size), start.size):
        now = _Known(number + 1, rules.grow(now.edge, now.size, [leaf])[0])
        held += leaf
        if signed and signed.size == now.size and signed.root != rules.root(now.edge):
            raise RecordBroken(f"Avant la ligne {number + 1}, le journal n’est plus celui qui a été signé.", start.size)
    if (now.size, now.edge) != (size, edge):
        raise RecordBroken("Les lignes du journal et son sommet ne s’accordent plus.", min(now.size, size))
    return bytes(held)


def leaves_since(company: UUID, since: int) -> Iterator[bytes]:
    """Made anew from each row's own columns. Raises RecordBroken at the first that is missing or was changed."""
    following = since
    while rows := _rows(following):
        for seq, at, kind, committed, leaf in rows:
            if seq != following:
                raise RecordBroken(f"La ligne {following + 1} du journal manque.", following)
            made = rules.leaf(rules.HEADER.pack(rules.ALGORITHM, company.bytes, seq, at, kind, bytes(committed)))
            if made != bytes(leaf):
                raise RecordBroken(f"La ligne {seq + 1} n’est plus celle qui avait été scellée.", seq)
            following += 1
            yield made


def _rows(since: int) -> list[tuple[int, int, int, bytes, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """select seq, (extract(epoch from recorded_at) * 1000000)::bigint, kind, commitment, leaf
               from ledger_entry where seq >= %s order by seq limit %s""",
            [since, STEP],
        )
        return list(cursor.fetchall())
