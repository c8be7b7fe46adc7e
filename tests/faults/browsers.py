"""A browser without a window, for a stack that runs: cookies, forms, a sign-in with both factors."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from tests.accounts.journeys import code_of
from tests.cast import PASSWORD

LOST = 0  # no answer: what was asked may have been done, or not


@dataclass
class Answer:
    """`code` is LOST when the line broke."""

    code: int
    to: str = ""
    text: str = ""


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Browser:
    """One person's."""

    site: str
    who: dict[str, Any]
    patience: float = 20.0
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), Stay)

    def get(self, path: str) -> Answer:
        return self._ask(path, None)

    def post(self, path: str, **words: str) -> Answer:
        token = next((one.value for one in self.jar if one.name.endswith("csrf")), "")
        sent = {"csrfmiddlewaretoken": token or "", "page_of": self.who["company"], **words}
        return self._ask(path, urllib.parse.urlencode(sent).encode())

    def sign_in(self) -> None:
        self.get("/connexion/")
        self.post("/connexion/", email=self.who["email"], password=PASSWORD)
        answer = self.post("/connexion/code/", code=code_of(self.who["key"], datetime.now(UTC)))
        assert answer.to == "/", answer

    def prove(self) -> None:
        """With a printed code: those of the app serve once in half a minute."""
        answer = self.post("/compte/verification/?papier=1&next=/compte/", code=self.who["codes"].pop())
        assert answer.to == "/compte/", answer

    def _ask(self, path: str, body: bytes | None) -> Answer:
        try:
            with self.opener.open(self.site + path, data=body, timeout=self.patience) as heard:
                return Answer(heard.status, "", heard.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers.get("Location", ""), error.read().decode(errors="replace"))
        except (OSError, HTTPException):
            return Answer(LOST)


def found(pattern: str, text: str) -> str:
    """The first group, or nothing."""
    seen = re.search(pattern, text)
    return seen[1] if seen else ""
