"""Real files of other programs, where they are at hand (GARDEFOU_SAMPLES): exactly what their list says, and no crash on damaged ones."""

import contextlib
import gzip
import random
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from journal.sources import files, otlp
from journal.sources.found import Found
from journal.sources.packed import Broken, TooLarge, unpacked
from lib.tables.archive import Unreadable
from tests.journal.sources.shapes import answered, audited, call, encoded, lines, logs, protobuf, tool, traces, used
from tests.real_files import ABSENT, SAMPLES

PARIS = ZoneInfo("Europe/Paris")
QUOTE, DRAFT = ("envoyer_devis", "Durand SARL", 1_250_000), ("supprimer_dossier", "/clients/durand/brouillon", None)
ONCE_AGENT = {
    "langgraph-openinference.pb": "agent_devis",
    "langgraph-openllmetry.pb.gz": "agent_devis",
    "openai-agents-official-v2.pb": "Agent devis",
    "openai-agents-openinference.pb.gz": "Agent devis",
    "openai-agents-openllmetry.pb": "Agent devis",
    "openai-agents-openllmetry.otlp.json": "Agent devis",
}


def sample(name: str) -> bytes:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(ABSENT)
    data = path.read_bytes()
    return unpacked(data) if path.suffix == ".gz" else data


def traced(name: str) -> Found:
    return otlp.traces(sample(f"otlp/{name}"), is_json=name.endswith("json"))


@pytest.mark.parametrize(("name", "agent"), ONCE_AGENT.items())
def test_five_instrumentations_say_the_same_two_actions(name: str, agent: str) -> None:
    seen = traced(name)
    assert [(one.tool, one.target, one.amount_cents) for one in seen.reported] == [QUOTE, DRAFT]
    assert [one.outcome for one in seen.reported] == ["done", "done" if "langgraph" in name else "failed"]
    assert (seen.agents, seen.refused, seen.ignored) == ((agent,), (), ())


def test_protobuf_and_json_twins_are_equal() -> None:
    assert traced("openai-agents-openllmetry.pb") == traced("openai-agents-openllmetry.otlp.json")


def test_a_trace_of_something_else_is_accepted_and_says_nothing() -> None:
    seen = traced("proto-example-trace.json")
    assert replace(seen, threads=()) == Found()
    assert not any(thread.matters for thread in seen.threads)


def test_codex_tells_one_shell() -> None:
    (one,) = otlp.logs(sample("otlp/codex-tool-result.logs.json"), is_json=True).reported
    assert (one.tool, one.target, one.type, one.outcome) == ("shell", "true", "system.command", "done")


def dropped(name: str) -> list[tuple[str, str, str]]:
    return [(one.tool, one.target[:20], str(one.outcome)) for one in files.read(sample(name), PARIS).reported]


def test_an_audit_of_openclaw_tells_four_actions() -> None:
    assert dropped("openclaw-exports/audit.json") == [
        ("write", "", "done"),
        ("exec", "", "done"),
        ("read", "", "failed"),
        ("exec", "", "blocked"),
    ]


def test_a_trajectory_of_openclaw_tells_four_calls_once() -> None:
    assert dropped("openclaw-transcripts/trajectory-a/events.jsonl") == [
        ("write", "facture-2026-118.txt", "done"),
        ("exec", "cat facture-2026-118", "done"),
        ("read", "absent.txt", "failed"),
        ("exec", "curl -X POST https:/", "blocked"),
    ]
    assert files.read(sample("openclaw-transcripts/trajectory-a/events.jsonl"), PARIS).agents == ("compta",)


def test_an_older_session_tells_its_72_results_and_the_calls_cut_off() -> None:
    seen = files.read(sample("openclaw-transcripts/pi-session-v1.jsonl"), PARIS)
    assert (len(seen.reported), len(seen.ignored), "(16 fois)" in seen.ignored[0]) == (72, 1, True)


def test_transcripts_of_claude_code() -> None:
    assert [one[0] for one in dropped("claude-code/transcript-representative.jsonl")] == ["Edit", "Bash"]
    assert dropped("claude-code/transcript-todowrite.jsonl") == []


@pytest.mark.parametrize("name", ["manifest.json", "session-branch.json"])
def test_what_stands_beside_a_trajectory_leads_to_it(name: str) -> None:
    with pytest.raises(Unreadable, match=r"events\.jsonl"):
        files.read(sample(f"openclaw-transcripts/trajectory-a/{name}"), PARIS)


ACTIONS = {
    "claude-code/transcript-representative.jsonl": 2,
    "claude-code/transcript-todowrite.jsonl": 0,
    "openclaw-exports/audit.json": 4,
    "openclaw-transcripts/pi-session-v1.jsonl": 72,
    "openclaw-transcripts/trajectory-a/events.jsonl": 4,
    "otlp/codex-tool-result.logs.json": 1,
    "otlp/proto-example-trace.json": 0,
    **{f"otlp/{name}": 2 for name in ONCE_AGENT},
}


@pytest.mark.parametrize(("name", "many"), ACTIONS.items())
def test_a_dropped_file_tells_as_many_actions_as_the_list_says(name: str, many: int) -> None:
    if not (SAMPLES / name).exists():
        pytest.skip(ABSENT)
    assert len(files.read((SAMPLES / name).read_bytes(), PARIS).reported) == many


def test_every_other_sample_is_refused_in_a_sentence() -> None:
    if not SAMPLES.exists():
        pytest.skip(ABSENT)
    others = [path for path in SAMPLES.rglob("*") if path.is_file() and str(path.relative_to(SAMPLES)) not in ACTIONS]
    assert len(others) > 30
    for path in others:
        with pytest.raises(Unreadable):
            files.read(path.read_bytes(), PARIS)


OURS = (
    encoded(traces(tool(), tool(arguments={"a": [1, {"b": 2.5}]}))),
    encoded(logs({"body": "codex.tool_result", "tool_name": "shell", "arguments": '{"command": "true"}'})),
    protobuf(traces(tool(), tool(arguments={"a": [1, {"b": 2.5}]}))),
    gzip.compress(protobuf(traces(tool()))),
    encoded({"events": [audited("blocked", 1), audited("succeeded", 2)]}),
    lines(*call(1, "exec", {"command": "true"}, {"exitCode": 0})),
    lines(used(1, "Bash", {"command": "ls"}), answered(1)),
    "Date;Heure;Outil;Montant;Issue\n20/11/2026;9h12;x;12 €;fait\n".encode(),
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(found))
        found[place : place + chance.choice((0, 1, 1, 4, 40))] = chance.choice(
            (b"", b"\0", b"\xff", b'"', b"{", b"null", b"-1", b"9" * 30, chance.randbytes(3))
        )
        found = found or bytearray(b" ")
    return bytes(found)


@pytest.mark.parametrize("seed", range(10))
def test_five_hundred_damaged_files_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (the same every time)
    whole = [path.read_bytes() for path in sorted(SAMPLES.rglob("*")) if path.is_file() and path.stat().st_size < 20_000] or list(OURS)
    for _ in range(50):
        data = damaged(chance.choice((*OURS, chance.choice(whole))), chance)
        for is_json in (True, False):
            for of in (otlp.traces, otlp.logs):
                with contextlib.suppress(Broken, TooLarge):
                    of(unpacked(data) if data.startswith(b"\x1f\x8b") else data, is_json=is_json)
        with contextlib.suppress(Unreadable):
            files.read(data, PARIS)
