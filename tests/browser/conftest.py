"""`pytest tests/browser --pictures` takes the pictures of the documents again."""

import pytest

from tests.browser.house import browser, house

__all__ = ["browser", "house"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="write docs/fr/images")
