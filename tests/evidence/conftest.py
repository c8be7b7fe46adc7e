"""Dossiers are written in a folder of the test's own, with keys of its own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> Path:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    settings.DATA_DIR = tmp_path / "data"
    return tmp_path
