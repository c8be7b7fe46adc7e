"""A real mail server on a thread: as slow, as rude and as forgetful as a test wants. It counts what it took by Message-ID."""

import asyncio
import contextlib
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message as Mail
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.faults.stack import free_port

OK = "250 OK"
PASSWORD = "secret de la messagerie"
USER = "contact@vasseur.example"
Answer = Callable[[Mail, int], str]


class PostOffice:
    """aiosmtpd's handler. `answer` decides at DATA, from the mail and how often this Message-ID came; the rest are fixed answers."""

    def __init__(self) -> None:
        self.kept: list[Mail] = []
        self.came: Counter[str] = Counter()
        self.answer: Answer = lambda *_: OK
        self.to_recipient = self.to_sender = OK
        self.pause = 0.0
        self.port = 0

    @property
    def kept_ids(self) -> Counter[str]:
        return Counter(str(mail["Message-ID"]) for mail in self.kept)

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        if self.to_sender == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.to_sender

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:  # noqa: N802
        if self.to_recipient == OK:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.original_content or b"", policy=default)
        number = str(mail["Message-ID"])
        self.came[number] += 1
        if self.pause:
            await asyncio.sleep(self.pause)
        answer = self.answer(mail, self.came[number])
        if answer.startswith("250") or answer == CUT_AFTER:
            self.kept.append(mail)
        if answer in (CUT, CUT_AFTER):
            server.transport.abort()
            return OK
        return answer


CUT = "cut before it is kept"
CUT_AFTER = "cut once it is kept"


def checked(_: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
    said = isinstance(given, LoginPassword) and (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
    return AuthResult(success=said, handled=said)


@contextlib.contextmanager
def open_office(*, certificate: ssl.SSLContext | None = None, port: int | None = None, with_password: bool = False) -> Iterator[PostOffice]:
    """On 127.0.0.1; `certificate` for STARTTLS, asked before anything else."""
    office = PostOffice()
    more: dict[str, Any] = {"tls_context": certificate, "require_starttls": certificate is not None} if certificate else {}
    if with_password:
        more |= {"authenticator": checked, "auth_require_tls": False}
    office.port = port or free_port()
    controller = Controller(office, hostname="127.0.0.1", port=office.port, server_hostname="localhost", ready_timeout=60, **more)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()


@contextlib.contextmanager
def mute() -> Iterator[int]:
    """Accepts, then never says a word: its port."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as ear:
        held: list[socket.socket] = []
        thread = threading.Thread(target=lambda: _hold(ear, held), daemon=True)
        thread.start()
        try:
            yield int(ear.getsockname()[1])
        finally:
            ear.shutdown(socket.SHUT_RDWR)
            thread.join()
            for each in held:
                each.close()


def _hold(ear: Any, held: list[Any]) -> None:
    with contextlib.suppress(OSError):
        while True:
            held.append(ear.accept()[0])
