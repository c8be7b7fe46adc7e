"""One Garde-fou for the whole run, and one model on loopback."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.models import Models, open_models
from tests.real.site import Site, open_site

WANTED = {name.strip() for name in os.environ.get("GARDEFOU_REAL", "").split(",")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for mark in item.iter_markers("opt_in"):
            if mark.args[0] not in WANTED:
                item.add_marker(pytest.mark.skip(reason=f"only when GARDEFOU_REAL names {mark.args[0]}"))


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture(scope="session")
def _models() -> Iterator[Models]:
    with open_models() as opened:
        yield opened


@pytest.fixture
def models(_models: Models) -> Models:
    _models.says()
    return _models


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """One line a payment that was really made."""
    book = tmp_path / "bank"
    book.touch()
    return book
