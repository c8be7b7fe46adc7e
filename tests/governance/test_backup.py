"""Before its tables change the database is copied, whole and private; the last five copies stay."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from governance import backup, binaries, embedded
from governance.refusal import Refused
from tests.cast import AT

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not embedded.servers().database, reason="a real server has its own backups")
def test_a_copy_holds_the_tables_and_is_private(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(backup.embedded, "database_host", lambda _: str(settings.DATABASES["default"]["HOST"]))
    path = backup.make(tmp_path, AT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().startswith(b"PGDMP")
    listed = subprocess.run([binaries.find() / "pg_restore", "--list", path], capture_output=True, text=True, check=True)
    assert "DATABASE gardefou" in listed.stdout or "dbname: gardefou" in listed.stdout


def test_a_copy_that_fails_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup.embedded, "database_host", lambda _: str(tmp_path / "nowhere"))
    with pytest.raises(Refused, match="n’a pas été modifiée"):
        backup.make(tmp_path, AT)
    assert list((tmp_path / "backups").iterdir()) == []


def test_only_the_last_five_are_kept(tmp_path: Path) -> None:
    names = [f"avant-mise-a-jour-{AT + timedelta(days=day):%Y-%m-%d-%Hh%M%S}.dump" for day in range(8)]
    for name in names:
        (tmp_path / name).touch()
    backup.forget_old(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == names[3:]
