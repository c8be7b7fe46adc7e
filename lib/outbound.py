"""One bounded conversation with a server outside: https with a checked certificate, no address inside our own network, no redirect, little
time, little text. Plain http is for this very machine, or for the hosts whoever calls lists (`hosts`: names or addresses with their port).
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
TOTAL = 20.0  # seconds for the whole conversation, however slowly it is answered
LARGEST = 64 * 1024  # bytes of an answer
PIECE = 8192
OK = 200
# Addresses that a gateway turns into one of IPv4, perhaps of our own network: RFC 4291 (2.5.5.1), 2765, 6052, 8215, 3056, 4380.
CARRYING = tuple(
    ipaddress.IPv6Network(net) for net in ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class NotAnswered(Exception):
    """A reason: address, forbidden, unreachable, slow, certificate, status, large."""


@dataclass(frozen=True)
class Target:
    """An address taken apart once: what is checked is what is called."""

    host: str
    port: int
    path: str
    is_secure: bool

    @property
    def name(self) -> str:
        """« n8n.local:5678 », as `hosts` lists it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def target_of(url: str) -> Target | None:
    """http or https; a host, no account in it. None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or port == 0:
        return None
    is_secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.hostname, port or (443 if is_secure else 80), path, is_secure)


def is_allowed(url: str) -> bool:
    """https, or http to this machine; a host, no account in it."""
    target = target_of(url)
    return target is not None and (target.is_secure or target.host in HERE)


def post(url: str, body: bytes, kind: str, *, total: float = TOTAL) -> bytes:
    """The body of a 200. Raises NotAnswered."""
    target = target_of(url)
    if target is None or not is_allowed(url):
        raise NotAnswered("address")
    status, said = _talk(target, body, {"Content-Type": kind}, total, LARGEST, is_known=target.host in HERE)
    if status != OK:
        raise NotAnswered("status")
    return said


def tell(url: str, body: bytes, headers: Mapping[str, str], *, hosts: frozenset[str] = frozenset(), total: float = TOTAL) -> int:
    """The status of the answer, of which nothing more is read. Raises NotAnswered.

    https to an address outside, whatever this machine is called; `hosts` may lie inside, and be spoken to in plain http."""
    target = target_of(url)
    is_known = target is not None and target.name in hosts
    if target is None or not (target.is_secure or is_known):
        raise NotAnswered("address")
    status, _ = _talk(target, body, headers, total, 0, is_known=is_known)
    return status


def _talk(target: Target, body: bytes, headers: Mapping[str, str], total: float, most: int, *, is_known: bool) -> tuple[int, bytes]:
    try:
        with _connected(target, total, is_known=is_known) as plain:
            with _ending(plain, total) as is_over:
                said = _asked(plain, target, body, headers, most)
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


def _connected(target: Target, total: float, *, is_known: bool) -> socket.socket:
    """To an address looked at before: what the name means cannot change in between."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    if not all(_may_be_listed(address) if is_known else _is_outside(address) for address in addresses):
        raise NotAnswered("forbidden")
    return socket.create_connection((addresses[0], target.port), timeout=total)


def _is_outside(address: str) -> bool:
    inner = _inner(address)
    is_bent = isinstance(inner, ipaddress.IPv6Address) and (inner.is_site_local or any(inner in net for net in CARRYING))
    return bool(inner.is_global) and not inner.is_multicast and not is_bent


def _may_be_listed(address: str) -> bool:
    """Nobody's own server lives there: 169.254.169.254 gives away the keys of a rented machine."""
    inner = _inner(address)
    return not (inner.is_link_local or inner.is_multicast or inner.is_unspecified)


def _inner(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    plain = ipaddress.ip_address(address.partition("%")[0])
    return getattr(plain, "ipv4_mapped", None) or plain


def _asked(plain: socket.socket, target: Target, body: bytes, headers: Mapping[str, str], most: int) -> tuple[int, bytes]:
    talking = http.client.HTTPConnection(target.host, target.port)
    talking.default_port = 443 if target.is_secure else 80
    talking.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.is_secure else plain
    talking.request("POST", target.path, body, {**headers, "User-Agent": "Garde-fou", "Connection": "close"})
    answer = talking.getresponse()
    read = b""
    while most and answer.status == OK and (piece := answer.read1(PIECE)):
        read += piece
        if len(read) > most:
            raise NotAnswered("large")
    return answer.status, read


@contextmanager
def _ending(plain: socket.socket, total: float) -> Iterator[Callable[[], bool]]:
    """However slowly words come one by one, the line is cut when the time is over."""
    over, line = threading.Event(), plain.dup()  # a copy: TLS takes the first one over

    def cut() -> None:
        over.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(total, cut)
    timer.daemon = True
    timer.start()
    try:
        yield over.is_set
    except (OSError, http.client.HTTPException) as error:
        raise (NotAnswered("slow") if over.is_set() else error) from error
    finally:
        timer.cancel()
        line.close()
