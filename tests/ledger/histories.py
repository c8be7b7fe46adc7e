"""Sealed histories made in memory: rows, leaves, checkpoints of an installation of our own, honest until somebody touches them."""

import base64
import json
import os
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger import rules
from ledger.enums import Kind
from ledger.offline.checker import Checker, Report, Row, Tree, leaf_of
from ledger.offline.notes import key_id, read_note, signed_text

COMPANY = UUID("6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001")
NAME = "garde-fou/0b5f9a52-7d8e-4a9f-8c55-000000000001"
ORIGIN = f"{NAME}/{COMPANY}"
SEEDS = range(int(os.environ.get("GARDEFOU_SEEDS", "6")))
START = datetime(2020, 3, 2, 8, 0, tzinfo=UTC)
KINDS = (Kind.RIGHT, Kind.SIGNIN, Kind.REGISTER, Kind.ACTION, Kind.STOP, Kind.PAYMENT)


def quick_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """The same answer as ours (a test holds them side by side), a hundred times sooner."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass
class History:
    """A record as an attacker finds it: everything may be edited."""

    seed: int
    rows: list[Row] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    company: UUID = COMPANY

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311  a test's own
        self.now = START
        self.backups: dict[int, tuple[Row, ...]] = {}  # what the database held when each note was signed
        self.turn_key()

    def turn_key(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(self.random.randbytes(32))
        self.keys.append(self.key.public_key().public_bytes_raw())

    def write(self, kind: int, act: str, **detail: object) -> int:
        """One act, some time later; the clock may be set back a little."""
        self.now += timedelta(seconds=self.random.randint(-5, 40_000))
        payload = json.dumps({"act": act, "detail": detail}, ensure_ascii=False).encode()
        salt = self.random.randbytes(32)
        row = Row(len(self.rows), rules.microseconds(self.now), int(kind), rules.commitment(salt, payload), payload, salt)
        self.rows.append(row)
        self.leaves.append(leaf_of(self.company.bytes, row))
        return row.seq

    def live(self, acts: int) -> "History":
        """Acts of every class, a checkpoint now and then and at the end."""
        for number in range(acts):
            self.write(self.random.choice(KINDS), "test.act", number=number, words=self.random.choice(("Devis", "Facture", "Relancé")))
            if self.random.random() < 0.15:
                self.sign()
        self.sign()
        return self

    def sign(self, size: int | None = None) -> None:
        """A checkpoint of the first `size` rows as they are now."""
        tree = Tree()
        for row in self.rows[:size]:
            tree.add(leaf_of(self.company.bytes, row))
        if size is None:
            self.backups[len(self.notes)] = tuple(self.rows)
        self.notes.append(self.note(tree.size, tree.root()))

    def note(self, size: int, root: bytes, key: Ed25519PrivateKey | None = None) -> str:
        key = key or self.key
        text = signed_text(f"{NAME}/{self.company}", size, root)
        value = key_id(NAME, key.public_key().public_bytes_raw()) + key.sign(text)
        return f"{text.decode()}\n— {NAME} {base64.b64encode(value).decode()}\n"

    def purge(self, kind: int, before: datetime, *, told: bool = True, batch: int = 10**6) -> int:
        """Content of a class older than a day goes; how many rows. `told` false: nobody writes it down."""
        limit = rules.microseconds(before)
        old = [row.seq for row in self.rows if row.kind == kind and row.payload is not None and row.recorded_at < limit]
        for start in range(0, len(old), batch):
            gone = old[start : start + batch]
            for seq in gone:
                self.change(seq, payload=None, salt=None)
            if told:
                self.tell_purge(kind, gone, before=before.isoformat())
        return len(old)

    def tell_purge(self, kind: int, gone: list[int], **more: object) -> int:
        return self.write(
            Kind.RECORD, "record.purged", **{"class": int(kind), "first": gone[0], "last": gone[-1], "rows": len(gone), **more}
        )

    def erase_early(self, seq: int, why: str = "Une clé y figurait.") -> int:
        """One row before its term, for a reason."""
        self.change(seq, payload=None, salt=None)
        return self.tell_purge(self.rows[seq].kind, [seq], early=True, why=why)

    def restore(self) -> None:
        """An older backup comes back; the act that says so carries the note that is lost. The newest one is lost for good."""
        lost = self.notes[-1]
        older = sorted(
            place for place in self.backups if place < len(self.notes) and read_note(self.notes[place]).size < read_note(lost).size
        )
        kept = self.random.choice(older)
        backup = read_note(self.notes[kept])
        self.rows = list(self.backups[kept])  # contents erased since are there again
        del self.leaves[backup.size :], self.notes[kept + 1 :]
        detail = {"first": backup.size, "last": read_note(lost).size - 1, "lost": lost, "kept": backup.note, "why": "Disque perdu."}
        self.write(Kind.RECORD, "record.restored", **detail)
        self.sign()

    def lift_holds(self) -> None:
        """Those that stand, after a restore perhaps."""
        standing = {}
        for row in self.rows:
            told = json.loads(row.payload or b"{}")
            if told.get("act") in ("record.hold_set", "record.hold_lifted"):
                standing[told["detail"]["hold"]] = told["act"]
        for hold in [hold for hold, act in standing.items() if act == "record.hold_set"]:
            self.write(Kind.RECORD, "record.hold_lifted", hold=hold)

    def older(self, days: int) -> datetime:
        return self.now - timedelta(days=days)

    def check(self) -> Report:
        checker = Checker(self.company, ORIGIN, self.keys, self.notes)
        for place, row in enumerate(self.rows):
            checker.row(row, self.leaves[place] if place < len(self.leaves) else None)
        return checker.end()

    def change(self, seq: int, /, **values: object) -> None:
        """Edit a row where it stands."""
        self.rows[seq] = replace(self.rows[seq], **values)

    def recommit(self, seq: int, payload: bytes) -> None:
        """New words with a salt and commitment that fit them, as somebody who owns the database would."""
        salt = self.random.randbytes(32)
        self.change(seq, payload=payload, salt=salt, commitment=rules.commitment(salt, payload))

    def somewhere(self) -> int:
        """A row under a checkpoint that still has its content, of somebody's act."""
        return self.random.choice([row.seq for row in self.rows[1:-2] if row.payload is not None and row.kind != Kind.RECORD])


def lived(seed: int) -> History:
    told = History(seed)
    told.write(Kind.SIGNIN, "signin.opened")
    told.write(Kind.RIGHT, "test.act")
    told.write(Kind.RIGHT, "test.act")
    told.sign()
    return told.live(12 + seed % 9)
