"""A stop on disk, for the minute in which the database cannot hold it. Files only: it knows of no table.

One file a stop, GARDEFOU_DATA/stops/<company>/<stop>.json, written before the database is asked and removed once it has
committed. A file that is there is a standing stop.
"""

import contextlib
import errno
import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

STOPS = "stops"
ROOM = 256 * 1024  # bytes: some sixty stops
FULL = (errno.ENOSPC, errno.EDQUOT)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Marker:
    """What the row will hold. `id` is the row's own id, so that a stop is never written twice."""

    id: UUID
    company_id: UUID
    agent_id: UUID | None
    agent_name: str
    why: str
    asked_at: datetime
    by_id: UUID
    by_name: str
    is_drill: bool = False


def write(marker: Marker) -> bool:
    """True once it is safe on disk. False when the disk refuses: the database may still take the stop."""
    for has_room in (False, True):
        try:
            _put(_path(marker), json.dumps(_plain(marker), ensure_ascii=False).encode())
        except OSError as error:
            if has_room or error.errno not in FULL or not _give_room():
                log.exception("stop %s: no marker could be written", marker.id)
                return False
        else:
            break
    return True


def keep_room() -> None:
    """Hold a little of the disk back, so that a stop can be written when nothing else can. Does nothing when it is held already."""
    with contextlib.suppress(OSError):
        if not _reserve().exists():
            _put(_reserve(), os.urandom(ROOM))  # not zeros: a disk that compresses would hold nothing back


def _give_room() -> bool:
    try:
        _reserve().unlink()
    except OSError:
        return False
    return True


def _put(path: Path, content: bytes) -> None:
    """All of it, safe on disk, or nothing."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise


def remove(marker: Marker) -> None:
    with contextlib.suppress(FileNotFoundError):
        _path(marker).unlink()


def of_company(company_id: UUID) -> list[Marker]:
    """Stops that wait on disk, oldest first. A folder look-up, nothing more, when there is none."""
    folder = os.path.join(settings.DATA_DIR, STOPS, str(company_id))  # noqa: PTH118 (asked twice a call, for a folder that is not there)
    try:
        paths = [Path(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(".json")]  # noqa: PTH208
    except OSError:
        return []
    return sorted((marker for path in paths if (marker := _read(path))), key=lambda marker: marker.asked_at)


def seen() -> frozenset[Path]:
    """The files that are there, of every company: another answer means that a stop was asked, or recorded. No file is read."""
    try:
        return frozenset(_folder().glob("*/*.json"))
    except OSError:
        return frozenset()


def companies() -> list[UUID]:
    """Companies with a stop on disk."""
    if not _folder().is_dir():
        return []
    return [UUID(folder.name) for folder in _folder().iterdir() if folder.is_dir() and any(folder.glob("*.json"))]


def _folder() -> Path:
    return Path(settings.DATA_DIR) / STOPS


def _reserve() -> Path:
    return Path(settings.DATA_DIR) / "place-gardee"  # beside the stops, not among them: backups take those


def _path(marker: Marker) -> Path:
    return _folder() / str(marker.company_id) / f"{marker.id}.json"


def _plain(marker: Marker) -> dict[str, str | bool | None]:
    return {
        "id": str(marker.id),
        "company_id": str(marker.company_id),
        "agent_id": str(marker.agent_id) if marker.agent_id else None,
        "agent_name": marker.agent_name,
        "why": marker.why,
        "asked_at": marker.asked_at.isoformat(),
        "by_id": str(marker.by_id),
        "by_name": marker.by_name,
        "is_drill": marker.is_drill,
    }


def _read(path: Path) -> Marker | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Marker(
            id=UUID(told["id"]),
            company_id=UUID(told["company_id"]),
            agent_id=UUID(told["agent_id"]) if told["agent_id"] else None,
            agent_name=told["agent_name"],
            why=told["why"],
            asked_at=datetime.fromisoformat(told["asked_at"]),
            by_id=UUID(told["by_id"]),
            by_name=told["by_name"],
            is_drill=bool(told.get("is_drill")),
        )
    except FileNotFoundError:  # committed and removed since the folder was listed
        return None
    except (OSError, ValueError, KeyError):
        log.exception("unreadable stop on disk: %s", path)
        return None
