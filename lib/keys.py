"""Key files of the installation: made once, 0600, outside the database."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path


def read_or_make(path: Path, make: Callable[[], str]) -> str:
    """The key in `path`; made on first use. Two processes at once agree on the first one's key."""
    with contextlib.suppress(FileExistsError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f".{path.name}.{os.getpid()}")
            fresh.touch(mode=0o600)
            fresh.write_text(make(), encoding="ascii")
            try:
                os.link(fresh, path)
            finally:
                fresh.unlink()
    return path.read_text(encoding="ascii").strip()
