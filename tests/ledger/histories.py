"""Sealed histories made in memory: rows, leaves, checkpoints of an installation of our own, honest until somebody touches them."""

import base64
import json
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger import rules
from ledger.enums import Kind
from ledger.offline.checker import Checker, Report, Row, Tree, leaf_of
from ledger.offline.notes import key_id, signed_text

COMPANY = UUID("6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001")
NAME = "garde-fou/0b5f9a52-7d8e-4a9f-8c55-000000000001"
ORIGIN = f"{NAME}/{COMPANY}"
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
        self.turn_key()

    def turn_key(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(self.random.randbytes(32))
        self.keys.append(self.key.public_key().public_bytes_raw())

    def write(self, kind: int, act: str, **detail: object) -> int:
        """One act, some time later; the clock may be set back a little."""
        self.now += timedelta(seconds=self.random.randint(-5, 40_000))
        payload = json.dumps({"act": act, "detail": detail}).encode()
        salt = self.random.randbytes(32)
        row = Row(len(self.rows), rules.microseconds(self.now), int(kind), rules.commitment(salt, payload), payload, salt)
        self.rows.append(row)
        self.leaves.append(leaf_of(self.company.bytes, row))
        return row.seq

    def live(self, acts: int) -> "History":
        """Acts of every class, a checkpoint now and then and at the end."""
        for number in range(acts):
            self.write(self.random.choice(KINDS), "test.act", number=number, words=self.random.choice(("Devis", "Facture", "Relance")))
            if self.random.random() < 0.15:
                self.sign()
        self.sign()
        return self

    def sign(self, size: int | None = None) -> None:
        """A checkpoint of the first `size` rows as they are now."""
        tree = Tree()
        for row in self.rows[:size]:
            tree.add(leaf_of(self.company.bytes, row))
        self.notes.append(self.note(tree.size, tree.root()))

    def note(self, size: int, root: bytes, key: Ed25519PrivateKey | None = None) -> str:
        key = key or self.key
        text = signed_text(f"{NAME}/{self.company}", size, root)
        value = key_id(NAME, key.public_key().public_bytes_raw()) + key.sign(text)
        return f"{text.decode()}\n— {NAME} {base64.b64encode(value).decode()}\n"

    def purge(self, kind: int, before: datetime, *, told: bool = True) -> int:
        """Content of a class older than a day goes; how many rows. `told` false: nobody writes it down."""
        erased = 0
        for place, row in enumerate(self.rows):
            if row.kind == kind and row.payload is not None and rules.EPOCH + timedelta(microseconds=row.recorded_at) < before:
                self.rows[place] = replace(row, payload=None, salt=None)
                erased += 1
        if told:
            self.write(Kind.RECORD, "record.purged", **{"class": int(kind), "before": before.isoformat(), "rows": erased})
        return erased

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
        """A row under a checkpoint that still has its content."""
        return self.random.choice([row.seq for row in self.rows[1:-2] if row.payload is not None])
