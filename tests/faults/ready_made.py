"""An installation that was opened once, ready to be opened again: a first start makes a database and all its tables, ten seconds of work.

Who tests the first start itself does without (test_stack.py). Made once for each state of the code, by whichever test process comes first.
"""

import fcntl
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from governance import embedded
from tests.faults.stack import Stack

DECISIVE = (
    "*/migrations/*",
    "*/models.py",
    "*/models/*.py",
    "governance/*.py",
    "accounts/*.py",
    "accounts/actions/*.py",
    "requirements.txt",
)


def ready_made(data: Path) -> Path:
    """A copy of it there."""
    ours = hashlib.sha256(str(embedded.ROOT).encode()).hexdigest()[:8]
    place = Path(tempfile.gettempdir()) / f"gardefou-ready-{os.getuid()}-{ours}"
    place.mkdir(mode=0o755, exist_ok=True)
    with (place / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _copy(_made(place / _fingerprint()), data)
    return data


def _made(model: Path) -> Path:
    if not model.exists():
        for old in model.parent.iterdir():
            if old.is_dir():
                subprocess.run(["rm", "-rf", str(old)], check=True)
        making = model.with_name("new")
        making.mkdir(mode=0o755)
        Stack(making / "var").start().stop()
        for trace in ("log", "postgres.in-use", "postgres.lock", "supervisor.lock", "run", "valkey"):
            subprocess.run(["rm", "-rf", str(making / "var" / trace)], check=True)
        making.rename(model)
    return model / "var"


def _copy(model: Path, data: Path) -> None:
    """With its owners: the database has an account of its own when root tests."""
    subprocess.run(["cp", "-a", str(model), str(data)], check=True)


def _fingerprint() -> str:
    files = sorted(path for pattern in DECISIVE for path in embedded.ROOT.glob(pattern) if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
