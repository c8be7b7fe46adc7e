"""One backup: frozen, closed, written aside, read again, named, brought to the second folder; then the old ones go."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.conf import settings

from governance import home
from governance.backups import archive, contents, database, folder, state
from governance.backups.archive import Part
from governance.backups.folder import Copy
from governance.refusal import Refused

NO_PHRASE = (
    "Aucune phrase de sauvegarde n’a encore été faite : sans elle, rien ne peut être chiffré. Lancez « make backup » dans un terminal, "
    "ou ouvrez la page « Sauvegardes »."
)
UNDER_WAY = "Une sauvegarde est déjà en cours. Attendez qu’elle se termine."
AGO = "Les sauvegardes précédentes sont gardées."


class UnderWay(Refused):
    """Another process makes one at this moment."""


def make(*, at: datetime) -> Copy:
    """The new archive. Raises Refused with a sentence, which is also kept for the page; then the older ones are all still there."""
    started = time.monotonic()
    with _alone():
        try:
            made = _written(Path(settings.BACKUPS), at)
        except Refused as refusal:
            _complain(str(refusal), at)
            raise
        except OSError as error:
            sentence = f"{home.sentence(error, Path(settings.BACKUPS))} {AGO}"
            _complain(sentence, at)
            raise Refused(sentence) from error
        copied_at, copy_error = _second(made, at)
        folder.rotate(Path(settings.BACKUPS))
        seconds = round(time.monotonic() - started, 1)
        state.keep_state(state.State(at, made.path.name, made.size_bytes, seconds, copied_at, copy_error=copy_error))
    return made


def is_due(*, at: datetime) -> bool:
    """One a day, at the first sweep of the day (UTC) at which the machine is on. Never before there is a phrase."""
    made = folder.copies(Path(settings.BACKUPS))
    return state.key() is not None and (not made or made[0].made_at.date() != at.date())


def reread(*, at: datetime) -> None:
    """One older archive a day is read again, each in its turn: a disk forgets in silence. What is found is kept for the page."""
    found = folder.copies(Path(settings.BACKUPS))
    if found and not folder.is_sound((old := found[at.toordinal() % len(found)]).path):
        _complain(
            f"La sauvegarde {old.path.name} n’est plus lisible : le disque l’a abîmée. Faites-en une nouvelle sur un autre disque.", at
        )


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """The lock goes with its process: what a killed one left unfinished is swept away by the next."""
    path = Path(settings.DATA_DIR) / "backups" / "lock"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UnderWay(UNDER_WAY) from None
        yield


def _written(place: Path, at: datetime) -> Copy:
    key = state.key()
    if key is None:
        raise Refused(NO_PHRASE)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in place.glob(f"gardefou-*{folder.UNFINISHED}"):
        left.unlink()
    path = place / folder.name_at(at)
    unfinished = path.with_name(f"{path.name}{folder.UNFINISHED}")
    try:
        digest = _fill(unfinished, key.recipient, at)
        if folder.digest_of(unfinished) != digest:
            raise Refused(f"Le disque n’a pas rendu ce qui lui a été confié. {AGO} Vérifiez le disque qui porte {place}.")
        folder.sums_of(path).write_text(f"{digest}  {path.name}\n", encoding="ascii")
        folder.settle(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Copy(path, at, path.stat().st_size)


def _fill(unfinished: Path, recipient: str, at: datetime) -> str:
    """SHA-256 of what was written."""
    data = Path(settings.DATA_DIR)
    unfinished.touch(mode=0o600)
    with unfinished.open("wb") as file:
        out, notes = _Counted(file), contents.notes(data)
        with database.frozen() as now:
            archive.write(out, recipient, _about(now, at), _parts(data, notes, now))
    return out.digest.hexdigest()


def _about(now: database.Frozen, at: datetime) -> dict[str, Any]:
    return {
        "format": archive.FORMAT,
        "version": settings.VERSION,
        "made_at": at.isoformat(),
        "postgresql": now.server,
        "migrations": now.migrations,
        "companies": now.companies,
    }


def _parts(data: Path, notes: list[Part], now: database.Frozen) -> Iterator[Part]:
    yield from notes
    yield from contents.files(data)
    for number, piece in enumerate(database.dumped(now)):
        yield Part(f"database/{number:06}", piece)


def _second(made: Copy, at: datetime) -> tuple[datetime | None, str]:
    """When it reached the second folder, or the sentence that says why it did not. The backup is good in any case."""
    place = settings.BACKUPS_COPY
    if place is None:
        return None, ""
    if not Path(place).is_dir():
        return None, f"Le second dossier, {place}, n’est pas là. Si c’est une clé USB ou un disque, branchez-le."
    try:
        folder.bring(made.path, Path(place))
        folder.rotate(Path(place))
    except OSError as error:
        return None, home.sentence(error, Path(place))
    return at, ""


def _complain(sentence: str, at: datetime) -> None:
    with contextlib.suppress(OSError):  # a full disk: the page says it from the age of the last good one
        state.keep_state(replace(state.state(), error=sentence, error_at=at))


class _Counted:
    """A file that knows the SHA-256 of what went through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()
