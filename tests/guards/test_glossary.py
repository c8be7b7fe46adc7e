"""The glossary names every model we have, and none that we have not."""

import re
from pathlib import Path

from django.apps import apps

from tests.guards.sources import APPS, ROOT

PAGE = Path(ROOT / "docs" / "dev" / "glossaire.md").read_text(encoding="utf-8")
TOLD = set(re.findall(rf"^\| `({'|'.join(APPS)})\.(\w+)`", PAGE, re.MULTILINE))
HERE = {(model._meta.app_label, model.__name__) for model in apps.get_models() if model._meta.app_label in APPS}


def test_every_model_has_its_word() -> None:
    assert not HERE - TOLD


def test_every_word_has_its_model() -> None:
    assert not TOLD - HERE - {("accounts", "Ability"), ("inventory", "Side")}
