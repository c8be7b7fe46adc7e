"""One bounded conversation with a server outside: https with a checked certificate, no address inside our own network, no redirect, little
time, little text. Plain http is for this very machine.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
TOTAL = 20.0  # seconds for the whole conversation, however slowly it is answered
LARGEST = 64 * 1024  # bytes of an answer
PIECE = 8192
OK = 200
# Addresses that a gateway turns into one of IPv4, perhaps of our own network: RFC 4291 (2.5.5.1), 2765, 6052, 8215, 3056.
CARRYING = tuple(ipaddress.IPv6Network(net) for net in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"))


class NotAnswered(Exception):
    """A reason: address, forbidden, unreachable, slow, certificate, status, large."""


def is_allowed(url: str) -> bool:
    """https, or http to this machine; a host, no account in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)
    return is_safe and bool(parts.hostname) and parts.username is None and port != 0


def post(url: str, body: bytes, kind: str, *, total: float = TOTAL) -> bytes:
    """The body of a 200. Raises NotAnswered."""
    if not is_allowed(url):
        raise NotAnswered("address")
    parts = urlsplit(url)
    host, is_secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _connected(host, port, total) as plain:
            with _ending(plain, total) as is_over:
                said = _asked(plain, host, path, body, kind, is_secure=is_secure)
            if is_over():
                raise NotAnswered("slow")
            return said
    except NotAnswered:
        raise
    except ssl.SSLCertVerificationError as error:
        raise NotAnswered("certificate") from error
    except TimeoutError as error:
        raise NotAnswered("slow") from error
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise NotAnswered("unreachable") from error


def _connected(host: str, port: int, total: float) -> socket.socket:
    """To an address looked at before: what the name means cannot change in between."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if host not in HERE and not all(_is_outside(address) for address in addresses):
        raise NotAnswered("forbidden")
    return socket.create_connection((addresses[0], port), timeout=total)


def _is_outside(address: str) -> bool:
    plain = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(plain, "ipv4_mapped", None) or plain
    is_bent = isinstance(inner, ipaddress.IPv6Address) and (inner.is_site_local or any(inner in net for net in CARRYING))
    return bool(inner.is_global) and not inner.is_multicast and not is_bent


def _asked(plain: socket.socket, host: str, path: str, body: bytes, kind: str, *, is_secure: bool) -> bytes:
    talking = http.client.HTTPConnection(host)
    talking.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if is_secure else plain
    talking.request("POST", path, body, {"Content-Type": kind, "User-Agent": "Garde-fou", "Connection": "close"})
    answer = talking.getresponse()
    if answer.status != OK:
        raise NotAnswered("status")
    read = b""
    while piece := answer.read1(PIECE):
        read += piece
        if len(read) > LARGEST:
            raise NotAnswered("large")
    return read


@contextmanager
def _ending(plain: socket.socket, total: float) -> Iterator[Callable[[], bool]]:
    """However slowly words come one by one, the line is cut when the time is over."""
    over = threading.Event()

    def cut() -> None:
        over.set()
        with suppress(OSError):
            plain.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(total, cut)
    timer.daemon = True
    timer.start()
    try:
        yield over.is_set
    except (OSError, http.client.HTTPException) as error:
        raise (NotAnswered("slow") if over.is_set() else error) from error
    finally:
        timer.cancel()
