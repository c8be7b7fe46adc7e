"""How a row is sealed: payload, salt, commitment, header, leaf, right edge of the RFC 6962 tree. Pure, no database.

The byte layout is frozen: docs/dev/sealed-record.md publishes a vector and a test holds it.
"""

import hmac
import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

ALGORITHM = 1
LAYOUT = "B16sQQH32s"
HEADER = struct.Struct(f">{LAYOUT}")  # algorithm, company, seq, recorded_at in microseconds since 1970 UTC, class, commitment
LEAF = struct.Struct(f">x{LAYOUT}")  # what is hashed: the header behind a zero byte
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HASH = 32


def commitment(salt: bytes, payload: bytes) -> bytes:
    """HMAC-SHA256(salt, payload), 32 bytes: short contents cannot be guessed back once payload and salt are erased."""
    return hmac.digest(salt, payload, "sha256")


def commitments(salts: bytes, payloads: Iterable[bytes]) -> list[bytes]:
    """commitment(…) of each, by its 32 bytes of `salts`."""
    each = (salts[start : start + HASH] for start in range(0, len(salts), HASH))
    return [commitment(salt, payload) for salt, payload in zip(each, payloads, strict=True)]


def header(company: UUID, seq: int, recorded_at: datetime, kind: int, committed: bytes) -> bytes:
    """The 67 bytes that are hashed into the leaf. They hold no personal data."""
    return HEADER.pack(ALGORITHM, company.bytes, seq, microseconds(recorded_at), kind, committed)


def leaf(head: bytes) -> bytes:
    """RFC 6962 section 2.1: SHA-256(0x00 || header)."""
    return sha256(b"\x00" + head).digest()


def leaves(company: UUID, first: int, recorded_at: datetime, kind: int, committed: Iterable[bytes]) -> list[bytes]:
    """leaf(header(…)) of rows behind each other, numbered from `first`, that one moment and one class have in common."""
    whose, at = company.bytes, microseconds(recorded_at)
    return [sha256(LEAF.pack(ALGORITHM, whose, seq, at, kind, one)).digest() for seq, one in enumerate(committed, first)]


def microseconds(at: datetime) -> int:
    """By integer arithmetic: a float is off by one now and then."""
    return (at - EPOCH) // timedelta(microseconds=1)


def grow(edge: bytes, size: int, leaves: Iterable[bytes]) -> tuple[bytes, int]:
    """Right edge (roots of the perfect subtrees, biggest first) and size after appending; one hash a leaf on average."""
    stack = [edge[start : start + HASH] for start in range(0, len(edge), HASH)]
    for node in leaves:
        carried, order = node, size
        while order & 1:
            carried = sha256(b"\x01" + stack.pop() + carried).digest()
            order >>= 1
        stack.append(carried)
        size += 1
    return b"".join(stack), size


def root(edge: bytes) -> bytes:
    """RFC 6962 tree head of a right edge; of nothing, SHA-256 of the empty string."""
    nodes = [edge[start : start + HASH] for start in range(0, len(edge), HASH)]
    if not nodes:
        return sha256(b"").digest()
    node = nodes.pop()
    while nodes:
        node = sha256(b"\x01" + nodes.pop() + node).digest()
    return node
