"""A conversation with a mail server that is cut when it has lasted long enough: a server may answer one byte at a time for hours."""

import contextlib
import smtplib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

ADDRESSES = 3  # of one name, tried in turn
AT_ONCE = threading.BoundedSemaphore(2)  # somebody before a page may wait; the page's threads are not theirs alone


class Patience:
    """How long a whole conversation may last; `is_over` says that it was cut for that."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.is_over = seconds, False
        self._timer: threading.Timer | None = None
        self._line: socket.socket | None = None

    def begin(self, line: socket.socket) -> None:
        """From here on. A copy of the socket is kept: TLS takes the first one over."""
        self._line = line.dup()
        self._timer = threading.Timer(self.seconds, self._cut, [self._line])
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Nothing is cut any more."""
        if self._timer and self._line:
            self._timer.cancel()
            self._line.close()

    def _cut(self, line: socket.socket) -> None:
        self.is_over = True
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)


class _Line(smtplib.SMTP):
    """Under a patience, from the first byte."""

    patience: Patience

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = _connect(host, port, timeout)
        self.patience.begin(line)
        return line


class _TlsLine(smtplib.SMTP_SSL, _Line):
    """The same, with TLS from the first byte."""


class Backend(EmailBackend):
    """Django's own, under a patience."""

    def __init__(self, *, patience: Patience, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.patience = patience

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return type("Line", (_TlsLine if self.use_ssl else _Line,), {"patience": self.patience})


def _connect(host: str, port: int, timeout: float) -> socket.socket:
    """As socket.create_connection, but a name with a hundred addresses is not tried a hundred times."""
    error: OSError = ConnectionRefusedError()
    for _, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[:ADDRESSES]:
        try:
            return socket.create_connection(address[:2], timeout)  # type: ignore[arg-type]
        except OSError as refused:
            error = refused
    raise error


def within(seconds: float, act: Callable[[], None], late: Exception, busy: Exception) -> None:
    """Do it in a thread, and wait so long at most, whatever it does: nothing else bounds the look-up of a name. Raises `late`, or
    `busy` when two others wait already."""
    if not AT_ONCE.acquire(blocking=False):
        raise busy
    done: Future[None] = Future()

    def run() -> None:
        try:
            act()
        except BaseException as error:
            done.set_exception(error)
        else:
            done.set_result(None)
        finally:
            AT_ONCE.release()

    threading.Thread(target=run, daemon=True, name="trial").start()
    try:
        done.result(seconds)
    except TimeoutError as error:
        raise late from error
