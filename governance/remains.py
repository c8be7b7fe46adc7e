"""Which processes the supervisor started, on disk: after its own kill -9 the next one ends whatever is left of them."""

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path

from governance.children import Child
from governance.processes import kill_session, started, wait_gone


def note(data: Path, children: Iterable[Child]) -> None:
    """Written anew at each start of a child, in one move."""
    path = _path(data)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([child.identity() for child in children if child.pid]))
    fresh.chmod(0o600)
    fresh.replace(path)


def clear(data: Path) -> None:
    """End what a killed supervisor left; a number that now belongs to another program is left alone."""
    with contextlib.suppress(OSError, ValueError):
        left = [int(pid) for pid, start in json.loads(_path(data).read_text()) if start and started(int(pid)) == start]
        for pid in left:
            if not wait_gone(pid, 2):
                kill_session(pid)
        for pid in left:
            wait_gone(pid, 5)
    forget(data)


def forget(data: Path) -> None:
    _path(data).unlink(missing_ok=True)


def _path(data: Path) -> Path:
    return data / "children.json"
