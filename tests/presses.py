"""Fixtures for tests that print: faces cut once a session, a printer with its own cache, and the outside checkers."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lib import fonts
from lib.pdf.faces import Faces
from register.book import RegisterBook
from register.printing import Settings, render

BUILT = Path(__file__).parent.parent / "build" / "assets" / "fonts"


@pytest.fixture(scope="session")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Faces:
    """The built faces, else cut now."""
    if (BUILT / "bold.ttf").exists():
        return Faces(BUILT)
    folder = tmp_path_factory.mktemp("fonts")
    fonts.write(folder)
    return Faces(folder)


@pytest.fixture(scope="session")
def printing(faces: Faces, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(faces=faces.folder, cache=tmp_path_factory.mktemp("cache"), workers=1)


@pytest.fixture(scope="session")
def printed(printing: Settings, tmp_path_factory: pytest.TempPathFactory) -> Callable[[RegisterBook], Path]:
    """Prints a register and returns the file; the same register is printed once."""
    folder = tmp_path_factory.mktemp("printed")
    known: dict[RegisterBook, Path] = {}

    def once(book: RegisterBook) -> Path:
        if book not in known:
            known[book] = folder / f"{len(known)}.pdf"
            render(book, known[book], printing)
        return known[book]

    return once


def text_of(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def outside_errors(path: Path) -> list[str]:
    """What qpdf and outloud call errors in this file."""
    qpdf = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    found = [] if qpdf.returncode == 0 else [qpdf.stdout[-400:] + qpdf.stderr[-400:]]
    said = subprocess.run([str(Path(sys.executable).with_name("outloud")), str(path)], capture_output=True, text=True, check=False).stdout
    return found + [line.strip() for line in said.splitlines() if re.match(r"\s+ERROR\s", line)]
