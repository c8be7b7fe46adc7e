"""Signed tree heads: C2SP signed-note and tlog-checkpoint. Pure text and bytes."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.offline.ed25519 import verify


@dataclass(frozen=True)
class Checkpoint:
    """A signed tree head. `note` is the whole C2SP note."""

    origin: str
    size: int
    root: bytes
    signatures: tuple[tuple[str, bytes], ...]
    note: str

    @property
    def text(self) -> bytes:
        return signed_text(self.origin, self.size, self.root)


def signed_text(origin: str, size: int, root: bytes) -> bytes:
    """The three lines of a tlog-checkpoint."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n".encode()


def key_id(name: str, public: bytes) -> bytes:
    """C2SP signed-note: the first four bytes of SHA-256(name, newline, algorithm 1, key)."""
    return sha256(name.encode() + b"\n\x01" + public).digest()[:4]


def read_note(note: str) -> Checkpoint:
    """Raises ValueError for anything but a checkpoint, spelled exactly as it was signed."""
    text, _, tail = note.partition("\n\n")
    lines = text.split("\n")
    if len(lines) != 3 or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
        raise ValueError("not a checkpoint")
    root = base64.b64decode(lines[2], validate=True)
    signatures = []
    for line in tail.splitlines():
        mark, name, value = line.split(" ")
        if mark != "—":
            raise ValueError("not a signature line")
        signatures.append((name, base64.b64decode(value, validate=True)))
    if len(root) != 32 or not signatures:
        raise ValueError("not a checkpoint")
    return Checkpoint(lines[0], int(lines[1]), root, tuple(signatures), note)


def is_signed(checkpoint: Checkpoint, keys: Sequence[bytes]) -> bool:
    """By one of these public keys, over exactly these lines."""
    for name, value in checkpoint.signatures:
        for public in keys:
            if value[:4] == key_id(name, public) and verify(public, checkpoint.text, value[4:]):
                return True
    return False
