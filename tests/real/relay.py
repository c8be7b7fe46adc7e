"""A line to the server that can be cut: what connects while it is down is refused, as when the server is off."""

import contextlib
import socket
import threading
from collections.abc import Iterator


class Relay:
    """From a port of its own to `target`."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, 0
        self._door: socket.socket | None = None
        self._callers: list[socket.socket] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        door = socket.socket()
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(("127.0.0.1", self.port))
        door.listen(16)
        self.port, self._door = door.getsockname()[1], door
        threading.Thread(target=self._serve, args=(door,), daemon=True).start()

    def down(self) -> None:
        if self._door:
            with contextlib.suppress(OSError):
                self._door.shutdown(socket.SHUT_RDWR)  # wakes who waits in accept
            self._door.close()
        self._door = None
        for caller in self._callers:
            with contextlib.suppress(OSError):
                caller.shutdown(socket.SHUT_RDWR)

    def _serve(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _ = door.accept()
            except OSError:
                return
            self._callers.append(caller)
            threading.Thread(target=_carry, args=(caller, self.target), daemon=True).start()


def _carry(caller: socket.socket, target: int) -> None:
    with caller, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", target)) as server:
        back = threading.Thread(target=_pour, args=(server, caller), daemon=True)
        back.start()
        _pour(caller, server)
        back.join()


def _pour(here: socket.socket, there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
    for end in (here, there):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def relay_to(port: int) -> Iterator[Relay]:
    relay = Relay(port)
    relay.up()
    try:
        yield relay
    finally:
        relay.down()
