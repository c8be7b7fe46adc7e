"""The copy of the database that is made by itself before its tables change: var/backups, the last five."""

import subprocess
from datetime import datetime
from pathlib import Path

from governance import binaries, cluster, embedded
from governance.refusal import Refused

KEPT = 5


def make(data: Path, at: datetime) -> Path:
    """A whole dump of the embedded database, in PostgreSQL's compressed format (`pg_restore` reads it). Refuses when it cannot."""
    folder = data / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"avant-mise-a-jour-{at:%Y-%m-%d-%Hh%M%S}.dump"
    unfinished = path.with_suffix(".new")
    argv: list[str | Path] = [
        binaries.find() / "pg_dump",
        "--format=custom",
        f"--file={unfinished}",
        "--host",
        embedded.database_host(data),
    ]
    done = subprocess.run([*argv, "--username", cluster.OWNER, cluster.DATABASE], capture_output=True, text=True, check=False)
    if done.returncode:
        unfinished.unlink(missing_ok=True)
        raise Refused(f"La sauvegarde avant mise à jour a échoué ; la base n’a pas été modifiée.\n{done.stderr.strip()[-600:]}")
    unfinished.chmod(0o600)
    unfinished.rename(path)
    forget_old(folder)
    return path


def forget_old(folder: Path) -> None:
    """Names sort by date."""
    for old in sorted(folder.glob("avant-mise-a-jour-*.dump"))[:-KEPT]:
        old.unlink()
