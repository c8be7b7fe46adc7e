"""The Caddyfile we give, run for real: a visitor does not choose the address we lock out."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.http import HttpResponse

from governance.middleware import TrustedProxy
from tests.faults.stack import free_port, until

ROOT = Path(__file__).parent.parent.parent
FORGED = {"X_Forwarded_For": "6.6.6.6", "X_Forwarded-For": "6.6.6.6", "X-Forwarded_For": "6.6.6.6", "X_Forwarded_Proto": "ftp"}


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers it was sent, as WSGI names them."""

    def do_GET(self) -> None:
        told = "\n".join(f"{name.upper().replace('-', '_')}: {value}" for name, value in self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def behind() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(behind: int, tmp_path: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{free_port()}"
    ours = (
        (ROOT / "deploy" / "Caddyfile")
        .read_text()
        .replace("garde-fou.exemple.fr {", f"{address} {{")
        .replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    )
    file = tmp_path / "Caddyfile"
    file.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + ours)
    argv = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    with subprocess.Popen(
        argv, env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        yield address
        running.terminate()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not on this machine")
@pytest.mark.asvs("V4.1.3")
def test_a_visitor_does_not_choose_their_address(proxy: str) -> None:
    told = asked(proxy.removeprefix("http://"), FORGED | {"X-Forwarded-For": "7.7.7.7"})
    assert [line for line in told if line.startswith("X_FORWARDED_FOR")] == ["X_FORWARDED_FOR: 127.0.0.1"]
    assert [line for line in told if line.startswith("X_FORWARDED_PROTO")] == ["X_FORWARDED_PROTO: http"]


def asked(place: str, headers: dict[str, str]) -> list[str]:
    """Once Caddy listens."""
    host, _, port = place.partition(":")
    until(lambda: listens(host, int(port)))
    connection = HTTPConnection(place, timeout=30)
    connection.request("GET", "/", headers=headers)
    told = connection.getresponse().read().decode().splitlines()
    connection.close()
    return told


def listens(host: str, port: int) -> bool:
    with socket.socket() as trial:
        return not trial.connect_ex((host, port))


@pytest.mark.parametrize(
    ("announced", "taken"), [("203.0.113.9", "203.0.113.9"), ("1.1.1.1, 203.0.113.9", "203.0.113.9"), ("2001:db8::1", "2001:db8::1")]
)
@pytest.mark.asvs("V15.3.4")
def test_the_proxy_is_believed(announced: str, taken: str, settings, rf) -> None:
    assert address_of(settings, rf, announced) == taken


@pytest.mark.parametrize("announced", ["", "unknown", "a" * 5000, "1.2.3.4:80", "' or 1=1", "1.1.1.1,"])
@pytest.mark.asvs("V4.1.3")
def test_what_is_no_address_is_not_taken_for_one(announced: str, settings, rf) -> None:
    assert address_of(settings, rf, announced) == "127.0.0.1"


def address_of(settings, rf, announced: str) -> str:
    settings.TRUSTED_PROXY = frozenset({"127.0.0.1"})
    request = rf.get("/", headers={"x-forwarded-for": announced})
    TrustedProxy(lambda _: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


def raw(place: str, *lines: str) -> str:
    """A request as an attacker writes it: what comes back, until the proxy closes."""
    host, _, port = place.partition(":")
    until(lambda: listens(host, int(port)))
    with socket.create_connection((host, int(port)), timeout=30) as line:
        line.sendall("\r\n".join(["GET / HTTP/1.1", f"Host: {place}", "Connection: close", *lines, "", ""]).encode() + b"0\r\n\r\n")
        told = b""
        while piece := line.recv(65_536):
            told += piece
    return told.decode()


AMBIGUOUS = {
    "two lengths": ("Content-Length: 5", "Content-Length: 6"),
    "two lengths in one": ("Content-Length: 5, 6",),
    "a sign": ("Content-Length: +5",),
    "a space": ("Transfer-Encoding : chunked",),
    "another coding": ("Transfer-Encoding: xchunked",),
    "chunked twice": ("Transfer-Encoding: chunked, chunked",),
}


@pytest.mark.slow
@pytest.mark.asvs("V4.2.1")
@pytest.mark.skipif(shutil.which("caddy") is None, reason="Caddy is not on this machine")
def test_a_request_that_could_be_read_in_two_ways_does_not_pass(proxy: str) -> None:
    place = proxy.removeprefix("http://")
    assert raw(place, "Transfer-Encoding: chunked").startswith("HTTP/1.1 200")
    statuses = {name: raw(place, *lines).partition("\r\n")[0].split()[1] for name, lines in AMBIGUOUS.items()}
    assert {name: status for name, status in statuses.items() if status not in ("400", "501")} == {}
    told = raw(place, "Content-Length: 5", "Transfer-Encoding: chunked").upper()
    assert "HTTP/1.1 400" in told or "CONTENT_LENGTH: 5" not in told
