"""A restore is made in a folder of its own and changes places with the installation at the very end. Standard library only.

`restoring/` of the data folder is a data folder itself while a restore works. A file in it says that it is whole; from then on whoever
starts next finishes the moves, which may be broken off anywhere.
"""

import fcntl
import os
import shutil
from pathlib import Path

from governance import embedded
from governance.refusal import Refused

FILES = ("keys", "files", "stops")
DATABASE = ("pg",)
RUNNING = "Garde-fou tourne sur ces données. Arrêtez-le d’abord (Ctrl-C dans sa fenêtre, ou « systemctl stop garde-fou »), puis relancez."
_held: list[int] = []


def stage_of(data: Path) -> Path:
    return data / "restoring"


def target_of(stage: Path) -> Path:
    return stage.parent


def begin() -> None:
    """Keep everybody else away until this process ends, and work in an empty folder from now on. Raises Refused."""
    from governance import home
    from governance.identity import service_account

    data = embedded.data_dir()
    home.prepare(data, service_account())
    lock = _lock(data)
    if lock is None:
        raise Refused(RUNNING)
    _held.append(lock)
    _move(data)
    clear(data)
    os.environ["GARDEFOU_DATA"] = str(stage_of(data))


def clear(data: Path) -> None:
    """Away with the folder of a restore that was broken off, and with its server."""
    from governance.postgres import Postgres

    stage = stage_of(data)
    if (embedded.store_dir(stage) / "pg" / "postmaster.pid").exists():
        Postgres(stage).join().leave()
    for folder in {stage, embedded.store_dir(stage)}:
        shutil.rmtree(folder, ignore_errors=True)


def is_whole(data: Path, aside: str) -> None:
    """From here on the restore will be finished, whatever happens. `aside`: the name of the folder that keeps what was there."""
    marker = stage_of(data) / "whole"
    with marker.open("w") as file:
        file.write(aside)
        file.flush()
        os.fsync(file.fileno())
    _move(data)
    clear(data)


def finish(data: Path) -> None:
    """A restore's process died: make the moves that are left when it was whole, else sweep away what it had begun. Costs one look."""
    if not stage_of(data).exists():
        return
    lock = _lock(data)
    if lock is not None:
        _move(data)
        clear(data)
        os.close(lock)


def _move(data: Path) -> None:
    """What is still in the restore's folder has not changed places yet."""
    stage, marker = stage_of(data), stage_of(data) / "whole"
    if not marker.exists():
        return
    aside = marker.read_text()
    for here, fresh, names in ((data, stage, FILES), (embedded.store_dir(data), embedded.store_dir(stage), DATABASE)):
        for name in names:
            if (fresh / name).exists():
                if (here / name).exists():
                    (here / aside).mkdir(mode=0o700, exist_ok=True)
                    (here / name).rename(here / aside / name)
                (fresh / name).rename(here / name)
    marker.unlink()


def _lock(data: Path) -> int | None:
    """The supervisor's own; None when it runs."""
    lock = os.open(data / "supervisor.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
