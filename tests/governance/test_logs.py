"""A log line says what happened and where, never what somebody wrote."""

import errno
import json
import logging
import sys
from pathlib import Path
from unittest import mock

import pytest

from governance.logs import JsonLine, PrivateFile, without_values


def line(message: str, **more: object) -> dict[str, object]:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, None, more.get("exc_info"))  # type: ignore[arg-type]
    return json.loads(JsonLine().format(record))


@pytest.mark.asvs("V16.2.2", "V16.2.4")
def test_a_line_is_one_json_object() -> None:
    told = line("deux\nlignes")
    assert (told["level"], told["logger"], told["message"]) == ("error", "django.request", "deux\nlignes")


@pytest.mark.asvs("V16.4.1")
def test_nothing_written_by_somebody_forges_a_line_or_hides_in_it() -> None:
    nasty = 'a\r\n{"level": "info"}\x1b[31m\x9b2J\u202egnirts\u2028\ufeff\U000e0041\u200bz'
    record = logging.LogRecord("x", logging.WARNING, __file__, 1, "%s", (nasty,), None)
    written = JsonLine().format(record)
    assert written.isprintable()
    assert len(written.splitlines()) == 1
    assert json.loads(written)["message"].startswith("a")


@pytest.mark.asvs("V14.2.1")
def test_a_query_string_is_cut() -> None:
    assert line("/acces/?jeton=abc")["message"] == "/acces/"


@pytest.mark.asvs("V14.2.1", "V16.2.5")
def test_a_one_time_link_is_cut() -> None:
    assert line(f"Forbidden (CSRF token missing.): /acces/{'a' * 43}/")["message"] == "Forbidden (CSRF token missing.): /acces/…/"


@pytest.mark.asvs("V16.2.5")
def test_what_postgresql_repeats_of_a_row_is_dropped() -> None:
    said = "duplicate key\nDETAIL:  Key (email)=(claire@exemple.fr) already exists.\nCONTEXT:  COPY x, line 1"
    try:
        raise ValueError(said)
    except ValueError:
        told = line("erreur", exc_info=sys.exc_info())
    assert "duplicate key" in str(told["error"])
    assert "claire@" not in json.dumps(told)


def test_ordinary_words_stay() -> None:
    assert without_values("broker away: the next sweep finds register.export") == "broker away: the next sweep finds register.export"


@pytest.mark.parametrize("name", ["web.log"])
@pytest.mark.asvs("V16.2.3")
def test_a_log_file_is_private_and_rotates(tmp_path: Path, name: str) -> None:
    handler = PrivateFile(tmp_path / name, maxBytes=200, backupCount=2, delay=True)
    for number in range(20):
        handler.emit(logging.LogRecord("x", logging.INFO, "", 1, f"ligne {number} " + "x" * 50, None, None))
    handler.close()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [name, f"{name}.1", f"{name}.2"]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_two_processes_that_write_one_file_turn_it_over_once_and_lose_nothing(tmp_path: Path) -> None:
    one, other = (PrivateFile(tmp_path / "web.log", maxBytes=1000, backupCount=9, delay=True) for _ in range(2))
    for number in range(60):
        (one, other)[number % 3 == 0].emit(logging.LogRecord("x", logging.INFO, "", 1, f"ligne {number:02} " + "x" * 50, None, None))
    one.close()
    other.close()
    files = list(tmp_path.iterdir())
    assert sorted(line[:8] for path in files for line in path.read_text().splitlines()) == [f"ligne {number:02}" for number in range(60)]
    assert max(path.stat().st_size for path in files) <= 1000


def test_a_full_disk_stops_no_one_who_writes_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not written yet is written as the old file is closed: that fails, too."""
    monkeypatch.setattr(logging, "raiseExceptions", False)
    handler = PrivateFile(tmp_path / "web.log", delay=True)
    handler.emit(logging.LogRecord("x", logging.INFO, "", 1, "une", None, None))
    held, handler.stream = handler.stream, mock.Mock(wraps=handler.stream)
    handler.stream.close.side_effect = OSError(errno.ENOSPC, "no room")
    (tmp_path / "web.log").rename(tmp_path / "web.log.1")
    for word in ("deux", "trois"):
        handler.emit(logging.LogRecord("x", logging.INFO, "", 1, word, None, None))
    held.close()
    handler.close()
    assert (tmp_path / "web.log").read_text() == "deux\ntrois\n"
