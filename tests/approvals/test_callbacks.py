"""An agent that wants to be called back: told once of each answer, signed so that a receiver's own library agrees, never led inside."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from accounts.boundary import scope
from approvals.actions import callbacks, calling_back
from approvals.actions.asking import ask, cancel, spend
from approvals.actions.deciding import Answered, decide, expire_due
from approvals.enums import Measure
from approvals.models import ApprovalRequest, Callback, CallbackHost, CallbackSecret
from approvals.rules.callbacks import PAUSES, body_of, headers, host_of, is_end, pause_after
from inventory.models import Agent
from ledger.queries import newest
from lib import outbound
from tests.accounts.journeys import NOW
from tests.approvals.test_requests import asked, limit
from tests.cast import AT, Person, sign_in
from tests.register import rows


class Receiver(HTTPServer):
    """Answers what the test says, and keeps what it got."""

    status, more = 200, ()
    got: list[tuple[dict[str, str], bytes]]

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Ear(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers.items()), body))
        self.send_response(self.server.status)
        for name, value in self.server.more:
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver(("127.0.0.1", 0), Ear)
    server.got = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        return rows.agent(alice.company, "Facturier", AT)


@pytest.fixture
def secret(alice: Person, agent: Agent, receiver: Receiver) -> str:
    with scope(alice.company):
        callbacks.allow_host(agent, receiver.place, by=alice.membership, at=NOW)
        return callbacks.make_secret(agent, by=alice.membership, at=NOW)


def waiting(person: Person, agent: Agent, url: str, **more: Any) -> ApprovalRequest:
    with scope(person.company):
        return ask(agent, asked(callback_url=url, **more), at=NOW)


def answered(person: Person, request: ApprovalRequest, *, is_yes: bool = True) -> None:
    with scope(person.company):
        said = Answered(is_yes, bytes(request.digest), request.facts_number, may_ask_again=True)
        decide(request, said, by=person.membership, at=NOW)


def call(at: datetime = NOW) -> int:
    return calling_back.call_due(now=lambda: at)


def only(person: Person) -> Callback:
    with scope(person.company):
        return Callback.objects.of(person.company).get()


def told(person: Person, agent: Agent, receiver: Receiver, *, is_yes: bool = True) -> Callback:
    request = waiting(person, agent, f"http://{receiver.place}/suite?x=1")
    answered(person, request, is_yes=is_yes)
    return only(person)


def test_an_answer_is_told_once_and_the_receivers_own_library_agrees(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    owed = told(alice, agent, receiver)
    assert call() == 1
    assert call() == 0
    [(sent, body)] = receiver.got
    verified = Webhook(secret).verify(body, sent)
    assert verified == {
        "type": "approval.approved",
        "timestamp": "2026-11-23T09:12:00Z",
        "data": {"id": str(owed.request_id), "state": "approved"},
    }
    assert sent["webhook-id"] == f"msg_{owed.pk.hex}"
    assert only(alice).arrived_at == NOW


def test_a_forged_or_changed_body_is_found_out(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    told(alice, agent, receiver)
    call()
    [(sent, body)] = receiver.got
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"approved", b"denied"), sent)
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_" + "A" * 44).verify(body, sent)


def test_while_a_secret_rotates_both_sign_and_a_day_later_one_does(
    alice: Person, agent: Agent, receiver: Receiver, secret: str, clock: Any
) -> None:
    with scope(alice.company):
        old = CallbackSecret.objects.of(alice.company).get()
        fresh = callbacks.replace_secret(old, by=alice.membership, at=NOW)
        with pytest.raises(callbacks.Replaced):
            callbacks.replace_secret(old, by=alice.membership, at=NOW)
    told(alice, agent, receiver)
    receiver.status = 500
    call()
    later = NOW + timedelta(hours=25)
    clock.move_to(later)
    receiver.status = 200
    assert call(later) == 1
    (first, one), (second, two) = receiver.got
    assert one == two
    assert first["webhook-id"] == second["webhook-id"]
    clock.move_to(NOW)
    Webhook(secret).verify(one, first)
    Webhook(fresh).verify(one, first)
    clock.move_to(later)
    Webhook(fresh).verify(two, second)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(two, second)


def test_every_end_is_told_and_a_yes_unused_is_not_told_again(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    url = f"http://{receiver.place}/"
    yes, no, silent, taken = (waiting(alice, agent, url, sent_as=f"n{n}", reference=f"F-{n}") for n in range(4))
    answered(alice, yes)
    answered(alice, no, is_yes=False)
    with scope(alice.company):
        cancel(agent, taken.pk, at=NOW)
        expire_due(alice.company, at=NOW + timedelta(days=8))
        expire_due(alice.company, at=NOW + timedelta(days=30))
        states = dict(Callback.objects.of(alice.company).values_list("request_id", "state"))
    assert states == {yes.pk: "approved", no.pk: "denied", taken.pk: "cancelled", silent.pk: "expired"}


def test_what_a_limit_lets_through_and_what_wants_no_call_make_none(alice: Person, agent: Agent) -> None:
    waiting(alice, agent, "https://n8n.example/", cents=500_00)
    answered(alice, waiting(alice, agent, "", sent_as="b"))
    with scope(alice.company):
        assert not Callback.objects.of(alice.company).exists()


@pytest.mark.parametrize(("status", "why"), [(409, "status-409"), (500, "status-500"), (404, "status-404"), (302, "status-302")])
def test_a_no_is_tried_again_at_the_times_said_then_given_up(
    alice: Person, agent: Agent, receiver: Receiver, secret: str, status: int, why: str
) -> None:
    told(alice, agent, receiver)
    receiver.status = status
    at = NOW
    for pause in PAUSES:
        call(at)
        owed = only(alice)
        assert (owed.last_error, owed.next_try_at, owed.gave_up_at) == (why, at + pause, None)
        call(at + pause - timedelta(seconds=1))
        at = owed.next_try_at
    call(at)
    assert only(alice).gave_up_at == at
    assert len(receiver.got) == 12
    assert call(at + timedelta(days=9)) == 0


def test_a_gone_receiver_is_called_no_more(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    told(alice, agent, receiver)
    receiver.status = 410
    call()
    assert (only(alice).last_error, only(alice).gave_up_at) == ("gone", NOW)
    answered(alice, waiting(alice, agent, f"http://{receiver.place}/suite?x=1", sent_as="b", reference="F-2"))
    assert call(NOW + timedelta(days=1)) == 0
    assert len(receiver.got) == 1
    receiver.status = 200
    with scope(alice.company):
        assert callbacks.retry(only(alice), by=alice.membership, at=NOW)
    assert call() == 1
    with scope(alice.company):
        assert not callbacks.retry(only(alice), by=alice.membership, at=NOW)


def test_a_redirect_is_not_followed(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    receiver.status, receiver.more = 307, (("Location", f"http://{receiver.place}/interne"),)
    told(alice, agent, receiver)
    assert call() == 0
    assert len(receiver.got) == 1


def test_without_a_secret_nothing_leaves_and_making_one_sends_what_waits(alice: Person, agent: Agent, receiver: Receiver) -> None:
    told(alice, agent, receiver)
    call()
    assert only(alice).last_error == "no-secret"
    with scope(alice.company):
        callbacks.allow_host(agent, receiver.place, by=alice.membership, at=NOW)
        callbacks.make_secret(agent, by=alice.membership, at=NOW)
        with pytest.raises(callbacks.HasSecret):
            callbacks.make_secret(agent, by=alice.membership, at=NOW)
    assert call() == 1


def test_an_agent_that_has_used_the_answer_is_not_called(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    owed = told(alice, agent, receiver)
    with scope(alice.company):
        spend(agent, owed.request_id, bytes(owed.request.digest), at=NOW)
    assert call() == 0
    assert (only(alice).last_error, receiver.got) == ("known", [])


def test_what_a_dead_worker_held_is_called_by_the_next_one(alice: Person, agent: Agent, receiver: Receiver, secret: str) -> None:
    told(alice, agent, receiver)
    with scope(alice.company):
        Callback.objects.of(alice.company).update(lease_until=NOW + timedelta(minutes=2))
    assert call() == 0
    assert call(NOW + timedelta(minutes=2)) == 1


def test_an_address_inside_is_refused_until_the_owner_lists_it(alice: Person, agent: Agent, receiver: Receiver) -> None:
    with scope(alice.company):
        callbacks.make_secret(agent, by=alice.membership, at=NOW)
    told(alice, agent, receiver)
    assert call() == 0
    assert only(alice).last_error == "address"
    with scope(alice.company):
        callbacks.allow_host(agent, "127.0.0.1:1", by=alice.membership, at=NOW)
    assert call() == 0
    with scope(alice.company):
        callbacks.allow_host(agent, receiver.place, by=alice.membership, at=NOW)
        other = rows.agent(alice.company, "Relance", AT)
        listed = CallbackHost.objects.of(alice.company).get(host=receiver.place)
        assert not CallbackHost.objects.of(alice.company).filter(agent=other).exists()
    assert call() == 1
    with scope(alice.company):
        callbacks.withdraw_host(listed, by=alice.membership, at=NOW)
    answered(alice, waiting(alice, agent, f"http://{receiver.place}/b", sent_as="b", reference="F-2"))
    assert call() == 0
    assert len(receiver.got) == 1


INSIDE = (
    "10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 198.18.0.1 192.0.2.1 240.0.0.1 ::1 :: fe80::1 "
    "fd00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 2002:7f00:1:: 2001:0:7f00:1:: ::127.0.0.1 fec0::1"
).split()


@pytest.mark.parametrize("address", INSIDE)
@pytest.mark.asvs("V1.3.6")
def test_a_public_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(
        outbound.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (address, 443))]
    )
    monkeypatch.setattr(outbound.socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    with pytest.raises(outbound.NotAnswered, match="forbidden"):
        outbound.tell("https://n8n.example/", b"", {})


@pytest.mark.parametrize("url", [
    "http://n8n.example/", "http://127.0.0.1/", "https://u:p@n8n.example/", "ftp://n8n.example/", "https://", "https://n8n.example:0/",
    "https://n8n.example:x/", "//n8n.example/", "https://[::1", "http://localhost/",
])  # fmt: skip
@pytest.mark.asvs("V1.3.6")
def test_only_https_leaves_and_this_machine_is_no_exception(url: str) -> None:
    with pytest.raises(outbound.NotAnswered, match="address"):
        outbound.tell(url, b"", {})


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://[::ffff:127.0.0.1]/"]
)
@pytest.mark.asvs("V1.3.6")
def test_this_machine_spelt_otherwise_is_still_inside(url: str) -> None:
    with pytest.raises(outbound.NotAnswered, match=r"forbidden|unreachable"):
        outbound.tell(url, b"", {})


@pytest.mark.asvs("V1.3.6")
def test_a_name_is_looked_up_once_and_that_address_is_the_one_called(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([[(0, 0, 0, "", ("93.184.216.34", 443))], [(0, 0, 0, "", ("127.0.0.1", 443))]])
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: next(answers))
    called = []

    def connect(address: tuple[str, int], **_: Any) -> None:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(outbound.socket, "create_connection", connect)
    with pytest.raises(outbound.NotAnswered, match="unreachable"):
        outbound.tell("https://n8n.example/", b"", {})
    assert called == [("93.184.216.34", 443)]


@pytest.mark.parametrize("address", "169.254.169.254 fe80::1 224.0.0.1 :: ::ffff:169.254.169.254".split())
@pytest.mark.asvs("V1.3.6")
def test_a_listed_name_may_not_lead_to_the_keys_of_a_rented_machine(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 80))])
    with pytest.raises(outbound.NotAnswered, match="forbidden"):
        outbound.tell("http://n8n.local/", b"", {}, hosts=frozenset({"n8n.local:80"}))


def test_an_endless_answer_is_not_read_and_a_dripping_one_is_cut() -> None:
    import socket

    def serve(ear: socket.socket, pieces: Any) -> None:
        line, _ = ear.accept()
        line.recv(4096)
        try:
            for piece in pieces:
                line.sendall(piece)
                threading.Event().wait(0.02 if len(piece) == 1 else 0)
        except OSError:
            pass
        finally:
            line.close()

    for pieces, outcome in (((b"HTTP/1.1 200 OK\r\n\r\n", *[b"x" * 65536] * 999), 200), ((b"H", *[b"x"] * 500), "slow")):
        with socket.create_server(("127.0.0.1", 0)) as ear:
            thread = threading.Thread(target=serve, args=(ear, pieces), daemon=True)
            thread.start()
            place = f"127.0.0.1:{ear.getsockname()[1]}"
            if outcome == "slow":
                with pytest.raises(outbound.NotAnswered, match="slow"):
                    outbound.tell(f"http://{place}/", b"", {}, hosts=frozenset({place}), total=0.2)
            else:
                assert outbound.tell(f"http://{place}/", b"", {}, hosts=frozenset({place}), total=60) == outcome
            thread.join(60)


def test_rules() -> None:
    ends = [("approved", ""), ("expired", "silence"), ("expired", "below_limit"), ("pending", ""), ("consumed", "")]
    assert [is_end(*one) for one in ends] == [True, True, False, False, False]
    assert [pause_after(0), pause_after(1), pause_after(11), pause_after(12)] == [None, timedelta(seconds=5), timedelta(hours=24), None]
    assert json.loads(body_of("n", "denied", AT)) == {
        "type": "approval.denied",
        "timestamp": "2026-11-23T09:12:00Z",
        "data": {"id": "n", "state": "denied"},
    }
    # The vector of the specification's own repository.
    sent = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        datetime.fromtimestamp(1614265330, UTC),
    )  # fmt: skip
    assert sent["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("text", "host"),
    [
        (" N8N.local:5678 ", "n8n.local:5678"), ("192.168.1.20:80", "192.168.1.20:80"), ("[fd00::2]:8080", "[fd00::2]:8080"),
        ("n8n.local", None), ("http://n8n.local:1", None), ("n8n.local:0", None), ("n8n.local:70000", None), ("a b:1", None), ("*:1", None),
    ],
)  # fmt: skip
def test_a_host_has_a_name_and_a_port(text: str, host: str | None) -> None:
    assert host_of(text) == host


def test_the_owner_makes_a_secret_seen_once_allows_a_machine_and_tries_again(alice: Person, agent: Agent, receiver: Receiver) -> None:
    browser, page = sign_in(alice), reverse("approvals:callbacks", args=[agent.pk])
    assert "aucun rappel ne part" in browser.get(page).text
    shown = browser.post(reverse("approvals:callback_secret_new", args=[agent.pk])).text
    [secret] = [word for word in shown.replace("<", " ").replace(">", " ").split() if word.startswith("whsec_")]
    assert secret not in browser.get(page).text
    assert "Indiquez la machine et son port" in browser.post(reverse("approvals:callback_host_new", args=[agent.pk]), {"host": "n8n"}).text
    browser.post(reverse("approvals:callback_host_new", args=[agent.pk]), {"host": receiver.place})
    receiver.status = 500
    owed = told(alice, agent, receiver)
    call()
    seen = browser.get(page).text
    assert "L’adresse a répondu 500." in seen
    assert "suite?x=1" not in seen
    receiver.status = 200
    browser.post(reverse("approvals:callback_retry", args=[owed.pk]))
    call()
    assert "Reçu" in browser.get(page).text
    Webhook(secret).verify(receiver.got[-1][1], receiver.got[-1][0])
    with scope(alice.company):
        acts = [line.act for line in newest(20)]
        assert secret not in CallbackSecret.objects.of(alice.company).get().sealed
    assert {"callback.secret_made", "callback.host_allowed", "callback.retried"} <= set(acts)
