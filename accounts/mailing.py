"""Delivers what waits in the outbox: opens the scopes that the outbox knows nothing of, and knows which server a company sends by."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from accounts.boundary import all_companies, scope
from accounts.letters import trial
from accounts.models import Company, MailServer, User
from lib.envelope import Unreadable, unseal
from lib.kept import Kept
from outbox import actions, queries, smtp
from outbox.actions import new_message_id
from outbox.enums import Protection
from outbox.models import Message
from outbox.rules import HERE
from outbox.smtp import NotSent, Server

Now = Callable[[], datetime]
A_ROUND = timedelta(seconds=60)  # what one company may take of the sweep when its server is slow
SUBMISSION = 587
TLS_PORT = 465  # RFC 8314 section 3.3: nothing but TLS from the first byte
FORGOTTEN = "password_forgotten"  # the cause of a link that anybody may ask for
PATIENCE = 10  # seconds in all while somebody waits before the page
AWAY = (0.2, 0.5, 1, 2, 4, 8, 15)  # seconds: a killed database is back in a few
OWN = Kept(lambda company: MailServer.objects.of(company).values_list("pk", flat=True)[:1], Company)
log = logging.getLogger(__name__)
one_sweep, asked_again = threading.Lock(), threading.Event()


def server_of(company: Company) -> Server | None:
    """The company's own, else the installation's (EMAIL_URL); None when there is neither. Inside the company's scope."""
    kept = MailServer.objects.of(company).first()
    return _opened(kept) if kept else installation_server()


def is_set_up(company: Company) -> bool:
    """Would a message leave?"""
    return installation_server() is not None or bool(OWN.read(company))


def is_set_up_somewhere() -> bool:
    """May a message to somebody leave at all? Opens each company's scope until one can send."""
    if installation_server() is not None:
        return True
    for company in all_companies():
        with scope(company):
            if MailServer.objects.of(Company.objects.get(pk=company)).exists():
                return True
    return False


def server_for(message: Message, of_company: Server | None) -> Server | None:
    """A link to a person's whole account, of which a company is a part, leaves by the installation's own server where there is one."""
    return (installation_server() or of_company) if message.cause_kind == FORGOTTEN else of_company


def installation_server() -> Server | None:
    """What EMAIL_URL names, when it names a mail server; protected even when it does not ask for it, unless it is on this machine."""
    given = settings.EMAIL_CONFIG
    if not given.get("EMAIL_HOST") or "smtp" not in given.get("EMAIL_BACKEND", "smtp"):
        return None
    is_tls = given.get("EMAIL_USE_SSL") or given.get("EMAIL_PORT") == TLS_PORT
    is_bare = given["EMAIL_HOST"] in HERE and not given.get("EMAIL_USE_TLS")
    protection = Protection.TLS if is_tls else Protection.NONE if is_bare else Protection.STARTTLS
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    port = int(given.get("EMAIL_PORT") or SUBMISSION)
    return Server(given["EMAIL_HOST"], port, protection, given.get("EMAIL_HOST_USER") or "", given.get("EMAIL_HOST_PASSWORD") or "", sender)


def _opened(kept: MailServer) -> Server:
    """A password sealed by a key we no longer have is no password: the server's refusal says what to do."""
    try:
        password = str(unseal(kept.sealed_password, kept.pk)) if kept.sealed_password else ""
    except Unreadable:
        log.error("the password of mail server %s cannot be read: field_keys changed, or the row did", kept.pk)
        password = ""
    return Server(kept.host, kept.port, Protection(kept.protection), kept.username, password, kept.sender)


def try_now(company: Company, user: User, *, at: datetime) -> None:
    """A test mail to oneself, while the page waits. Inside the company's scope. Raises NotSent."""
    server = server_of(company)
    if server is None:
        raise NotSent("unset")
    words = trial(user, company)
    message = Message(to=user.email, subject=words.subject, text=words.text, html=words.html, message_id=new_message_id(), posted_at=at)
    smtp.send_within(message, server, PATIENCE)


def deliver_alone(*, now: Now) -> None:
    """One sweep at a time in a process: servers that take their time must not hold every thread. Whoever comes meanwhile asks for
    another round."""
    asked_again.set()
    while asked_again.is_set() and one_sweep.acquire(blocking=False):
        try:
            asked_again.clear()
            deliver_due(now=now)
        finally:
            one_sweep.release()


def deliver_due(*, now: Now) -> int:
    """Every company in turn; how many messages left. A company that fails does not hold the others back."""
    sent = 0
    for company in all_companies():
        try:
            sent += _deliver(company, now)
        except Exception:
            log.exception("mail of %s", company)
    return sent


def _deliver(company: UUID, now: Now) -> int:
    """One transaction to take a message in hand, none while we speak with the server, one to say what became of it."""
    began, sent = now(), 0
    with scope(company):
        due = queries.due(company, began)
        server = server_of(Company.objects.get(pk=company)) if due else None
    for pk in due:
        if now() - began > A_ROUND:
            break
        with scope(company):
            message = actions.claim(company, pk, at=now())
        if message is None:
            continue
        refused = _send(company, message, server_for(message, server), now)
        if refused and refused.is_of_server:
            break  # the others wait for their turn instead of each finding out
        sent += refused is None
    return sent


def _note_sent(company: UUID, message: Message, now: Now) -> None:
    """The server has it: a database that goes away at this very moment is waited for, or the message would leave twice."""
    for pause in (*AWAY, None):
        try:
            with scope(company):
                actions.note_sent(message, at=now())
        except (OperationalError, InterfaceError):
            if pause is None:
                raise
            connection.close()
            time.sleep(pause)
        else:
            return


def _send(company: UUID, message: Message, server: Server | None, now: Now) -> NotSent | None:
    try:
        if server is None:
            raise NotSent("unset")
        with smtp.sent(message, server):
            _note_sent(company, message, now)
    except NotSent as refused:
        with scope(company):
            actions.note_failure(message, refused.sentence, is_final=refused.is_final, at=now())
        return refused
    return None
