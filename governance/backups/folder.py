"""The folders where archives lie: their names, their checksums, which ones are kept. Knows nothing of what is inside."""

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

DAYS, WEEKS, MONTHS = 7, 4, 12
UNFINISHED = ".part"
_FORM = "gardefou-%Y-%m-%d-%Hh%M.gfs"
_NAME = re.compile(r"gardefou-\d{4}-\d\d-\d\d-\d\dh\d\d\.gfs")
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Copy:
    """A finished archive."""

    path: Path
    made_at: datetime
    size_bytes: int


def name_at(at: datetime) -> str:
    """In UTC: the hour that comes twice in October must not name two archives alike."""
    return at.astimezone(UTC).strftime(_FORM)


def copies(folder: Path) -> list[Copy]:
    """The newest first. Other files are not ours. A disk that does not answer has none."""
    try:
        found = sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), reverse=True)
        return [Copy(path, datetime.strptime(path.name, _FORM).replace(tzinfo=UTC), path.stat().st_size) for path in found]
    except OSError:
        return []


def kept(moments: Sequence[datetime]) -> set[datetime]:
    """The newest of each of the last 7 days, 4 weeks and 12 months that have one."""
    chosen: set[datetime] = set()
    for form, most in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        newest: dict[str, datetime] = {}
        for moment in sorted(moments, reverse=True):
            newest.setdefault(moment.strftime(form), moment)
        chosen |= set(list(newest.values())[:most])
    return chosen


def rotate(folder: Path) -> None:
    """Forget what is too old. Called after a good backup only."""
    found = copies(folder)
    stay = kept([copy.made_at for copy in found])
    for copy in found:
        if copy.made_at not in stay:
            copy.path.unlink()
            sums_of(copy.path).unlink(missing_ok=True)


def sums_of(path: Path) -> Path:
    """Beside each archive, as `sha256sum -c` reads it."""
    return path.with_name(f"{path.name}.sha256")


def digest_of(path: Path) -> str:
    """Reads the whole file."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def is_sound(path: Path) -> bool:
    """Are these the bytes that were written? Says nothing of what is inside."""
    return sums_of(path).is_file() and sums_of(path).read_text().split()[:1] == [digest_of(path)]


def bring(source: Path, folder: Path) -> None:
    """A second copy, read again before it bears its name. Raises OSError."""
    unfinished = folder / f"{source.name}{UNFINISHED}"
    try:
        shutil.copyfile(source, unfinished)
        if digest_of(unfinished) != sums_of(source).read_text().split()[0]:
            raise OSError(errno.EIO, "read back differently")
        settle(unfinished, folder / source.name)
        shutil.copyfile(sums_of(source), sums_of(folder / source.name))
    finally:
        unfinished.unlink(missing_ok=True)


def settle(unfinished: Path, path: Path) -> None:
    """On the disk for good, then under its name: there is never half an archive."""
    _flush(unfinished)
    unfinished.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def is_on_the_data_disk(folder: Path) -> bool:
    """One disk dies with all it holds."""
    with contextlib.suppress(OSError):
        place = next(parent for parent in (folder, *folder.parents) if parent.exists())
        return place.stat().st_dev == Path(settings.DATA_DIR).stat().st_dev
    return False
