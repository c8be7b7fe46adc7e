"""The Python client as an agent's machine has it: one file, imported by its path."""

import importlib.util
from pathlib import Path
from types import ModuleType

FILE = Path(__file__).resolve().parents[2] / "adapters" / "python" / "garde_fou.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("garde_fou", FILE)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


garde_fou = load()
