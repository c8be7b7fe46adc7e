"""The parts of the product in a real browser: accessible, whole on a small phone, at hand on the keyboard, fine without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from governance.views import about, components
from tests.browser.drawing import chromium, drawn, show

PAGES = {"composants": components.page, "question": components.question, "a-propos": about.page}
WIDTHS = {"ecran": (1280, 900), "telephone": (390, 844)}
LONG = "Factures\u202ffournisseurs" + "x" * 300 + "\u202e" + "W" * 200
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


def opened(browser: Browser, name: str, width: int, height: int = 844, **more: object) -> Page:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR", **more)
    return show(context, drawn(PAGES[name], is_signed_in=True))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.asvs("V1.2.1", "V3.4.3", "V14.2.3")
def test_a_page_is_accessible_and_obeys_our_policy(browser: Browser, name: str, width: str, tmp_path: Path) -> None:
    page = opened(browser, name, *WIDTHS[width])
    assert page.complaints == []
    page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
    assert [(found["id"], found["nodes"][0]["html"]) for found in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_small_phone_never_scrolls_sideways(browser: Browser, name: str) -> None:
    page = opened(browser, name, 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_word_without_end_wraps(browser: Browser) -> None:
    page = opened(browser, "composants", 320)
    words = "main :is(h1,h2,h3,p,dd,dt,td,th,li,label,a,bdi,span):not(.codes *)"  # a printed code is never typed by anybody
    page.evaluate("([where, word]) => document.querySelectorAll(where).forEach(it => it.append(word))", [words, LONG])
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_first_key_leads_to_the_content(browser: Browser) -> None:
    page = opened(browser, "question", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_what_has_the_focus_is_seen(browser: Browser) -> None:
    page = opened(browser, "composants", 1280)
    unseen = page.evaluate(
        """() => [...document.querySelectorAll('main a[href], main button:not([disabled]), main input:not([type=hidden]), main summary')]
        .filter(it => { it.focus({focusVisible: true}); const near = it.closest('label') || it;
          const marks = [getComputedStyle(it), getComputedStyle(near), getComputedStyle(it, '::after')];
          return !marks.some(mark => mark.outlineStyle === 'solid' && parseFloat(mark.outlineWidth) >= 3); })
        .map(it => it.outerHTML)"""
    )
    assert unseen == []


def test_a_thumb_can_hit_every_button(browser: Browser) -> None:
    page = opened(browser, "composants", 390)
    boxes = [button.bounding_box() for button in page.locator(".button:visible, .bottom-bar a, .choices label").all()]
    assert [box for box in boxes if box["height"] < 44] == []


def test_the_page_is_whole_without_javascript(browser: Browser) -> None:
    page = opened(browser, "composants", 390, java_script_enabled=False)
    assert page.locator(".error-summary").is_visible()
    assert page.get_by_role("button", name="Copier").count() == 0


def test_paper_has_no_bars_and_no_buttons(browser: Browser) -> None:
    page = opened(browser, "composants", 1280)
    page.emulate_media(media="print")
    assert page.locator(".site-header, .bottom-bar, .button, .site-footer").filter(visible=True).count() == 0
    assert page.locator(".task").first.is_visible()
    shown = page.evaluate("[...document.querySelectorAll('.two-columns, .stack, .section')].map(it => getComputedStyle(it).display)")
    assert set(shown) == {"block"}  # a grid that a page cuts lays its parts over one another


def test_a_visitor_is_shown_the_way_in_only(browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = show(context, drawn(about.page, is_signed_in=False))
    assert page.get_by_role("link", name="Arrêt d’urgence").count() == 0
    assert page.get_by_role("navigation").count() == 0
