"""A person in front of a real browser. Each page they meet is examined as it is at that moment, on three widths."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Response, Route

WIDTHS = {"ecran": 1280, "telephone": 390}
SMALLEST = 320
PATIENCE = 10.0  # seconds for words to come on a busy machine
NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
WORDS = re.compile(r"/vocabulaires/[^/]+/(mots/[^/]+/)?")  # one list, and one word, stand for all


def kind(path: str) -> str:
    """« /agents/…/ »: the address without what is particular to one object."""
    return WORDS.sub("/vocabulaires/…/", NUMBERS.sub("…", path.split("?", maxsplit=1)[0]))


class Visitor:
    """Clicks with JavaScript off; `complaints`: what a browser's console or a server said against us."""

    def __init__(self, browser: Browser, site: str, width: int, examiner: "Examiner", **more: object) -> None:
        self.site, self.examiner = site, examiner
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": 844},
            locale="fr-FR",
            timezone_id="Europe/Paris",
            ignore_https_errors=True,
            **({"java_script_enabled": False} | more),
        )
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in {"error", "warning"} else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._heard)
        self.page.on("requestfailed", self._failed)

    def _heard(self, answer: Response) -> None:
        if answer.status >= 400:
            self.complaints.append(f"{answer.status} {answer.url}")

    def _failed(self, request: Request) -> None:
        if "Download is starting" not in (request.failure or "") and "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"{request.failure} {request.url}")

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)
        self.look()

    def press(self, name: str | re.Pattern[str], *, exact: bool = False, nth: int = 0, arrives: str = "") -> None:
        """A button, by the words on it. `arrives`: where a script takes the person, at a moment of its own."""
        button = self.page.get_by_role("button", name=name, exact=exact).nth(nth)
        if arrives:
            with self.page.expect_navigation(url=arrives):
                button.click()
        else:
            button.click()
        self.look()

    def follow(self, name: str | re.Pattern[str], *, exact: bool = False, nth: int = 0) -> None:
        """A link, by the words on it."""
        self.page.get_by_role("link", name=name, exact=exact).nth(nth).click()
        self.look()

    def fill(self, label: str | re.Pattern[str], value: str) -> None:
        self.page.get_by_label(label).first.fill(value)

    def choose(self, label: str | re.Pattern[str]) -> None:
        self.page.get_by_label(label).first.check()

    def says(self, words: str) -> bool:
        """Soon: a page that asks for itself again may have come once more before the answer."""
        end = monotonic() + PATIENCE
        while not (found := self.reads(words)) and monotonic() < end:
            self.page.wait_for_timeout(100)
        return found

    def reads(self, words: str) -> bool:
        """As it is now."""
        return words in self.page.locator("body").inner_text()

    def seen(self) -> str:
        """For whoever reads why a test failed."""
        with suppress(Error):
            return f"On {self.page.url}, with {self.complaints}:\n{self.page.locator('body').inner_text()}"
        return f"On {self.page.url}, with {self.complaints}"

    def title(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def look(self) -> None:
        """Examine the page as it is now."""
        self.page.wait_for_load_state()
        self.examiner.examine(self.page, kind(self.page.url.removeprefix(self.site)))


class Examiner:
    """Draws a copy of a page, with its own style and policy, where JavaScript is on: axe needs it, our pages do not."""

    def __init__(self, browser: Browser, policy: str) -> None:
        self.policy = policy
        self.context = browser.new_context(locale="fr-FR", ignore_https_errors=True)
        self.copy = self.context.new_page()
        self.axe = Axe()
        self.found: list[str] = []
        self.seen: set[str] = set()
        self.copy.on("console", lambda said: self.found.append(said.text) if said.type in {"error", "warning"} else None)

    def examine(self, page: Page, kind: str) -> None:
        """axe at both widths (another state of the same page: on the phone), no scroll sideways at the smallest; faults go to `found`."""
        page.wait_for_load_state()  # a script may have sent the form on
        html, url = _content(page), page.url
        widths = {"telephone": 390} if kind in self.seen else WIDTHS
        self.seen.add(kind)

        def answer(route: Route) -> None:
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"content-security-policy": self.policy})

        self.copy.route(url, answer)
        self.copy.goto(url)
        for name, width in widths.items():
            self.copy.set_viewport_size({"width": width, "height": 844})
            self.found += [
                f"{url} ({name}): {each['id']}: {each['nodes'][0]['html']}" for each in self.axe.run(self.copy).response["violations"]
            ]
        self.copy.set_viewport_size({"width": SMALLEST, "height": 700})
        if (scrolled := self.copy.evaluate("document.documentElement.scrollWidth")) > SMALLEST:
            self.found.append(f"{url}: scrolls sideways, {scrolled} px at {SMALLEST}")
        self.copy.unroute(url)


def _content(page: Page) -> str:
    """Of a page that may be asking for itself again."""
    for _ in range(10):
        with suppress(Error):
            return page.content()
        page.wait_for_load_state()
    return page.content()


@contextmanager
def visiting(browser: Browser, site: str, width: int, examiner: Examiner, **more: object) -> Iterator[Visitor]:
    visitor = Visitor(browser, site, width, examiner, **more)
    try:
        yield visitor
    except Exception as error:
        error.add_note(visitor.seen())
        raise
    finally:
        visitor.context.close()
