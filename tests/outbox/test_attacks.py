"""What somebody hostile tries with the settings of mail: look around the network, read a password, take the protection away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import create_server

import pytest

from accounts import mailing
from accounts.actions.mail import set_up
from accounts.boundary import scope
from accounts.mailing import deliver_alone
from accounts.models import MailServer
from outbox import smtp
from outbox.actions import BadAddress, Cause, Letter, post
from outbox.enums import Protection
from outbox.models import Message
from outbox.smtp import NotSent, Server
from tests.cast import AT, Person, sign_in
from tests.outbox.conftest import Clock, by, deliver, one, write
from tests.outbox.post_office import PASSWORD, USER, PostOffice

EDIT = "/entreprise/messagerie/reglages/"
GOOD = {"sender": USER, "username": USER, "password": PASSWORD, "host": "smtp.exemple.fr", "port": "587", "protection": "starttls"}
MESSAGE = Message(to="a@vasseur.example", subject="Essai", text="x", html="<p>x</p>", message_id="<1@localhost>", posted_at=AT)


@contextmanager
def speaking(first: bytes, then: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """A service that is no mail server, or a strange one: its port, and what it was told."""
    heard: list[bytes] = []

    def answer() -> None:
        with suppress(OSError):
            line, _ = ear.accept()
            with line:
                line.sendall(first)
                while told := line.recv(4096):
                    heard.append(told)
                    line.sendall(then)

    with create_server(("127.0.0.1", 0)) as ear:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(ear.getsockname()[1]), heard
    thread.join(30)


def server(port: int, protection: Protection = Protection.NONE) -> Server:
    return Server("127.0.0.1", port, protection, USER, PASSWORD, USER)


@pytest.mark.parametrize("port", ["22", "80", "443", "5432", "6379", "9200", "0", "65536"])
def test_no_port_but_those_of_mail_is_tried(alice: Person, inside, port: str) -> None:
    page = sign_in(alice).post(EDIT, GOOD | {"host": "169.254.169.254", "port": port})
    assert page.context["form"].errors["port"]
    assert not MailServer.objects.exists()


@pytest.mark.parametrize("banner", [b"SSH-2.0-OpenSSH_9.2 secret-version\r\n", b"-ERR secret-version\r\n", b"HTTP/1.1 secret-version\r\n"])
def test_the_words_of_what_is_no_mail_server_are_not_repeated(banner: bytes) -> None:
    with speaking(banner) as (port, _), pytest.raises(NotSent) as caught, smtp.sent(MESSAGE, server(port)):
        pass
    assert "secret-version" not in caught.value.sentence


def test_a_server_that_hides_starttls_gets_neither_password_nor_message() -> None:
    with speaking(b"220 x\r\n", b"250-x\r\n250 AUTH PLAIN LOGIN\r\n") as (port, heard), pytest.raises(NotSent) as caught:
        smtp.send_within(MESSAGE, server(port, Protection.STARTTLS), 30)
    assert caught.value.reason == "protection"
    assert not [told for told in heard if b"AUTH" in told or b"MAIL" in told]


def test_the_action_itself_sends_no_password_elsewhere(sends: Person, inside) -> None:
    """Two owners at once: the form of one saw other settings than those there are when it is kept."""
    assert MailServer.objects.get().sealed_password
    set_up(inside, by(587, host="smtp.ailleurs.example", password=""), by=sends.actor, at=AT)
    assert MailServer.objects.get().sealed_password == ""


def test_an_account_of_the_same_server_is_another_one(sends: Person, inside) -> None:
    set_up(inside, by(587, username="un-autre@vasseur.example", password=""), by=sends.actor, at=AT)
    assert MailServer.objects.get().sealed_password == ""


@pytest.mark.parametrize(
    "to",
    [
        "a@b.fr,c@d.fr",
        "a@b.fr;c@d.fr",
        '"x\r\nBcc: c@d.fr"@b.fr',
        "a@b.fr\x0bBcc:c@d.fr",
        "a@b.fr\x85",
        "a@[127.0.0.1]\n",
        "а@b.fr",
        "undisclosed:;",
    ],
)
def test_no_second_recipient_hides_in_an_address(inside, to: str) -> None:
    with pytest.raises(BadAddress):
        post(Cause("essai", 1), Letter("Essai", "x", "<p>x</p>"), to=to, at=AT)


def test_no_line_of_the_subject_becomes_a_header(sends: Person, office: PostOffice, clock: Clock) -> None:
    with scope(sends.company):
        post(Cause("essai", 1), Letter("Bonjour\r\nBcc: c@d.fr\u2028X: y\x0b", "x", "<p>x</p>"), to="a@vasseur.example", at=AT)
    assert deliver(clock) == 1
    (mail,) = office.kept
    assert mail["Bcc"] is None
    assert mail["X"] is None
    assert "\n" not in mail["Subject"]


def test_a_lone_dot_or_a_template_in_the_words_stays_words(sends: Person, office: PostOffice, clock: Clock) -> None:
    text = "avant\n.\nRCPT TO:<c@d.fr>\n{{ settings.SECRET_KEY }}\n{% include 'x' %}\naprès\n"
    with scope(sends.company):
        post(Cause("essai", 1), Letter("Essai", text, "<p>x</p>"), to="a@vasseur.example", at=AT)
    assert deliver(clock) == 1
    assert office.kept[0].get_body(("plain",)).get_content().replace("\r\n", "\n") == text


def test_one_sweep_at_a_time_and_whoever_comes_meanwhile_gets_a_round(sends: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def sweep(**_: object) -> int:
        rounds.append(1)
        if len(rounds) == 1:
            deliver_alone(now=lambda: AT)  # woken while the first one speaks with a server
            assert len(rounds) == 1
        return 0

    monkeypatch.setattr(mailing, "deliver_due", sweep)
    deliver_alone(now=lambda: AT)
    assert len(rounds) == 2
    assert not mailing.one_sweep.locked()


def test_a_message_that_left_is_not_made_to_leave_again(sends: Person, office: PostOffice, clock: Clock) -> None:
    write(sends)
    deliver(clock)
    sign_in(sends).post(f"/entreprise/messages/{one(sends).pk}/essai/")
    clock.forward(days=1)
    assert deliver(clock) == 0
    assert len(office.kept) == 1
