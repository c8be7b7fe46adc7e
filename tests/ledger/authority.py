"""A time-stamp authority of our own: a root, a certificate and `openssl ts -reply` behind a server as odd as a test wants."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = one
[one]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
certs = {folder}/root.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """`mode`: honest, refused, garbage, slow, huge, moved, other (stamps something else), replayed (an answer to another request)."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mode, self.asked = folder, "honest", 0
        self._alone = threading.Lock()  # whoever was left waiting for a slow answer still gets one, in the same files
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        (folder / "ext.cnf").write_text("extendedKeyUsage=critical,timeStamping\n")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self.openssl("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Essai racine", "-days", "3650")
        self.openssl("req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Essai horodatage")
        signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "3650")
        self.openssl("x509", "-req", "-in", "tsa.csr", *signing, "-extfile", "ext.cnf", "-out", "tsa.pem")

    def openssl(self, *arguments: str) -> str:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def reply(self, query: bytes) -> bytes:
        with self._alone:
            (self.folder / "asked.tsq").write_bytes(query)
            self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "asked.tsq", "-out", "said.tsr")
            return (self.folder / "said.tsr").read_bytes()

    def answer(self, query: bytes) -> tuple[int, bytes]:
        """Status and body, as the mode wants them."""
        garbage = b"0\x82\xff\xff" + bytes(range(256))
        fixed = {"refused": (500, b""), "moved": (302, b""), "garbage": (200, garbage), "huge": (200, b"0" * 200_000)}
        if self.mode == "slow":
            time.sleep(0.6)
        if self.mode in fixed:
            return fixed[self.mode]
        body = self.reply(odd(self.mode, query))
        return 200, body[:-3] + bytes([body[-3] ^ 1]) + body[-2:] if self.mode == "forged" else body


@contextmanager
def open_authority(folder: Path) -> Iterator[tuple[Authority, str]]:
    """The authority and its address."""
    authority = Authority(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            with contextlib.suppress(OSError):  # nobody listens any more
                self.answer(*authority.answer(query))

        def answer(self, status: int, body: bytes) -> None:
            if authority.mode == "dripping":
                self.wfile.write(b"HTTP/1.0 200 OK\r\n")
                for _ in range(30):
                    time.sleep(0.05)
                    self.wfile.write(b"X-A: b\r\n")
                return
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield authority, f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def odd(mode: str, query: bytes) -> bytes:
    """The request as this authority chooses to understand it. The hash starts after the 24 bytes before it, the number after the hash."""
    if mode == "other":
        place = query.index(b"\x04\x20") + 2
        return query[:place] + bytes(32) + query[place + 32 :]
    if mode == "replayed":
        place = query.index(b"\x04\x20") + 34 + 3
        return query[:place] + bytes([query[place] ^ 1]) + query[place + 1 :]
    return query
