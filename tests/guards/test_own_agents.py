"""A steward edits and stops the agents they are in charge of, and reads the others: no page offers what would then be refused."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.guards.role_matrix import LOOKING, ONES_OWN, PRESSING, WHO
from tests.guards.test_role_matrix import ROUTES, ask, everyone, keys_of  # noqa: F401 (everyone is a fixture)
from tests.guards.world import Ids

TIED = {
    "agent_id",
    "alert_id",
    "key_id",
    "deposit_id",
    "secret_id",
    "callback_id",
    "connection_id",
    "right_id",
    "module_id",
    "processing_id",
    "question_id",
    "draft_id",
    "stop_id",
    "assessment_id",
    "point_id",
}
FOR_ALL = {"reviews:answer", "reviews:remedy"}  # a week is reviewed for the whole company
ASKS = "accounts:choose_company"  # wants an answer: nothing sent is refused
LEADS_OUT = (ASKS, "accounts:sign_out", "accounts:end_sessions", "accounts:other_sessions", "accounts:session_end")


Way = tuple[str, str, frozenset[tuple[str, str]]]  # method, address, what the page sends with it


class Ways(HTMLParser):
    """What one may follow or press on a page."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.path, self.ways = path, set[Way]()
        self.form: tuple[str, str, set[tuple[str, str]]] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.ways.add(("GET", urldefrag(urljoin(self.path, said["href"])).url.split("?")[0], frozenset()))
        elif tag == "form":
            self.form = said.get("method", "get").upper(), urljoin(self.path, said.get("action") or self.path), set()
        elif self.form and said.get("name") and (said.get("type") == "hidden" or tag == "button"):
            self.form[2].add((said["name"], said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form:
            self.ways.add((*self.form[:2], frozenset(self.form[2])))
            self.form = None


def test_what_is_ones_own_hangs_on_something_of_an_agent() -> None:
    assert [name for name in ONES_OWN if not TIED & keys_of(name)] == []


@pytest.mark.asvs("V8.2.2")
def test_every_write_about_an_agent_is_ones_own_or_said_not_to_be() -> None:
    """What a steward may write and has such a key in its address: of one's own, or for the company as a whole."""
    steward = WHO.index("steward")
    writes = {name for name, codes in LOOKING.items() if codes[steward] != 404 and codes[WHO.index("guest")] == 404}
    writes |= {name for name, people in PRESSING.items() if "steward" in people and "guest" not in people}
    assert sorted(name for name in writes - set(ONES_OWN) - FOR_ALL if TIED & keys_of(name)) == []


@pytest.mark.slow
def test_a_steward_in_charge_of_nothing_writes_nothing_about_an_agent(everyone) -> None:  # noqa: F811
    browsers, ids = everyone
    pressed = {name: ask(browsers["colleague"], name, ids, "POST").status_code for name in ONES_OWN}
    assert {name: code for name, code in pressed.items() if code not in (404, 405)} == {}


@pytest.mark.slow
@pytest.mark.parametrize("who", [who for who in WHO if who not in ("anonymous", "password")])
def test_no_page_offers_what_is_then_refused(who: str, everyone) -> None:  # noqa: F811
    browsers, ids = everyone
    offered = dict(_offered(browsers[who], who, ids))
    codes = {way: _expected(who, way, ids) or _code(browsers[who], *way) for way in offered}
    refused = {way[:2]: (page, codes[way]) for way, page in offered.items() if codes[way] in (403, 404, 500)}
    assert refused == {}


def _offered(browser: Client, who: str, ids: Ids) -> Iterator[tuple[Way, str]]:
    """Every way on every page this person sees, by the page that offers it."""
    for name in sorted(ROUTES):
        if LOOKING[name][WHO.index(who)] != 200:
            continue
        answer = ask(browser, name, ids, "GET")
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            for way in Ways(answer.content.decode(), answer.request["PATH_INFO"]).ways:
                if _is_ours(way[1]):
                    yield way, name


def _is_ours(address: str) -> bool:
    parts = urlsplit(address)
    try:
        return not parts.netloc and resolve(parts.path).view_name not in LEADS_OUT
    except Resolver404:
        return not parts.scheme and not parts.path.startswith("/static/")


def _expected(who: str, way: Way, ids: Ids) -> int:
    """What the matrix says, and its own test proves; 0 when the address is of something else."""
    found = resolve(urlsplit(way[1]).path)
    if any(str(ids[key]) != str(value) for key, value in found.captured_kwargs.items()):
        return 0
    code = LOOKING[found.view_name][WHO.index(who)]
    return code if code != 405 else 302 if who in PRESSING[found.view_name] else 404


def _code(browser: Client, method: str, address: str, sent: frozenset[tuple[str, str]]) -> int:
    with transaction.atomic():
        code = browser.post(address, dict(sent)).status_code if method == "POST" else browser.get(address, dict(sent)).status_code
        transaction.set_rollback(True)
    return code
