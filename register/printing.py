"""Prints a register in a process of its own: limited in memory, killed when nobody wants it any more, dead with whoever asked."""

import contextlib
import json
import os
import pickle
import selectors
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from register.book import RegisterBook
from register.client_said import ClientSheet
from register.mission import MissionSheet

Book = RegisterBook | MissionSheet | ClientSheet
ROOT = Path(__file__).parent.parent
POLL_SECONDS = 0.5
MEMORY_MIB = 1024  # address space of each process; about a third of it is ever touched (benchmarks/b7_pdf.py)
WORKERS = 2
PART = ".part"  # added to the name of a file while it is being written

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class PrintingStopped(Exception):
    """Nobody wants this document any more."""


class PrintingFailed(Exception):
    """The child died or refused; the message is its last words, for the log."""


@dataclass(frozen=True)
class Settings:
    """Where the child finds its faces and keeps its fragments."""

    faces: Path
    cache: Path
    workers: int = WORKERS
    memory_mib: int = MEMORY_MIB


@dataclass(frozen=True)
class Printed:
    """What the child reports: pages, and the SHA-256 of the attached data that stands on the cover."""

    pages: int
    fingerprint: str
    is_draft: bool


def render(
    book: Book,
    out: Path,
    settings: Settings,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    above: str = "",
) -> Printed:
    """Writes the PDF at `out`; `above` stands over each footer.

    Raises PrintingStopped when `cancelled()` turns true (asked every half second), PrintingFailed otherwise."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile() as last_words, _start(book, out, settings, last_words, above) as child:
        try:
            printed = _follow(child, progress or _silence, cancelled or _never)
        finally:
            _end(child)
        if printed is None:
            last_words.seek(0)
            raise PrintingFailed(f"exit {child.returncode}: {last_words.read().decode(errors='replace')[-2000:]}")
    return printed


def _start(book: Book, out: Path, settings: Settings, last_words: IO[bytes], above: str) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-m", "register.press"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=last_words,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0"},
        start_new_session=True,
    )
    order = {"out": str(out), "above": above, **{key: str(value) for key, value in asdict(settings).items()}}
    try:
        with child.stdin as pipe:  # type: ignore[union-attr]
            pickle.dump((order, book), pipe)
    except BrokenPipeError:
        pass  # it died before reading: `_follow` sees the end of its output
    return child


def _follow(child: subprocess.Popen[bytes], progress: Progress, cancelled: Cancelled) -> Printed | None:
    for line in _lines(child, cancelled):
        said = json.loads(line)
        if "pages" in said:
            return Printed(**said)
        progress(said["done"], said["of"])
    return None


def _lines(child: subprocess.Popen[bytes], cancelled: Cancelled) -> Iterator[bytes]:
    """Lines as the child writes them, asking `cancelled` in between; ends when the child closes its output."""
    output = child.stdout
    assert output is not None  # noqa: S101  opened as a pipe above
    os.set_blocking(output.fileno(), False)
    held = b""
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        while True:
            if cancelled():
                raise PrintingStopped
            if not selector.select(POLL_SECONDS):
                continue
            read = output.read(65536)
            if not read:
                return
            *lines, held = (held + read).split(b"\n")
            yield from lines


def _end(child: subprocess.Popen[bytes]) -> None:
    """Leaves nothing behind: the child leads its own group, its workers included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _silence(_done: int, _of: int) -> None:
    """Progress nobody listens to."""


def _never() -> bool:
    return False
