"""The real n8n in a throw-away folder with the flow that we ship, and a bank that counts what it is asked to pay."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from governance import embedded
from tests.faults.stack import free_port, until
from tests.real.site import PLACE

PROGRAM = PLACE / "n8n" / "node_modules" / "n8n" / "bin" / "n8n"
NODE = PLACE / "venv" / "bin" / "node"
FLOW = embedded.ROOT / "adapters" / "n8n" / "payer-apres-accord.json"
NAME = "gardefouessai001"
READY = 180.0
SILENT = {  # it keeps to itself, whatever it would ask its publisher
    "N8N_COMMUNITY_PACKAGES_ENABLED": "false",
    "N8N_DIAGNOSTICS_ENABLED": "false",
    "N8N_DISABLED_MODULES": "mcp-registry,instance-ai,community-packages,insights",
    "N8N_HIRING_BANNER_ENABLED": "false",
    "N8N_LICENSE_AUTO_RENEW_ENABLED": "false",
    "N8N_PERSONALIZATION_ENABLED": "false",
    "N8N_PUBLIC_API_DISABLED": "true",
    "N8N_TEMPLATES_ENABLED": "false",
    "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
}


class Bank:
    """Takes transfers; `paid`: what it was asked, in order."""

    def __init__(self) -> None:
        self.paid: list[dict[str, Any]] = []
        self.url = ""


@contextlib.contextmanager
def open_bank() -> Iterator[Bank]:
    bank = Bank()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bank.paid.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            """Silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        bank.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield bank
        finally:
            server.shutdown()
            thread.join()


class N8n:
    """Our flow, imported as the page says: the key in its credentials, the two addresses in « Réglages »."""

    def __init__(self, place: Path, garde_fou: str, bank: str, key: str) -> None:
        self.place, self.port, self.log = place, free_port(), place / "journal.log"
        self.process: subprocess.Popen[bytes] | None = None
        flow = json.loads(FLOW.read_text()) | {"id": NAME}
        addresses = {"gardefou": garde_fou, "banque": bank}
        for node in flow["nodes"]:
            if node["name"] == "Réglages":
                for given in node["parameters"]["assignments"]["assignments"]:
                    given["value"] = addresses[given["name"]]
        (place / "flux.json").write_text(json.dumps(flow))
        held = {"name": "Authorization", "value": f"Bearer {key}"}
        credential = {"id": "GardeFouCle", "name": "Clé Garde-fou", "type": "httpHeaderAuth", "data": held}
        (place / "cles.json").write_text(json.dumps([credential]))

    @property
    def environment(self) -> dict[str, str]:
        own = {"HOME": str(self.place), "N8N_USER_FOLDER": str(self.place), "N8N_ENCRYPTION_KEY": "seulement-pour-cet-essai"}
        where = {
            "N8N_PORT": str(self.port),
            "N8N_LISTEN_ADDRESS": "127.0.0.1",
            "N8N_HOST": "127.0.0.1",
            "WEBHOOK_URL": f"http://127.0.0.1:{self.port}/",
        }
        more = {"N8N_RUNNERS_BROKER_PORT": str(free_port()), "DB_TYPE": "sqlite", "N8N_SECURE_COOKIE": "false", "LC_ALL": "C.UTF-8"}
        return {"PATH": f"{NODE.parent}:{os.defpath}", **own, **where, **more, **SILENT}

    def does(self, *argv: str) -> None:
        command = [str(NODE), str(PROGRAM), *argv]
        done = subprocess.run(command, env=self.environment, cwd=self.place, capture_output=True, text=True, timeout=READY, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def set_up(self) -> None:
        self.does("import:credentials", f"--input={self.place / 'cles.json'}")
        self.does("import:workflow", f"--input={self.place / 'flux.json'}")
        self.does("publish:workflow", f"--id={NAME}")

    def asks_for(self, seconds: int) -> None:
        """Installed anew with a flow whose demands live this long: what was published once is not changed by an import."""
        flow = self.place / "flux.json"
        text = flow.read_text()
        assert "expires_in: 86400" in text
        flow.write_text(text.replace("expires_in: 86400", f"expires_in: {seconds}"))
        self.stop()
        shutil.rmtree(self.place / ".n8n")
        self.set_up()
        self.start()

    def is_waiting(self) -> bool:
        """One of its runs has reached its wait, and would outlive a restart."""
        with contextlib.closing(sqlite3.connect(f"file:{self.place / '.n8n' / 'database.sqlite'}?mode=ro", uri=True, timeout=10)) as kept:
            return bool(kept.execute("select 1 from execution_entity where status = 'waiting'").fetchone())

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [str(NODE), str(PROGRAM), "start"]
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=self.place, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        until(self._is_ready, READY)

    def _is_ready(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/readiness", timeout=2) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            error.close()
            return False
        except OSError:
            return False

    def bill(self, **told: str) -> None:
        """An invoice comes in. Ready is said before the flows are: not found means not yet."""
        sent = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/webhook/facture-a-payer", json.dumps(told).encode(), {"Content-Type": "application/json"}
        )
        until(lambda: _is_taken(sent), READY)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


def _is_taken(sent: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(sent, timeout=30) as answer:  # noqa: S310 (loopback)
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            return False
        raise


@contextlib.contextmanager
def open_n8n(garde_fou: str, bank: str, key: str) -> Iterator[N8n]:
    with tempfile.TemporaryDirectory(prefix="gf-n8n-", ignore_cleanup_errors=True) as place:
        program = N8n(Path(place), garde_fou, bank, key)
        try:
            program.set_up()
            program.start()
            yield program
        finally:
            program.stop()
