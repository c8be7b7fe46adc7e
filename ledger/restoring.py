"""What a backup put back has lost: rows that the signer remembers having signed and that the record no longer holds."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid5

from django.db import connection

from ledger import rules
from ledger.checkpoints import RecordBroken, head, keys_of_installation, leaves_since, memory_of, remembered
from ledger.keys import replace
from ledger.models import Checkpoint
from ledger.offline.notes import Checkpoint as Note
from ledger.offline.notes import is_signed, read_note
from ledger.queries import history
from lib import canonical

ACT = "record.restored"


@dataclass(frozen=True)
class Loss:
    """Rows `first` to `last` (numbers from 0) are lost. `note`: what the signer remembers; `kept`: the newest checkpoint that came back."""

    company: UUID
    note: Note
    kept: str
    first: int
    last: int

    @property
    def id(self) -> UUID:
        """Of the loss itself: told twice, it is one."""
        return uuid5(self.company, self.note.note)

    @property
    def words(self) -> str:
        """« 13 à 16 », as the pages number lines."""
        return str(self.last + 1) if self.first == self.last else f"{self.first + 1} à {self.last + 1}"

    def detail(self, why: str) -> dict[str, canonical.Json]:
        """What the row says; the offline checker holds it against the signatures."""
        return {
            "first": self.first, "last": self.last, "lines": self.words, "lost": self.note.note, "kept": self.kept, "why": why,
        }  # fmt: skip

    def is_told(self) -> bool:
        """The row is there already; its signature may not be."""
        return any(line.act == ACT for line in history(self.id, limit=1))


def loss_of(company: UUID) -> Loss | None:
    """None when the record continues what was signed. Inside the company's scope; holds its counter.

    Reads the rows since the newest checkpoint only when the memory is not that checkpoint. Raises RecordBroken when it cannot be read.
    """
    signed = remembered(company)
    newest = Checkpoint.objects.filter(company_id=company).order_by("-size", "-made_at").first()
    if signed is None or (newest and (newest.note == signed.note or newest.size >= signed.size)):
        return None
    size, _edge = head()
    start = newest.size if newest else 0
    if signed.size <= size and _root_at(company, newest, signed.size) == signed.root:
        return None
    first, last = _first_since(start, size, _signed_at(company)), signed.size - 1
    return Loss(company, signed, newest.note if newest else "", first if first <= last else start, last)


def believed(loss: Loss) -> Loss:
    """Raises RecordBroken for a memory that we did not sign."""
    keys = keys_of_installation()
    if loss.note.origin != keys.origin(loss.company) or not is_signed(loss.note, keys.public):
        raise RecordBroken("Le dernier point de contrôle gardé hors de la base n’est pas signé par nous.", loss.first)
    return loss


def keep_proof(loss: Loss) -> Path:
    """The note of what is lost stays beside the memory, under a name of its own."""
    path = memory_of(loss.company)
    kept = path.with_name(f"{path.stem}.lost-{loss.note.size}-{loss.note.root.hex()[:8]}.note")
    replace(kept, loss.note.note)
    return kept


def _root_at(company: UUID, newest: Checkpoint | None, size: int) -> bytes:
    edge, at = (bytes(newest.edge), newest.size) if newest else (b"", 0)
    if newest and rules.root(edge) != read_note(newest.note).root:
        raise RecordBroken(f"Le point de contrôle à {newest.size} lignes a été changé.", newest.size)
    for leaf in leaves_since(company, at):
        if at == size:
            break
        edge, at = rules.grow(edge, at, [leaf])
    return rules.root(edge)


def _signed_at(company: UUID) -> datetime:
    """When the memory was last written, as its file says: a hint, no proof."""
    return datetime.fromtimestamp(memory_of(company).stat().st_mtime, UTC)


def _first_since(start: int, size: int, signed_at: datetime) -> int:
    """The first row that no lost signature can have known: written after it."""
    with connection.cursor() as cursor:
        cursor.execute("select min(seq) from ledger_entry where seq >= %s and recorded_at > %s", [start, signed_at])
        found = cursor.fetchone()[0]
    return size if found is None else int(found)
