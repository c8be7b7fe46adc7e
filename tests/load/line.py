"""One kept connection to the server, as a program that calls all day has: bytes out, status and body in."""

import json
import socket
import time
from typing import Any

PAYMENT = {"type": "payment", "tool": "creer_virement", "amount": {"value": "12.00", "currency": "EUR"}}


class Line:
    """Opens again by itself when the server has closed it."""

    def __init__(self, port: int, key: str = "", patience: float = 60.0) -> None:
        self.port, self.key, self.patience = port, key, patience
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=self.patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def close(self) -> None:
        self.socket.close()

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> None:
        self.socket.sendall(self.written(method, path, body, **headers))

    def written(self, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
        """What `send` sends."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Length: {len(body)}\r\n"
        if self.key:
            head += f"Authorization: Bearer {self.key}\r\n"
        named = {"Content_Type": "application/json"} | headers
        head += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
        return head.encode() + b"\r\n" + body

    def read(self) -> tuple[int, bytes]:
        """(status, body)."""
        while b"\r\n\r\n" not in self.rest:
            self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        lines = head.lower().split(b"\r\n")
        length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        if b"connection: close" in lines:
            self.close()
            self.open()
        return int(lines[0].split()[1]), body

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, float]:
        """(status, what was said, seconds)."""
        sent = b"" if body is None else json.dumps(body).encode()
        begun = time.perf_counter()
        self.send(method, path, sent, **headers)
        status, said = self.read()
        took = time.perf_counter() - begun
        return status, json.loads(said) if said[:1] == b"{" else said, took

    def ask(self, name: str, **more: Any) -> tuple[int, Any, float]:
        """A payment; twelve euros unless told otherwise."""
        action = PAYMENT | {"payee": {"name": "Lebrun", "account": "FR7630006000011234567890189", "reference": name}} | more
        return self.call("POST", "/api/v1/approvals", {"action": action}, Idempotency_Key=name)

    def _more(self) -> None:
        got = self.socket.recv(65_536)
        if not got:
            raise ConnectionError("closed")
        self.rest += got


def spread(values: list[float]) -> tuple[float, float, float]:
    """(p50, p95, p99)."""
    ordered = sorted(values)
    return tuple(ordered[min(len(ordered) - 1, int(len(ordered) * part))] for part in (0.50, 0.95, 0.99))  # type: ignore[return-value]
