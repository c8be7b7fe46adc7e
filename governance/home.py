"""The data folder: made private, tried for writing, its plain log files kept small. Speaks to the owner when it cannot."""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from governance import embedded
from governance.identity import Account, reachable
from governance.refusal import Refused

ROOM = 64 * 1024 * 1024  # bytes free, below which PostgreSQL would soon stop in the middle of a write
LARGEST_LOG = 5 * 1024 * 1024
FOLDERS = ("log", "backups", "cache")


def prepare(data: Path, account: Account) -> None:
    """Make the folders with their owner and mode; a sentence when the disk is full, read-only or somebody else's."""
    with spoken(data):
        shared = 0o711 if os.geteuid() == 0 and not reachable(data, account) else 0o700
        data.mkdir(parents=True, exist_ok=True)
        store, sockets = embedded.store_dir(data), embedded.runtime_dir(data)
        store.mkdir(parents=True, exist_ok=True)
        account.own(store, 0o700)
        if store != data:
            data.chmod(shared)
        for folder in (sockets, *(data / name for name in FOLDERS)):
            folder.mkdir(mode=0o700, exist_ok=True)
        account.own(sockets, 0o700)
        _probe(store)


@contextlib.contextmanager
def spoken(data: Path) -> Iterator[None]:
    """Turn the errors of a disk into a sentence."""
    try:
        yield
    except OSError as error:
        raise Refused(sentence(error, data)) from error


def open_log(data: Path, name: str, account: Account) -> IO[bytes]:
    """For the raw output of a server."""
    path = data / "log" / name
    shorten(path)
    file = path.open("ab")
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o600)
    return file


def shorten(path: Path) -> None:
    """Copy a log that grew too large to NAME.1 and empty it in place: whoever writes keeps its open file."""
    with contextlib.suppress(OSError):
        if path.stat().st_size > LARGEST_LOG:
            shutil.copyfile(path, path.with_name(f"{path.name}.1"))
            os.truncate(path, 0)


def tail(path: Path, characters: int = 1200) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(errors="replace")[-characters:].strip()
    return ""


def give(data: Path, account: Account) -> None:
    """As root: all that commands wrote into the data folder becomes the account's, the servers' own folders excepted."""
    if os.geteuid():
        return
    kept = {"pg", "run", "valkey"}
    for path in data.iterdir():
        if path.name in kept or path.name.startswith("postgres"):
            continue
        for found in (path, *path.rglob("*")) if path.is_dir() and not path.is_symlink() else (path,):
            os.chown(found, account.uid, account.gid, follow_symlinks=False)


def _probe(folder: Path) -> None:
    probe = folder / f".probe-{os.getpid()}"
    try:
        probe.write_bytes(b"\0" * 65536)
    finally:
        probe.unlink(missing_ok=True)
    if shutil.disk_usage(folder).free < ROOM:
        raise OSError(errno.ENOSPC, "nearly full")


def sentence(error: OSError, data: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Le disque qui porte {data} est plein. Libérez de la place (au moins 64 Mo), puis relancez. Vos données sont intactes."
    if error.errno == errno.EROFS:
        return f"Le dossier de données {data} est en lecture seule. Choisissez-en un autre avec GARDEFOU_DATA, ou rendez-le inscriptible."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Ce compte n’a pas le droit d’écrire dans {data}. Lancez la commande depuis le compte propriétaire, ou avec sudo."
    return f"Le dossier de données {data} n’est pas utilisable : {error.strerror}."
