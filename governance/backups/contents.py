"""What of the data folder goes into a backup: keys, kept files, stops that wait on disk. Not the logs, not what is made anew."""

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from django.conf import settings

from governance.backups.archive import Part

KEPT = ("keys", "files", "stops")
NOTES = Path("keys") / "record"  # what the signer remembers
_UNFINISHED = (".part", ".new")


class Foreign(ValueError):
    """A name that would lie outside the data folder, or that no backup of ours holds."""


def notes(data: Path) -> list[Part]:
    """Read before the database is frozen: what the signer remembers may be older than the record, never newer."""
    return [Part(_name(path, data), path.read_bytes()) for path in sorted((data / NOTES).glob("*.note"))]


def files(data: Path) -> Iterator[Part]:
    """All the rest, read after: a key that came meanwhile is there for what it has sealed or signed."""
    if os.environ.get("GARDEFOU_SECRET_KEY"):
        yield Part("keys/secret_key", settings.SECRET_KEY.encode())
    for folder in KEPT:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and _belongs(path, data):
                yield Part(_name(path, data), file=path)


def place(name: str, data: Path) -> Path:
    """Where a part of an archive goes. Raises Foreign."""
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or parts[0] not in KEPT or ".." in parts or "\0" in name:
        raise Foreign(name)
    return data.joinpath(*parts)


def _belongs(path: Path, data: Path) -> bool:
    is_note = path.parent == data / NOTES and path.suffix == ".note"
    is_from_environment = path == data / "keys" / "secret_key" and "GARDEFOU_SECRET_KEY" in os.environ
    return not (is_note or is_from_environment or path.name.startswith(".") or path.suffix in _UNFINISHED)


def _name(path: Path, data: Path) -> str:
    return path.relative_to(data).as_posix()
