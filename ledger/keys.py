"""The keys that sign checkpoints: in a file outside the database, with the installation's own name. Newest last; old ones stay listed.

The secret half is read by the signing process alone (ledger.signer).
"""

import base64
import contextlib
import fcntl
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from ledger.offline.ed25519 import verify
from ledger.offline.export import handover
from ledger.offline.notes import key_id, signed_text
from lib.keys import read_or_make

ROOT = Path(__file__).parent.parent
SEED, SIGNATURE = 32, 64
SECONDS = 30


class KeysUnreadable(Exception):
    """The key file is damaged. Nothing is signed until it is put back from a backup."""


@dataclass(frozen=True)
class Ring:
    """Every public key of this installation, oldest first. `vouchers[n]`: the signature of key n by key n-1, empty for the first."""

    path: Path
    installation: UUID
    public: tuple[bytes, ...]
    vouchers: tuple[bytes, ...]

    @property
    def name(self) -> str:
        """Under which checkpoints are signed: moving to another address breaks nothing."""
        return f"garde-fou/{self.installation}"

    def origin(self, company: UUID) -> str:
        """The name of one company's record."""
        return f"{self.name}/{company}"

    def note(self, company: UUID, size: int, root: bytes) -> str:
        """A signed tree head (C2SP signed-note). About 0.1 s. Raises KeysUnreadable."""
        text = signed_text(self.origin(company), size, root)
        signature = self.sign(text)
        if not verify(self.public[-1], text, signature):  # a new key came since this ring was read
            fresh = ring(self.path)
            if fresh.public == self.public:
                raise KeysUnreadable(str(self.path))
            return fresh.note(company, size, root)
        return f"{text.decode()}\n— {self.name} {_text(key_id(self.name, self.public[-1]) + signature)}\n"

    def sign(self, message: bytes) -> bytes:
        """By the newest key. Raises KeysUnreadable."""
        return _signer([str(self.path)], message, SIGNATURE)

    def listed(self) -> list[dict[str, str]]:
        """For an export: public keys and what vouches for each."""
        pairs = zip(self.public, self.vouchers, strict=True)
        return [{"public": _text(public), "vouched": _text(voucher)} for public, voucher in pairs]


def ring(path: Path) -> Ring:
    """Read the keys; the first one is made when there is no file. Raises KeysUnreadable."""
    try:
        told = json.loads(read_or_make(path, _first))
        keys = told["keys"]
        public, vouchers = (tuple(_bytes(key[name]) for key in keys) for name in ("public", "vouched"))
        if not keys or any(len(one) != SEED for one in public):
            raise ValueError("no key")
        return Ring(path, UUID(told["installation"]), public, vouchers)
    except (ValueError, KeyError, TypeError) as error:
        raise KeysUnreadable(str(path)) from error


def rotate(path: Path, at: datetime) -> Ring:
    """A new key, vouched for by the old one. The file is replaced whole, or not at all."""
    ring(path)
    with _alone(path.parent):
        before, told, fresh = ring(path), json.loads(path.read_text(encoding="ascii")), _new()
        fresh |= {"since": at.isoformat(), "vouched": _text(before.sign(handover(_bytes(fresh["public"]))))}
        told["keys"].append(fresh)
        replace(path, json.dumps(told, indent=1))
    return ring(path)


def replace(path: Path, text: str) -> None:
    """Written aside, flushed to the disk, then put in place."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two changes of key at once come one after the other: the key of neither is lost, nor what it signed."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _first() -> str:
    return json.dumps({"installation": str(uuid.uuid4()), "keys": [{**_new(), "since": "", "vouched": ""}]})


def _new() -> dict[str, str]:
    made = _signer(["--new"], b"", 2 * SEED)
    return {"seed": _text(made[:SEED]), "public": _text(made[SEED:])}


def _signer(arguments: list[str], message: bytes, length: int) -> bytes:
    command = [sys.executable, "-m", "ledger.signer", *arguments]
    done = subprocess.run(command, input=message, capture_output=True, cwd=ROOT, timeout=SECONDS, check=False)
    if done.returncode or len(done.stdout) != length:
        raise KeysUnreadable(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
