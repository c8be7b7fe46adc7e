"""Whatever goes wrong with a mail server becomes one plain sentence that says what to do."""

import ssl
from pathlib import Path
from unittest import mock

import pytest
from environs import Env

from accounts import mailing
from accounts.boundary import scope
from accounts.models import MailServer
from outbox import smtp
from outbox.enums import Protection
from outbox.messages import REASONS
from outbox.models import Message
from outbox.smtp import NotSent, Server
from tests.browser.https import _certificate
from tests.cast import AT, Person
from tests.faults.stack import free_port
from tests.outbox.conftest import hasty
from tests.outbox.post_office import PASSWORD, USER, PostOffice, mute, open_office

MESSAGE = Message(
    to="claire@vasseur.example", subject="Essai", text="Bonjour", html="<p>Bonjour</p>", message_id="<1@localhost>", posted_at=AT
)


def server(port: int, **more: object) -> Server:
    usual = {"host": "127.0.0.1", "port": port, "protection": Protection.NONE, "user": USER, "password": PASSWORD, "sender": USER}
    return Server(**(usual | more))  # type: ignore[arg-type]


def refused(given: Server) -> NotSent:
    with pytest.raises(NotSent) as caught, smtp.sent(MESSAGE, given):
        pass
    return caught.value


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    path = _certificate(tmp_path_factory.mktemp("certificate"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def test_all_is_well(office: PostOffice) -> None:
    with smtp.sent(MESSAGE, server(office.port)):
        assert len(office.kept) == 1


def test_a_wrong_password(office: PostOffice) -> None:
    why = refused(server(office.port, password="faux"))
    assert (why.reason, why.is_of_server, why.is_final) == ("password", True, False)
    assert why.sentence.startswith(REASONS["password"])
    assert "Réponse du serveur\u00a0: " in why.sentence
    assert "faux" not in why.sentence


def test_a_password_no_server_would_take(office: PostOffice) -> None:
    assert refused(server(office.port, password="pâté")).reason == "password"


def test_a_name_that_does_not_exist() -> None:
    assert refused(server(25, host="serveur.invalid")).reason == "name"
    assert refused(server(25, host="a" * 70 + ".invalid")).reason == "name"


def test_a_refused_connection() -> None:
    assert refused(server(free_port())).reason == "refused"


@pytest.mark.slow
def test_a_server_that_never_answers() -> None:
    with mute() as port, hasty():
        assert refused(server(port)).reason == "timeout"


def test_a_sender_that_is_not_theirs(office: PostOffice) -> None:
    office.to_sender = "553 5.7.1 not owned by user"
    why = refused(server(office.port))
    assert (why.reason, why.is_final, why.is_of_server) == ("sender", False, True)
    office.to_sender = "530 5.7.0 authentication required"
    assert refused(server(office.port)).reason == "password"
    office.to_sender = "451 try later"
    assert refused(server(office.port)).reason == "later"


@pytest.mark.asvs("V12.3.2")
def test_a_certificate_nobody_vouches_for(certified: tuple[Path, ssl.SSLContext]) -> None:
    with open_office(certificate=certified[1]) as office:
        why = refused(server(office.port, protection=Protection.STARTTLS, user="", host="localhost"))
    assert (why.reason, why.is_of_server) == ("certificate", True)


def test_with_a_good_certificate_the_password_travels_hidden(
    certified: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = ssl.create_default_context(cafile=str(certified[0]))
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: ours)
    with open_office(certificate=certified[1], with_password=True) as office:
        with smtp.sent(MESSAGE, server(office.port, protection=Protection.STARTTLS, host="localhost")):
            pass
        assert len(office.kept) == 1


def test_the_other_protection(office: PostOffice) -> None:
    assert refused(server(office.port, protection=Protection.STARTTLS)).reason == "protection"
    assert refused(server(office.port, protection=Protection.TLS)).reason == "protection"


def test_every_reason_has_its_sentence() -> None:
    for reason in REASONS:
        assert NotSent(reason).sentence == REASONS[reason]
    told = NotSent("content", "é" * 9)
    assert told.sentence.endswith("\u00a0: " + "é" * 9)


def test_the_words_of_a_server_are_one_short_line(office: PostOffice) -> None:
    office.to_recipient = "550 <b>non</b> " + "x" * 900
    why = refused(server(office.port))
    assert why.reason == "recipient"
    assert len(why.answer) == smtp.LONGEST_ANSWER
    assert "\n" not in why.answer


def test_a_network_that_is_not_there() -> None:
    with mock.patch("socket.create_connection", side_effect=OSError(101, "Network is unreachable")):
        assert refused(server(25)).reason == "network"


def test_a_password_sealed_by_a_lost_key_is_no_password(sends: Person, settings) -> None:
    settings.FIELD_KEYS = ["A" * 43 + "="]
    with scope(sends.company):
        found = mailing.server_of(sends.company)
    assert found is not None
    assert found.password == ""


def test_the_password_is_nowhere_in_the_rows(sends: Person) -> None:
    with scope(sends.company):
        row = MailServer.objects.of(sends.company).get()
        found = mailing.server_of(sends.company)
    assert found is not None
    assert found.password == PASSWORD
    assert PASSWORD not in str(vars(row))
    assert PASSWORD not in repr(found)


@pytest.mark.parametrize(
    ("url", "host", "port", "protection"),
    [
        ("smtp+tls://moi:secret@smtp.exemple.fr:587", "smtp.exemple.fr", 587, Protection.STARTTLS),
        ("smtp+ssl://moi:secret@smtp.exemple.fr:465", "smtp.exemple.fr", 465, Protection.TLS),
        ("smtp://moi:secret@smtp.exemple.fr:25", "smtp.exemple.fr", 25, Protection.STARTTLS),
        ("smtp://moi:secret@localhost:25", "localhost", 25, Protection.NONE),
    ],
)
def test_the_installation_s_server_is_protected_unless_it_is_here(url: str, host: str, port: int, protection: Protection, settings) -> None:
    settings.EMAIL_CONFIG = Env().dj_email_url("X", default=url)
    found = mailing.installation_server()
    assert found is not None
    assert (found.host, found.port, found.protection, found.user, found.password) == (host, port, protection, "moi", "secret")


def test_mail_on_the_screen_is_no_server(settings) -> None:
    settings.EMAIL_CONFIG = Env().dj_email_url("X", default="consolemail://")
    assert mailing.installation_server() is None
