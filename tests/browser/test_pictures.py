"""The pictures of the documents, from the sample company. Only on demand: pytest tests/browser --pictures."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from tests.browser.drawing import chromium
from tests.faults.stack import Stack, folder

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "fr" / "images"
DESK, PHONE = {"width": 1280, "height": 960}, {"width": 390, "height": 844}
pytestmark = pytest.mark.slow


@pytest.fixture
def demo(request: pytest.FixtureRequest) -> Iterator[tuple[str, dict[str, str]]]:
    """Its address, and what `make demo` says to sign in."""
    if not request.config.getoption("--pictures", default=False):
        pytest.skip("pictures are taken on demand: --pictures")
    with folder() as data:
        stack = Stack(data).start()
        try:
            env = dict(os.environ, GARDEFOU_DATA=str(data), GARDEFOU_PORT=str(stack.port), DJANGO_SETTINGS_MODULE="governance.settings")
            said = subprocess.run([sys.executable, "manage.py", "load_demo"], env=env, capture_output=True, text=True, check=True).stdout
            yield (
                f"http://localhost:{stack.port}",
                {
                    name: re.search(rf"{words} +(\S+)", said)[1]
                    for name, words in {"email": "E-mail", "password": "Mot de passe", "code": "Code de sécurité"}.items()
                },
            )
        finally:
            stack.stop()


def test_the_pictures_of_the_documents(demo: tuple[str, dict[str, str]]) -> None:
    site, access = demo
    with chromium() as browser:
        page = browser.new_context(viewport=DESK, locale="fr-FR", timezone_id="Europe/Paris").new_page()
        sign_in(page, site, access)
        take(page, f"{site}/", "accueil", DESK)
        take(page, f"{site}/", "accueil-telephone", PHONE)
        take(page, f"{site}/registre/", "registre", DESK)
        page.goto(f"{site}/agents/")
        page.locator(".agent-card a").first.click()
        take(page, page.url, "agent", DESK)
        page.goto(f"{site}/arret/")
        page.get_by_role("button", name="Tout arrêter").click()
        take(page, page.url, "arret-telephone", PHONE)


def sign_in(page: Page, site: str, access: dict[str, str]) -> None:
    page.goto(site)
    page.get_by_label("Adresse e-mail").fill(access["email"])
    page.get_by_label("Mot de passe").first.fill(access["password"])
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Code à six chiffres").fill(access["code"])
    page.get_by_role("button", name="Entrer").click()
    page.get_by_role("link", name="Arrêt d’urgence").first.wait_for()


def take(page: Page, url: str, name: str, size: dict[str, int]) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size(size)
    page.goto(url)
    drawn = Image.open(io.BytesIO(page.screenshot()))
    drawn.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE).save(IMAGES / f"{name}.png", optimize=True)  # a third of the size
