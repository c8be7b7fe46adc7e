"""The front door of the embedded servers: where they are, and how a command holds them. Importing starts nothing.

Standard library only, and what is rarely needed is imported late: the supervisor runs for months and weighs what it imports.
"""

import atexit
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FOLDER = 80  # bytes; a unix socket's whole path may have 107
WITHOUT_SERVERS = frozenset(
    (
        "-h --help --version help version check test build_assets collectstatic make_plurals makemigrations makemessages compilemessages"
    ).split()
)


@dataclass(frozen=True)
class Servers:
    """Which servers the data folder brings along; False where a real server's address is given."""

    database: bool
    broker: bool


def data_dir() -> Path:
    return Path(os.environ.get("GARDEFOU_DATA") or ROOT / "var").expanduser().absolute()


def store_dir(data: Path) -> Path:
    """Where the servers keep their files: the data folder, unless root's private folders stand above it.

    There the servers, which run as an account of their own, could not enter.
    """
    if os.geteuid() == 0 and any(not parent.stat().st_mode & 0o001 for parent in data.parents if parent.exists()):
        return Path("/var/lib/garde-fou") / _digest(data, 12)
    return data


def runtime_dir(data: Path) -> Path:
    """The folder of the sockets: beside the servers' files, or a short one when that path is too long for a socket."""
    inside = store_dir(data) / "run"
    if len(os.fsencode(inside)) <= LONGEST_FOLDER:
        return inside
    import tempfile

    return Path(tempfile.gettempdir()) / f"garde-fou-{_digest(inside, 16)}"


def database_host(data: Path) -> str:
    return str(runtime_dir(data))


def broker_socket(data: Path) -> Path:
    return runtime_dir(data) / "valkey.sock"


def broker_url(data: Path) -> str:
    """Celery's spelling of a unix socket; redis-py says unix://."""
    from urllib.parse import quote

    return f"redis+socket://{quote(str(broker_socket(data)))}"


def read_env_file(path: Path = ROOT / ".env") -> None:
    """NAME=value lines; what the environment already says stands. The supervisor cannot afford the library the settings use."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def servers() -> Servers:
    return Servers(database=not os.environ.get("DATABASE_URL"), broker=not os.environ.get("REDIS_URL"))


def hold(argv: Sequence[str]) -> None:
    """Keep the embedded database up for the time of a command; whoever leaves last stops it.

    The broker is not started: a command only wakes the worker, and without a running app there is nobody to wake.
    """
    read_env_file()
    command = argv[1] if len(argv) > 1 else "help"
    if command == "restore" and not {"-h", "--help"} & set(argv):
        _work_aside()
        return
    if command in WITHOUT_SERVERS or not servers().database or {"--help", "--files"} & set(argv):
        return
    from governance import home
    from governance.backups import swap
    from governance.postgres import Postgres
    from governance.refusal import Refused

    try:
        swap.finish(data_dir())
        postgres = Postgres(data_dir()).join()
    except Refused as refusal:
        sys.exit(str(refusal))
    mine = os.getpid()

    def leave() -> None:
        if os.getpid() == mine:  # not in a forked child
            home.give(data_dir(), postgres.account)
            postgres.leave()

    atexit.register(leave)


def _work_aside() -> None:
    """A restore has a data folder of its own until it is whole; it starts its servers itself."""
    from governance.backups import swap
    from governance.refusal import Refused

    try:
        swap.begin()
    except Refused as refusal:
        sys.exit(str(refusal))


def _digest(path: Path, length: int) -> str:
    import hashlib  # brings OpenSSL along

    return hashlib.sha256(os.fsencode(path)).hexdigest()[:length]
