"""Over HTTP: strange methods, paths, bodies and clocks; what is refused is noted; a stop on disk holds when nothing can be written."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import InternalError, connection
from django.test import Client

from accounts.boundary import scope
from api import waiting
from api.actions import keys
from api.models import AgentKey
from api.v1.schemas import Approval
from approvals import markers
from approvals.actions.steps import tell
from approvals.models import ApprovalRequest
from inventory.models import Agent
from journal.models import Action
from ledger.models import Entry
from tests.api.test_approvals import ACTION, HERE, agent, get, key, post, small
from tests.cast import AT, Person

__all__ = ["agent", "key"]
PATHS = ["/api/v1/../../admin", "/api/v1/actions/", "/api/v1//actions", "/v1/trace", "/api/", "/api/v1/approvals/x"]
BOMBS = ["[" * 100_000, '{"a":' * 50_000, "[" + "[]," * 250_000 + "[]]", "9" * 900_000, "\ud800", "1e999", '"\\u0000"']
NOBODYS = "0b8f9d0a-6a5e-4c57-9f0c-3d2f5e1a7c11"
ROUTES = ["/api/v1/actions", "/api/v1/heartbeat", HERE, f"{HERE}/{NOBODYS}", f"{HERE}/{NOBODYS}/consume", f"{HERE}/{NOBODYS}/cancel"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_a_problem_document(key: str, route: str, method: str) -> None:
    said = Client(headers={"authorization": f"Bearer {key}"}).generic(method.upper(), route)
    assert (said.status_code, said["Content-Type"], said.json()["code"]) == (405, "application/problem+json", "method-not-allowed")
    assert "Access-Control-Allow-Origin" not in said


@pytest.mark.parametrize("path", PATHS)
def test_strange_paths_are_nothing(key: str, path: str) -> None:
    said = post(key, {}, path)
    assert (said.status_code, said.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize("body", BOMBS)
@pytest.mark.parametrize("route", ["/api/v1/actions", "/api/v1/heartbeat", HERE])
def test_no_body_breaks_it(key: str, body: str, route: str) -> None:
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "n"}
    sent = body.encode("utf-8", "surrogatepass")
    said = Client(headers=headers).generic("POST", route, sent, content_type="application/json")
    assert (said.status_code, said.json()["code"]) == (400, "invalid-request")


@pytest.mark.asvs("V15.3.5")
@pytest.mark.parametrize("count", ["42", True, None, 42.0])
def test_a_number_told_as_something_else_is_refused(key: str, count: Any) -> None:
    asked = {"type": "message.send", "tool": "gmail.send", "recipients": {"count": count}}
    said = post(key, {"action": asked})
    assert (said.status_code, said.json()["code"]) == (400, "invalid-request")


class Dripping(BytesIO):
    """Says how deep in the database we stood while it was read."""

    depths: set[int]

    def read(self, size: int | None = -1) -> bytes:
        self.depths.add(len(connection.savepoint_ids))
        return super().read(size)


@pytest.mark.parametrize(
    ("method", "route"),
    [("POST", HERE), ("POST", "/api/v1/actions"), ("POST", "/access/v1/evaluation"), ("PUT", f"{HERE}/{UUID(int=1)}/documents/{'a' * 64}")],
    ids=["ask", "tell", "evaluate", "paper"],
)
def test_a_body_that_drips_in_holds_no_transaction(key: str, method: str, route: str) -> None:
    body = Dripping(b'{"a": 1}')
    body.depths = set()
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "n"}
    outside = len(connection.savepoint_ids)
    more = {"wsgi.input": body, "CONTENT_LENGTH": "8", "CONTENT_TYPE": "application/json"}
    assert Client(headers=headers).generic(method, route, b"", "application/json", **more).status_code in (400, 404)
    assert body.depths == {outside}


def test_a_length_that_lies_is_a_refusal(key: str) -> None:
    headers = {"authorization": f"Bearer {key}"}
    for length, code in (("x", 400), ("-5", 400), ("99999999", 413)):
        said = Client(headers=headers).generic("POST", "/api/v1/actions", b"{}", "application/json", CONTENT_LENGTH=length)
        assert said.status_code == code


@pytest.mark.parametrize("query", ["state=%00", "state=x", "cursor=%00", "cursor=" + "9" * 300])
def test_strange_questions_are_refused(key: str, query: str) -> None:
    assert get(key, f"{HERE}?{query}").status_code == 400


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1999-12-31T23:59:59Z"])
def test_a_clock_that_was_never_set_is_refused_alone(alice: Person, key: str, moment: str) -> None:
    items = [{"id": "a", "occurred_at": moment}, {"id": "b", "occurred_at": "2026-11-01T00:00:00.000001+14:00"}]
    said = post(key, {"actions": items}, "/api/v1/actions").json()
    assert (said["accepted"], [refused["index"] for refused in said["refused"]]) == (1, [0])
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 1


def test_whole_accounts_and_keys_never_reach_the_journal(alice: Person, key: str) -> None:
    account, own = "FR76 3000 6000 0112 3456 7890 189", "gf_" + "A1b2" * 10
    words = {"tool": own, "target": f"sur {account} pour Lebrun", "summary": f"vers {account.lower()}"}
    item = {"id": "a", "occurred_at": "2026-11-20T09:12:00Z"} | words
    assert post(key, {"actions": [item]}, "/api/v1/actions").json()["accepted"] == 1
    with scope(alice.company):
        action = Action.objects.of(alice.company).get()
        sealed = bytes(Entry.objects.filter(company_id=alice.company.pk, seq=action.seq).get().payload or b"").decode()
    for text in (sealed, action.target, action.tool):
        assert "3000" not in text
        assert own not in text
    assert action.target.endswith("pour Lebrun")


def test_a_call_that_is_refused_is_noted_too(alice: Person, key: str) -> None:
    assert get(key, f"{HERE}/{NOBODYS}").status_code == 404
    with scope(alice.company):
        assert AgentKey.objects.of(alice.company).get().seen_at is not None
    said = Client(headers={"authorization": f"Bearer {key}"}, REMOTE_ADDR="203.0.113.9").get(f"{HERE}/{NOBODYS}")
    assert said.status_code == 404
    with scope(alice.company):
        assert AgentKey.objects.of(alice.company).get().seen_from == "203.0.113.9"
        assert Entry.objects.filter(company_id=alice.company.pk).order_by("-seq")[0].kind is not None


def test_a_stop_on_disk_holds_when_nothing_can_be_written(
    alice: Person, agent: Agent, key: str, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    granted = post(key, small()).json()
    settings.DATA_DIR = tmp_path
    marker = markers.Marker(uuid4(), alice.company.pk, agent.pk, agent.name, "", AT, alice.membership.pk, "Alice")
    assert markers.write(marker)

    def refuse(*_: Any, **__: Any) -> None:
        raise InternalError("read-only")

    monkeypatch.setattr("api.auth.seen", refuse)
    monkeypatch.setattr("api.auth.is_worth_noting", lambda *_: True)
    assert post(key, {"action": ACTION}, name="n-2").json()["code"] == "agent-suspended"
    spent = post(key, {"action_digest": granted["action_digest"]}, f"{HERE}/{granted['id']}/consume")
    assert spent.json()["code"] == "agent-suspended"


@pytest.mark.asvs("V7.2.2")
def test_a_key_opens_no_page(key: str) -> None:
    said = Client(headers={"authorization": f"Bearer {key}"}).get("/demandes/")
    assert (said.status_code, said["Location"].partition("?")[0]) == (302, "/connexion/")


@pytest.mark.asvs("V15.3.1")
def test_an_agent_reads_the_documented_fields_and_no_other(key: str) -> None:
    made = post(key, {"action": ACTION}).json()
    assert set(made) == set(Approval.model_fields)
    assert set(get(key, f"{HERE}/{made['id']}").json()) == set(Approval.model_fields)


@pytest.mark.asvs("V7.2.2")
def test_a_session_opens_nothing_here(client: Client, alice: Person) -> None:
    client.force_login(alice.user)
    assert client.get(HERE).status_code == 401
    assert client.post(HERE, "{}", content_type="application/json").status_code == 401


def test_a_replaced_key_ends_on_its_day(alice: Person, agent: Agent, key: str) -> None:
    with scope(alice.company):
        old = AgentKey.objects.of(alice.company).get()
        for day in range(8):
            newest = AgentKey.objects.of(alice.company).order_by("-made_at", "pk").first()
            assert newest
            keys.replace(newest, by=alice.membership, at=AT + timedelta(days=2 * day + 1))
        with pytest.raises(keys.Replaced):
            keys.replace(old, by=alice.membership, at=AT + timedelta(days=99))


def waits(key: str, approval: str) -> int:
    try:
        return get(key, f"{HERE}/{approval}?wait=45").status_code
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["revoked", "cancelled"])
def test_whoever_waits_hears_that_the_key_is_gone_or_the_demand_taken_back(alice: Person, key: str, change: str) -> None:
    approval = post(key, {"action": ACTION}).json()["id"]
    with ThreadPoolExecutor(1) as pool:
        waiter = pool.submit(waits, key, approval)
        while not waiting._bells:
            assert not waiter.done()
        if change == "revoked":
            with scope(alice.company):
                keys.end(AgentKey.objects.of(alice.company).get(), by=alice.membership, at=AT)
                tell(ApprovalRequest.objects.of(alice.company).get())
        else:
            assert post(key, {}, f"{HERE}/{approval}/cancel").status_code == 200
        assert waiter.result(timeout=30) == (401 if change == "revoked" else 200)
    assert not waiting._bells


def test_a_bell_rung_by_two_at_once_rings() -> None:
    bell = waiting._Bell()
    bell.ring()
    bell.ring()
    assert bell.wait(0)
    assert not bell.wait(0)


def test_one_agent_does_not_take_every_place_that_waits() -> None:
    one, other = uuid4(), uuid4()
    bells = {(one, uuid4()): waiting._Bell() for _ in range(waiting.MOST_OF_ONE)}
    waiting._bells.update(bells)
    try:
        assert not waiting._subscribe((one, uuid4()), waiting._Bell())
        assert waiting.MOST_OF_ONE * 4 <= waiting.MOST
        assert other != one
    finally:
        for who in bells:
            del waiting._bells[who]
