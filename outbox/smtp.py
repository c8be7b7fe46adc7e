"""One conversation with a mail server, by Django's own backend; what went wrong becomes one of a few reasons, each with its sentence."""

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import format_datetime, formataddr

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from lib.envelope import Unreadable
from lib.words import on_one_line
from outbox.enums import Protection
from outbox.messages import REASONS
from outbox.models import Message
from outbox.patience import Backend, Patience, within

TIMEOUT = 15  # seconds for each answer of the server
LONGEST = 120  # seconds for a whole conversation: well under the lease of a message (outbox.rules.LEASE)
SENDER_NAME = "Garde-fou"
LONGEST_ANSWER = 200
FIRST_CODE = 200
PERMANENT = 500
AUTHENTICATION_REQUIRED = 530
OF_A_MESSAGE = {"recipient", "content", "later", "sealed"}  # another message may pass


@dataclass(frozen=True)
class Server:
    """Where mail leaves. `sender` is our address."""

    host: str
    port: int
    protection: Protection
    user: str
    password: str = field(repr=False)
    sender: str


class NotSent(Exception):
    """A key of messages.REASONS and what the server said. `is_final`: trying again would change nothing."""

    def __init__(self, reason: str, answer: str = "", *, is_final: bool = False) -> None:
        super().__init__(reason, answer)
        self.reason, self.answer, self.is_final = reason, answer, is_final

    @property
    def is_of_server(self) -> bool:
        """No other message would pass now."""
        return self.reason not in OF_A_MESSAGE

    @property
    def sentence(self) -> str:
        """What happened and what to do, with the server's own words."""
        told = _(REASONS[self.reason])
        return _("%(told)s Réponse du serveur\u00a0: %(answer)s") % {"told": told, "answer": self.answer} if self.answer else told


@contextlib.contextmanager
def sent(message: Message, server: Server, *, longest: float | None = None) -> Iterator[None]:
    """The block runs when the server has taken the message, before we say goodbye: what it notes is noted as early as can be.
    Raises NotSent."""
    patience = Patience(longest or LONGEST)
    backend = Backend(
        patience=patience, host=server.host, port=server.port, username=server.user, password=server.password,
        timeout=min(TIMEOUT, patience.seconds),
        use_tls=server.protection == Protection.STARTTLS, use_ssl=server.protection == Protection.TLS,
    )  # fmt: skip
    try:
        _send(backend, mail_of(message, server))
        yield
    finally:
        backend.fail_silently = True
        backend.close()
        patience.end()


def send_within(message: Message, server: Server, seconds: float) -> None:
    """While somebody waits: so many seconds in all, the look-up of the name included. Raises NotSent."""

    def talk() -> None:
        with sent(message, server, longest=seconds):
            pass

    within(seconds, talk, NotSent("timeout"), NotSent("busy"))


def _send(backend: Backend, mail: EmailMultiAlternatives) -> None:
    try:
        backend.open()
        backend.send_messages([mail])
    except (OSError, UnicodeError) as error:  # smtplib's own errors are OSErrors
        raise (NotSent("timeout") if backend.patience.is_over else refusal(error)) from error


def mail_of(message: Message, server: Server) -> EmailMultiAlternatives:
    """The same Message-ID and date at each try. Raises NotSent."""
    try:
        text, html = message.words
    except Unreadable as error:
        raise NotSent("sealed", is_final=True) from error
    headers = {
        "Message-ID": message.message_id,
        "Date": format_datetime(message.posted_at),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no absence notice comes back
    }
    mail = EmailMultiAlternatives(message.subject, text, formataddr((SENDER_NAME, server.sender)), [message.to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def refusal(error: Exception) -> NotSent:
    """What an error of the conversation or of the network means."""
    if isinstance(error, smtplib.SMTPException):
        return _of_conversation(error)
    table: tuple[tuple[type[Exception], str], ...] = (
        (ssl.SSLCertVerificationError, "certificate"),
        (ssl.SSLError, "protection"),
        (socket.gaierror, "name"),
        (UnicodeEncodeError, "password"),  # smtplib sends an identifier and a password of ASCII only
        (UnicodeError, "name"),
        (ConnectionRefusedError, "refused"),
        (TimeoutError, "timeout"),
        (ConnectionError, "cut"),
    )
    return NotSent(next((reason for kind, reason in table if isinstance(error, kind)), "network"))


def _of_conversation(error: smtplib.SMTPException) -> NotSent:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return _answered(code, answer, "recipient")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NotSent("protection")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return NotSent("timeout" if isinstance(error.__context__, TimeoutError) else "cut")
    return _of_answer(error) if isinstance(error, smtplib.SMTPResponseException) else NotSent("cut")


def _of_answer(error: smtplib.SMTPResponseException) -> NotSent:
    """Wrong settings can be mended, hence are never final; a message that is refused for itself is."""
    code, answer = error.smtp_code, error.smtp_error
    if isinstance(error, smtplib.SMTPDataError):
        return _answered(code, answer, "content")
    if isinstance(error, smtplib.SMTPAuthenticationError) or code == AUTHENTICATION_REQUIRED:
        return NotSent("password" if code >= PERMANENT else "later", _words(answer))
    if isinstance(error, smtplib.SMTPSenderRefused):
        return NotSent("sender" if code >= PERMANENT else "later", _words(answer))
    return NotSent("cut", _words(answer) if code >= FIRST_CODE else "")  # what does not speak of mail is not repeated


def _answered(code: int, answer: bytes | str, permanent: str) -> NotSent:
    is_final = code >= PERMANENT
    return NotSent(permanent if is_final else "later", _words(answer), is_final=is_final)


def _words(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return on_one_line(text)[:LONGEST_ANSWER]
