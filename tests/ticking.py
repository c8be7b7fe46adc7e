"""The clock ticks in every test: the first page says that it stands still where nobody runs it, and no test runs a worker."""

import pytest

from governance import clock_due


@pytest.fixture(autouse=True)
def the_clock_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_due, "stopped_since", lambda _at, never: None)  # noqa: ARG005
