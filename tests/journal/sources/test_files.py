"""What is read of the files that a person drops, and what is said of the rest."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from journal.enums import Outcome
from journal.sources import files
from journal.sources.found import Found
from lib.tables.archive import Unreadable
from tests.journal.sources.shapes import answered, audited, call, encoded, lines, logs, tool, traces, used

PARIS = ZoneInfo("Europe/Paris")


def read(data: bytes) -> Found:
    return files.read(data, PARIS)


def told(seen: Found) -> list[tuple[str, str, str]]:
    return [(one.tool, one.target, str(one.outcome)) for one in seen.reported]


def test_an_audit_is_one_action_a_finished_call() -> None:
    events = [audited("blocked", 1), audited("succeeded", 2), audited("started", 2, "started"), audited("started", 3, "started")]
    seen = read(encoded({"events": events}))
    assert told(seen) == [("exec", "", "done"), ("exec", "", "blocked")]
    assert seen.agents == ("compta",)
    assert seen.ignored == ("Un appel d’outil sans résultat est laissé de côté\u00a0: rien ne dit s’il a été fait.",)


def test_a_trajectory_tells_each_call_once_and_a_wrong_exit_is_a_failure() -> None:
    rows = [
        *call(1, "write", {"path": "a.txt", "content": "Facture"}, {"changed": True}, source="transcript"),
        *call(1, "write", {"path": "a.txt", "content": "Facture"}, {"changed": True}),
        *call(2, "exec", {"command": "false"}, {"exitCode": 1}),
        *call(3, "read", {"path": "b.txt"}, {"status": "error"}, success=False),
        *call(4, "exec", {"command": "curl"}, {"status": "blocked", "deniedReason": "x"}, success=False),
    ]
    seen = read(lines(*rows))
    assert told(seen) == [("write", "a.txt", "done"), ("exec", "false", "failed"), ("read", "b.txt", "failed"), ("exec", "curl", "blocked")]
    assert seen.agents == ("compta",)
    assert "Facture" not in str(seen)


def test_a_transcript_of_claude_code_tells_tools_and_never_talk() -> None:
    rows = [
        used(1, "Bash", {"command": "ls", "description": "Liste"}),
        answered(1),
        used(2, "Edit", {"file_path": "/a", "new_string": "secret"}),
        answered(2, is_error=True),
        used(3, "Bash", {"command": "rm"}),
        answered(3, [{"type": "text", "text": "The user doesn't want to proceed with this tool use."}], is_error=True),
        used(4, "TodoWrite", {"todos": []}),
        answered(4),
        used(5, "Bash", {"command": "sleep"}),
    ]
    seen = read(lines(*rows) + b"\n{broken")
    assert told(seen) == [("Bash", "ls", "done"), ("Edit", "/a", "failed"), ("Bash", "rm", "blocked")]
    assert (len(seen.ignored), len(seen.refused)) == (2, 1)
    assert "secret" not in str(seen)


def test_half_a_character_stops_nothing() -> None:
    half = {**used(1, "Bash", {"command": "a\ud800"}), "sessionId": "\ud800"}
    (one,) = read(lines(half, answered(1))).reported
    assert one.target == "a"
    rows = call(1, "exec", {"command": "\ud800b"}, {})
    assert read(lines(*[{**row, "sessionId": "\ud800"} for row in rows])).reported[0].target == "b"


def test_opentelemetry_in_a_file_is_read_too() -> None:
    assert len(read(encoded(traces(tool()))).reported) == 1
    assert len(read(encoded(logs({"body": "codex.tool_result", "tool_name": "shell"}))).reported) == 1


TABLE = "Date;Heure;Outil;Sur quoi;Pour qui;IBAN;Montant;Issue;Référence\n"


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_of_ones_own_is_read_whatever_the_delimiter(mark: str, encoding: str) -> None:
    text = TABLE.replace(";", mark) + mark.join(("20/11/2026", "9h12", "creer_virement", "F-1", "Lebrun", "", "1500 €", "fait", "a"))
    (one,) = read(text.encode(encoding, "replace")).reported
    assert one.occurred_at.isoformat() == "2026-11-20T08:12:00+00:00"
    assert (one.tool, one.payee, one.outcome) == ("creer_virement", "Lebrun", Outcome.DONE)
    assert encoding == "cp1252" or (one.amount_cents, one.currency) == (150_000, "EUR")


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("Montant;Devise\n2026-11-20;12,50;usd", (1250, "USD")),
        ("Montant;Devise\n2026-11-20;12,50;", (None, "")),
        ("Montant (€);Outil\n2026-11-20;12,50;x", (1250, "EUR")),
        ("Montant en euros;Outil\n2026-11-20;1 012,50;x", (101_250, "EUR")),
        ("Montant;Outil\n2026-11-20;12 €;x", (1200, "EUR")),
    ],
)
def test_an_amount_without_a_sure_unit_is_left_out(row: str, amount: tuple[Any, str]) -> None:
    (one,) = read(f"Date;{row}".encode()).reported
    assert (one.amount_cents, one.currency) == amount


def test_rows_that_cannot_be_read_are_said_and_equal_rows_are_two_actions() -> None:
    rows = "hier;;x;;;;;;\n20/11/2026;25h;x;;;;;;\n20/11/2026;;x;;;;;peut-être;\n;;;;;;;;\n20/11/2026;;x;;;;;;\n20/11/2026;;x;;;;;;\n"
    seen = read((TABLE + rows).encode())
    assert len({one.key for one in seen.reported}) == 2
    assert [said.split("\u00a0")[0] for said in seen.refused] == ["Ligne 2", "Ligne 3", "Ligne 4"]
    again = read((TABLE + rows).encode())
    assert again == seen


def test_a_reference_names_the_row_whatever_else_changes() -> None:
    first, second = (read((TABLE + f"20/11/2026;;x;{target};;;;;F-1\n").encode()).reported[0] for target in ("a", "b"))
    assert first.key == second.key


@pytest.mark.parametrize(
    "wrong",
    [
        *(b"", b"\0\1\2", b"{}", b"[]", b"null", b"{" * 50_000, b"Date\n1", b"Nom;Outil\nDevis;Make\n", b"<html>", b'{"mcpServers": {}}'),
        *(b'{"events": []}', b'{"events": [{}]}', b"\x1f\x8bnot", b"x" * (5 * 1024 * 1024 + 1)),
    ],
)
def test_another_file_is_refused_in_a_sentence(wrong: bytes) -> None:
    with pytest.raises(Unreadable, match=r"Nous savons lire|5\u00a0Mio"):
        read(wrong)
