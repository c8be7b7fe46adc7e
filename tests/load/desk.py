"""Somebody who answers demands on their page, over one kept connection as a browser has; and when each answer stood in the database."""

import contextlib
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from governance import embedded
from tests.faults.browsers import Browser, found
from tests.load.line import Line


class Desk:
    """Refuses: a yes to a payment waits for a code first, a no is done with the click."""

    def __init__(self, port: int, who: dict[str, Any]) -> None:
        self.browser = Browser(f"http://127.0.0.1:{port}", who)
        self.browser.sign_in()
        self.browser.get("/demandes/")
        self.cookies = {one.name: one.value or "" for one in self.browser.jar}
        self.who, self.line = who, Line(port)

    def form(self, approval: str) -> bytes:
        """What the page would send, once it was looked at."""
        self.line.send("GET", _page(approval), Cookie=self._cookies())
        status, page = self.line.read()
        assert status == 200, status
        shown = {name: found(f'name="{name}" value="([^"]*)"', page.decode()) for name in ("digest", "facts")}
        token = next(value for name, value in self.cookies.items() if name.endswith("csrf"))
        return urlencode({"csrfmiddlewaretoken": token, "page_of": self.who["company"], "answer": "no", **shown}).encode()

    def click(self, approval: str, form: bytes) -> int:
        """When it was sent."""
        begun = time.monotonic_ns()
        self.line.send("POST", _page(approval), form, Cookie=self._cookies(), Content_Type="application/x-www-form-urlencoded")
        return begun

    def is_done(self) -> bool:
        """The page that follows is that of the demands."""
        return self.line.read()[0] == 302

    def _cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class Commits(threading.Thread):
    """Hears each demand that is decided as every web process does; `at`: when."""

    def __init__(self, data: Path) -> None:
        super().__init__(daemon=True)
        self.at: dict[str, int] = {}
        self.line = psycopg.connect(host=embedded.database_host(data), user="gf_app", dbname="gardefou", autocommit=True)
        self.line.execute("listen decided")

    def run(self) -> None:
        with contextlib.suppress(psycopg.OperationalError):  # until the database ends
            for said in self.line.notifies():
                self.at[said.payload] = time.monotonic_ns()


def _page(approval: str) -> str:
    return f"/demandes/{approval}/"
