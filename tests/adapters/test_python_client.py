"""The Python client against the server itself: asked, decided by a person, run once, whatever dies in between."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.boundary import scope
from api.actions import keys
from api.enums import Scope
from approvals.actions.deciding import Answered, decide
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit, Suspension
from inventory.models import Agent
from journal.models import Action
from tests.adapters.client import FILE, garde_fou
from tests.cast import AT, Person
from tests.faults.stack import free_port
from tests.register import rows

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ACTION = {
    "type": "payment",
    "tool": "creer_virement",
    "amount": {"value": "1840.00", "currency": "EUR"},
    "payee": {"name": "Imprimerie Lebrun", "account": "FR7630006000011234567890189", "reference": "F-2026-1187"},
}
SMALL = ACTION | {"amount": {"value": "40.00", "currency": "EUR"}}
DIES_AFTER_SPENDING = """
import importlib.util, os, sys
spec = importlib.util.spec_from_file_location("garde_fou", sys.argv[1])
garde_fou = importlib.util.module_from_spec(spec)
spec.loader.exec_module(garde_fou)
garde = garde_fou.GardeFou(sys.argv[2], os.environ["GF_TOKEN"], "facturier")
action = {"type": "message.send", "tool": "envoyer"}
asked = garde.ask(action, step="nuit")
print(asked["id"], flush=True)
garde.run_once(asked["id"], action, lambda: os.kill(os.getpid(), 9))
"""


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Facturier", AT)
        Limit.objects.create(company=alice.company, type="payment", measure=Measure.AMOUNT, value=1000_00, answer=Answer.ASK, set_at=AT)
        Limit.objects.create(company=alice.company, type="message.send", measure=Measure.ALWAYS, answer=Answer.ALLOW, set_at=AT)
    return made


@pytest.fixture
def key(alice: Person, agent: Agent) -> str:
    with scope(alice.company):
        return keys.make(agent, list(Scope), by=alice.membership, at=AT)


@pytest.fixture
def garde(live_server: Any, key: str) -> Any:
    return garde_fou.GardeFou(live_server.url, key, "facturier", sleep=lambda _: None)


def answer(person: Person, approval: str, *, is_yes: bool = True) -> None:
    with scope(person.company):
        request = ApprovalRequest.objects.of(person.company).get(pk=approval)
        said = Answered(is_yes, bytes(request.digest), request.facts_number, comment="" if is_yes else "Facture déjà payée")
        decide(request, said, by=person.membership, at=datetime.now(UTC))


def never() -> None:
    pytest.fail("the action must not run")


def test_asked_decided_and_run_once(garde: Any, alice: Person) -> None:
    asked = garde.ask(ACTION, step="F-2026-1187")
    assert (asked["state"], asked["action_digest"]) == ("pending", garde_fou.digest(ACTION))
    with pytest.raises(garde_fou.Refused, match="pending"):
        garde.run_once(asked["id"], ACTION, never)
    answer(alice, asked["id"])
    assert garde.ask(ACTION, step="F-2026-1187")["id"] == asked["id"]
    assert garde.run_once(asked["id"], ACTION, lambda: "payé") == "payé"
    with pytest.raises(garde_fou.Refused, match="résultat inconnu") as told:
        garde.run_once(asked["id"], ACTION, never)
    assert told.value.state == "consumed"


def test_another_action_than_the_one_approved_does_not_run(garde: Any, alice: Person) -> None:
    asked = garde.ask(ACTION, step="F-2026-1187")
    answer(alice, asked["id"])
    dearer = ACTION | {"amount": {"value": "9840.00", "currency": "EUR"}}
    with pytest.raises(garde_fou.Refused, match="action-changed"):
        garde.run_once(asked["id"], dearer, never)


def test_the_reason_of_a_refusal_can_be_told_to_the_model(garde: Any, alice: Person) -> None:
    asked = garde.ask(ACTION, step="F-2026-1187")
    answer(alice, asked["id"], is_yes=False)
    with pytest.raises(garde_fou.Refused) as told:
        garde.run_once(asked["id"], ACTION, never)
    assert (told.value.state, told.value.reason) == ("denied", "Facture déjà payée")


def test_killed_just_after_spending_it_is_never_run_again(garde: Any, live_server: Any, key: str) -> None:
    environment = {"PATH": os.environ["PATH"], "GF_TOKEN": key}
    command = [sys.executable, "-c", DIES_AFTER_SPENDING, str(FILE), live_server.url]
    first = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert first.returncode == -9, first.stderr
    again = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, again.stdout) == (1, first.stdout)
    assert "résultat inconnu" in again.stderr
    assert garde.read(first.stdout.strip())["state"] == "consumed"


def test_what_was_done_is_told_once(garde: Any, alice: Person) -> None:
    done = {"type": "payment", "tool": "creer_virement", "id": "F-2026-1187", "occurred_at": "2026-11-20T09:12:00Z"}
    assert garde.log(done)["accepted"] == 1
    assert garde.log(done)["repeated"] == 1
    asked = garde.ask(SMALL, step="timbres")
    assert garde.log({"type": "payment", "tool": "creer_virement", "approval_id": asked["id"]})["accepted"] == 1
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 2


def test_told_again_after_a_crash_an_id_alone_is_enough(garde: Any, alice: Person) -> None:
    done = {"type": "payment", "tool": "creer_virement", "id": "F-2026-1187"}
    assert (garde.log(done)["accepted"], garde.log(done)["repeated"], garde.log(done)["accepted"]) == (1, 1, 0)
    assert garde.log(done | {"id": "F-2026-1188"})["accepted"] == 1
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 2


def test_told_again_by_eight_threads_at_once_it_counts_once(garde: Any, alice: Person) -> None:
    done = {"type": "payment", "tool": "creer_virement", "id": "F-2026-1187"}
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: garde.log(done), range(8)))
    assert sum(one["accepted"] for one in told) == 1
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 1


def test_eight_threads_share_one_client_and_one_answer_serves_once(garde: Any) -> None:
    with ThreadPoolExecutor(8) as threads:
        asked = list(threads.map(lambda _: garde.ask(SMALL, step="timbres")["id"], range(8)))
        done = list(threads.map(lambda _: _tried(garde, asked[0]), range(8)))
    assert (len(set(asked)), sorted(done)) == (1, ["consumed"] * 7 + ["payé"])


def _tried(garde: Any, asked: str) -> str:
    try:
        return str(garde.run_once(asked, SMALL, lambda: "payé"))
    except garde_fou.Refused as refusal:
        return {"already-consumed": "consumed"}.get(refusal.state, refusal.state)


def test_more_than_a_call_may_hold_is_told_in_several(garde: Any) -> None:
    told = garde.log(*({"id": f"m-{number}", "type": "message.send"} for number in range(600)), {"id": "x", "colour": "red"})
    assert (told["accepted"], told["repeated"], [one["index"] for one in told["refused"]]) == (600, 0, [600])


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        ("pending", "", "une personne n’a pas encore répondu (pending)"),
        ("denied", "Facture déjà payée", "une personne a refusé : Facture déjà payée (denied)"),
        ("404", "", "Garde-fou n’a pas accepté cet appel (404)"),
        ("agent-suspended", "L’agent est arrêté.", "L’agent est arrêté. (agent-suspended)"),
    ],
)
def test_a_refusal_is_a_sentence(state: str, reason: str, words: str) -> None:
    assert str(garde_fou.Refused(state, reason)) == words


def test_a_stopped_agent_is_refused_and_still_heard(garde: Any, alice: Person, agent: Agent) -> None:
    asked = garde.ask(SMALL, step="timbres")
    assert garde.heartbeat()["agent_state"] == "active"
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    for call in (lambda: garde.ask(ACTION, step="x"), lambda: garde.run_once(asked["id"], SMALL, never)):
        with pytest.raises(garde_fou.Refused, match="agent-suspended"):
            call()
    assert garde.heartbeat()["agent_state"] == "suspended"


def test_a_wrong_key_does_not_run(live_server: Any) -> None:
    stranger = garde_fou.GardeFou(live_server.url, "gf_" + "x" * 43, "facturier")
    with pytest.raises(garde_fou.Refused, match="unauthorized"):
        stranger.ask(ACTION, step="x")


def test_nobody_there_means_do_not_run(key: str) -> None:
    pauses: list[float] = []
    alone = garde_fou.GardeFou(f"http://127.0.0.1:{free_port()}", key, "facturier", sleep=pauses.append)
    with pytest.raises(garde_fou.Unreachable, match="réessayez plus tard avec la même étape"):
        alone.ask(ACTION, step="x")
    assert [1 <= pause / planned <= 1.5 for pause, planned in zip(pauses, [0.2, 0.4, 0.8], strict=True)] == [True] * 3
    assert len({pause / planned for pause, planned in zip(pauses, [0.2, 0.4, 0.8], strict=True)}) > 1


class Unwell(http.server.BaseHTTPRequestHandler):
    """Answers, each once, what `answers` holds: (status, headers, body)."""

    answers: list[tuple[int, dict[str, str], bytes]] = []
    names: list[str | None] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.names.append(self.headers["Idempotency-Key"])
        status, headers, body = self.answers.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""


@pytest.fixture
def unwell() -> Iterator[str]:
    Unwell.answers, Unwell.names = [], []
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Unwell) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_busy_server_is_asked_again_under_the_same_name(unwell: str) -> None:
    pauses: list[float] = []
    Unwell.answers = [(503, {"Retry-After": "5"}, b""), (429, {"Retry-After": "900"}, b""), (200, {}, b"<html>"), (404, {}, b"{}")]
    garde = garde_fou.GardeFou(unwell, "gf_x", "facturier", sleep=pauses.append)
    with pytest.raises(garde_fou.Refused, match="404"):
        garde.ask(ACTION, step="x")
    assert [1 <= pause / planned <= 1.5 for pause, planned in zip(pauses, [5.0, 30.0, 0.8], strict=True)] == [True] * 3
    assert len(set(Unwell.names)) == 1


def test_the_key_does_not_follow_a_redirection(unwell: str) -> None:
    Unwell.answers = [(302, {"Location": unwell + "/elsewhere"}, b"")]
    with pytest.raises(garde_fou.Refused, match="302"):
        garde_fou.GardeFou(unwell, "gf_x", "facturier").ask(ACTION, step="x")
    assert not Unwell.answers


def test_a_server_that_read_another_action_is_not_believed(unwell: str) -> None:
    Unwell.answers = [(200, {}, b'{"id": "1", "state": "approved", "action_digest": "00"}')]
    with pytest.raises(garde_fou.Refused, match="action-changed"):
        garde_fou.GardeFou(unwell, "gf_x", "facturier").ask(ACTION, step="x")


def test_the_name_of_a_demand_is_never_chance() -> None:
    first, again = (garde_fou._key_of("facturier", "étape 1", garde_fou.digest(ACTION)) for _ in range(2))
    assert first == again
    assert (
        len({first, garde_fou._key_of("relance", "étape 1", garde_fou.digest(ACTION)), garde_fou._key_of("facturier", "étape 1", "x")}) == 3
    )


def test_one_file_without_dependencies() -> None:
    assert Path(FILE).read_text().count("\nimport ") == 8  # of the standard library
