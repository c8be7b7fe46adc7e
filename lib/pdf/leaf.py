"""A short document, printed in a process of its own: limited in memory, dead with whoever asked. Loads no library of PDF itself."""

import base64
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
SECONDS = 120


@dataclass(frozen=True)
class Leaf:
    """`html`: the whole document. At the foot of each page: the first of `footers` that the face can write, then `middle`. `data`: the
    file that goes with it, under `data_name`."""

    html: str
    title: str
    author: str
    made_at: datetime
    footers: tuple[str, ...]
    middle: str = ""
    data: bytes = b""
    data_name: str = "donnees.json"


@dataclass(frozen=True)
class Places:
    """Where the printing process finds its faces and keeps its fragments."""

    faces: Path
    cache: Path


class LeafFailed(Exception):
    """The process died or refused; its last words, for the log."""


def places(base: Path, data: Path) -> Places:
    """Faces cut at install, else cut now; fragments under the data folder."""
    built = base / "build" / "assets" / "fonts"
    faces = built if (built / "bold.ttf").exists() else data / "cache" / "fonts"
    if not (faces / "bold.ttf").exists():
        from lib import fonts  # cuts type with a library of 11 MiB

        fonts.write(faces)
    return Places(faces, data / "cache" / "pdf")


def printed(leaf: Leaf, where: Places) -> bytes:
    """The PDF: the same leaf gives the same bytes. Raises LeafFailed."""
    order = {
        "faces": str(where.faces),
        "cache": str(where.cache),
        "html": leaf.html,
        "title": leaf.title,
        "author": leaf.author,
        "made_at": leaf.made_at.isoformat(),
        "footers": leaf.footers,
        "middle": leaf.middle,
        "data": base64.b64encode(leaf.data).decode(),
        "data_name": leaf.data_name,
    }
    try:
        run = subprocess.run(
            [sys.executable, "-m", "lib.pdf.leaf_press"],
            input=json.dumps(order).encode(),
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": "0"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LeafFailed(f"nothing after {SECONDS} s") from error
    if run.returncode or not run.stdout:
        raise LeafFailed(f"exit {run.returncode}: {run.stderr.decode(errors='replace')[-2000:]}")
    return run.stdout
