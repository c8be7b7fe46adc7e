"""A mail server that says one byte at a time, or nothing: every conversation has an end, and somebody before a page waits ten seconds."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from outbox import smtp
from outbox.enums import Protection
from outbox.models import Message
from outbox.patience import ADDRESSES, AT_ONCE, within
from outbox.rules import LEASE
from outbox.smtp import NotSent, Server, send_within
from tests.cast import AT
from tests.faults.stack import until
from tests.outbox.post_office import PASSWORD, USER, mute, open_office

MESSAGE = Message(to="a@vasseur.example", subject="Essai", text="x", html="<p>x</p>", message_id="<1@localhost>", posted_at=AT)
FEW = 0.4


def server(port: int, host: str = "127.0.0.1") -> Server:
    return Server(host, port, Protection.NONE, USER, PASSWORD, USER)


@pytest.fixture(autouse=True)
def both_places_are_free() -> None:
    """Who was left behind by an earlier test, here or in another file, may still be on its way out."""

    def are_free() -> bool:
        taken = [AT_ONCE.acquire(blocking=False) for _ in range(2)]
        for _ in filter(None, taken):
            AT_ONCE.release()
        return all(taken)

    until(are_free)


@contextlib.contextmanager
def dripping() -> Iterator[int]:
    """One byte of a banner that never ends, every tenth of a second: no single answer is late."""
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ended = threading.Event()

        def drip() -> None:
            with contextlib.suppress(OSError):
                line, _ = ear.accept()
                with line:
                    while not ended.wait(0.1):
                        line.send(b"2")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        try:
            yield int(ear.getsockname()[1])
        finally:
            ended.set()
            thread.join()


def test_a_server_that_drips_is_cut() -> None:
    with dripping() as port, pytest.raises(NotSent) as caught, smtp.sent(MESSAGE, server(port), longest=FEW):
        pass
    assert caught.value.reason == "timeout"


def test_a_server_that_says_nothing_is_cut_too() -> None:
    with mute() as port, pytest.raises(NotSent) as caught:
        send_within(MESSAGE, server(port), FEW)
    assert caught.value.reason == "timeout"


def test_a_name_that_is_looked_up_for_ever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr("outbox.patience._connect", lambda *_: ended.wait(60) and socket.socket())
    started = time.monotonic()
    with pytest.raises(NotSent) as caught:
        send_within(MESSAGE, server(25), FEW)
    ended.set()
    assert caught.value.reason == "timeout"
    assert time.monotonic() - started < 30  # the look-up would have taken a minute


def test_a_third_one_does_not_wait() -> None:
    ended = threading.Event()
    late, busy = TimeoutError(), RuntimeError()
    for _ in range(2):
        with pytest.raises(TimeoutError):
            within(0.01, lambda: ended.wait(60) and None, late, busy)
    with pytest.raises(RuntimeError):
        within(0.01, lambda: None, late, busy)
    ended.set()

    def is_free() -> bool:
        with contextlib.suppress(RuntimeError):
            within(60, lambda: None, late, busy)
            return True
        return False

    until(is_free)


def test_a_message_that_is_taken_is_taken() -> None:
    with open_office(with_password=True) as office:
        send_within(MESSAGE, server(office.port), 60)
        assert len(office.kept) == 1


def test_a_name_with_many_addresses_is_tried_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (f"192.0.2.{number}", 25)) for number in range(100)])

    def refused(address: object, _: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refused)
    with pytest.raises(NotSent) as caught:
        send_within(MESSAGE, server(25, "mail.example"), 60)
    assert caught.value.reason == "refused"
    assert len(tried) == ADDRESSES


def test_a_conversation_ends_long_before_its_lease() -> None:
    assert LEASE.total_seconds() / 2 > smtp.LONGEST + 2 * smtp.TIMEOUT
