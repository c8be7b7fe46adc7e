"""A browser without a server: pages are drawn by Django in the test itself, and Chromium asks the test for everything it loads."""

import mimetypes
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from governance import specimens

SITE = "http://garde-fou.example"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CSP = "; ".join(" ".join([name, *values]) for name, values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items())

View = Callable[[HttpRequest], HttpResponse]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's browser. A machine without one skips these tests and says how to have it; `make test` installs it."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium here: sudo apt-get install chromium")
    call_command("build_assets", verbosity=0)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def drawn(view: View, *, is_signed_in: bool) -> str:
    """The page a person of the company sees, or a visitor."""
    request = RequestFactory().get("/composants/")
    request.at = specimens.NOW
    request.user = SimpleNamespace(name="Claire Vasseur")
    request.membership = SimpleNamespace(role="owner") if is_signed_in else None
    return view(request).content.decode()


def show(context: BrowserContext, html: str) -> Page:
    """The page, with its sheets, its typeface and our own security policy; anything else is refused."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"content-security-policy": CSP})
        elif found := finders.find(path.removeprefix(settings.STATIC_URL)):
            kind = mimetypes.guess_type(path)[0] or "font/woff2"
            route.fulfill(body=Path(found).read_bytes(), content_type=kind, headers={"access-control-allow-origin": "*"})
        else:
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.goto(SITE)
    page.wait_for_load_state("networkidle")
    return page
