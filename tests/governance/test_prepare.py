"""What `make run` and `make demo` do before the pages open, when both begin at once."""

import fcntl
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from governance.management.commands import prepare


def test_tables_are_made_by_one_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one that read tables half made told « permission denied for table django_migrations »."""
    tried: list[str] = []

    def tables(_: prepare.Command) -> None:
        with (tmp_path / "tables.lock").open("a") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                tried.append("waits")

    monkeypatch.setattr(prepare, "settings", SimpleNamespace(DATA_DIR=tmp_path))
    monkeypatch.setattr(prepare, "get_commands", dict)
    monkeypatch.setattr(prepare.Command, "_files", lambda _: None)
    monkeypatch.setattr(prepare.Command, "_tables", tables)
    call_command("prepare")
    assert tried == ["waits"]
