"""Before the tables change: an ordinary backup. While no phrase was made yet, a plain copy of the database beside it, the last five."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from governance import home
from governance.backups import database, folder, making, state
from governance.refusal import Refused

KEPT = 5
FAILED = "La sauvegarde avant mise à jour a échoué ; la base n’a pas été modifiée."


def make(*, at: datetime) -> Path:
    """Refuses when it cannot: then nothing is upgraded."""
    try:
        return making.make(at=at).path if state.key() else _plain(Path(settings.DATA_DIR) / "backups", at)
    except Refused as refusal:
        raise Refused(f"{FAILED}\n{refusal}") from refusal
    except OSError as error:
        raise Refused(f"{FAILED}\n{home.sentence(error, Path(settings.DATA_DIR))}") from error


def _plain(place: Path, at: datetime) -> Path:
    """In PostgreSQL's own format; `pg_restore` reads it."""
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / f"avant-mise-a-jour-{at:%Y-%m-%d-%Hh%M%S}.dump"
    unfinished = path.with_name(f"{path.name}{folder.UNFINISHED}")
    try:
        unfinished.touch(mode=0o600)
        with database.frozen() as now, unfinished.open("wb") as out:
            out.writelines(database.dumped(now))
        folder.settle(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    forget_old(place)
    return path


def forget_old(place: Path) -> None:
    """Names sort by date."""
    for old in sorted(place.glob("avant-mise-a-jour-*.dump"))[:-KEPT]:
        old.unlink()
