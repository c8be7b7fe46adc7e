"""What examines our pages does find faults."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.drawing import CSP, SITE, chromium
from tests.browser.visitor import Examiner, kind

HEAD = '<!doctype html><html lang="fr"><head><title>Essai</title><meta name="viewport" content="width=device-width"></head>'
WELL = HEAD + "<body><main>{}</main></body></html>"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def shown(browser: Browser, body: str) -> Page:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.route(f"{SITE}/**", lambda route: route.fulfill(body=WELL.format(body), content_type="text/html; charset=utf-8"))
    page.goto(f"{SITE}/")
    return page


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Titre</h1><p>Bien.</p>", ""),
        ('<h1>Titre</h1><img src="">', "image-alt"),
        ('<h1>Titre</h1><input type="text">', "label"),
        ("<h1>Titre</h1><pre>" + "x" * 200 + "</pre>", "scrolls sideways"),
        ('<h1>Titre</h1><p style="color:red">Rouge</p>', "Content Security Policy"),
        ("<h1>Titre</h1><script>1</script>", "Content Security Policy"),
    ],
)
def test_a_fault_is_found(browser: Browser, body: str, fault: str) -> None:
    examiner = Examiner(browser, CSP)
    examiner.examine(shown(browser, body), "/")
    assert fault in " ".join(examiner.found) if fault else examiner.found == []


def test_pages_of_one_kind_are_told_by_their_address() -> None:
    assert kind("/agents/6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001/droits/?q=1") == "/agents/…/droits/"
