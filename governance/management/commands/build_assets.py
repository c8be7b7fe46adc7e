"""Makes what is not committed: the typeface, cut from its wheel, and the one stylesheet. Run at install; quick when nothing changed."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lib import fonts, stylesheet


class Command(BaseCommand):
    """`manage.py build_assets`: writes build/assets/fonts/ and build/assets/css/; collectstatic comes after it."""

    help = "Prépare la police de caractères et la feuille de style."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "build" / "assets")
        parser.add_argument("--source", type=Path, default=Path(settings.BASE_DIR) / "static" / "css" / "main.css")

    def handle(self, *, folder: Path, source: Path, **_: Any) -> None:
        done = build_fonts(folder / "fonts") + build_stylesheet(source, folder / "css")
        self.stdout.write("\n".join(done) if done else "Rien de changé.")


def build_fonts(folder: Path) -> list[str]:
    """Skipped when neither the wheel's face nor the way it is cut has changed."""
    stamp, recipe = folder / ".stamp", Path(fonts.__file__).read_bytes()
    wanted = hashlib.sha256(fonts.source() + recipe).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return []
    made = fonts.write(folder)
    stamp.write_text(wanted)
    return [_told(path) for path in made]


def build_stylesheet(source: Path, folder: Path) -> list[str]:
    target, text = folder / "garde-fou.css", stylesheet.bundle(source)
    if target.exists() and target.read_text() == text:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return [_told(target)]


def _told(path: Path) -> str:
    return f"{path.name}\u00a0: {path.stat().st_size / 1024:.1f}\u00a0Ko"
