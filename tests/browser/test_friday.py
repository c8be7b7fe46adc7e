"""Friday, five minutes: the week in a few points, at a desk then on the phone, no script; what is not normal is mended, then one signs."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser

from adapters.python.garde_fou import GardeFou
from lib.pdf.check import faults
from tests.browser.drawing import CSP
from tests.browser.house import House
from tests.browser.test_story import open_the_company
from tests.browser.test_tuesday import give_a_code, plug
from tests.browser.visitor import Examiner, Visitor, visiting
from tests.faults.stack import until
from tests.presses import outside_errors, text_of

MOST_CLICKS = 20
CONFIRM = "Confirmer que c’est vous"
PICTURES = Path("build/pictures")
OPEN = """
from datetime import timedelta
from django.utils import timezone
from accounts.boundary import all_companies, scope
from accounts.models import Company
from reviews.actions.due import open_due
from reviews.enums import Kind
from reviews.rules.drafts import Window
at, week = timezone.now(), timedelta(days=7)
with scope(all_companies()[0]):
    company = Company.objects.get()
    open_due(company, Kind.WEEK, Window(at.date(), at - week, at, at + week), at=at)
"""
pytestmark = pytest.mark.slow


class Clicks:
    """What one presses and follows, from the first page to the PDF, on every device; codes asked again included."""

    def __init__(self) -> None:
        self.number = 0

    def follow(self, who: Visitor, name: str) -> None:
        self.number += 1
        who.follow(re.compile(f"^{name}"))

    def press(self, who: Visitor, name: str, house: House) -> None:
        self.number += 1
        who.press(name, exact=True)
        if who.title() == CONFIRM:
            self.number += 2
            give_a_code(who, house)


def test_a_week_is_read_and_signed_in_a_few_clicks(browser: Browser, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))  # the agent trusts our certificate
    examiner, clicks = Examiner(browser, CSP), Clicks()
    with visiting(browser, house.site, 1280, examiner) as alice:
        open_the_company(alice, house)
        work(GardeFou(house.site, plug(alice, "Facturier", house), "Facturier"))
        in_the_house(house, OPEN)
        alice.go("/")
        clicks.follow(alice, "Commencer")
        points = alice.page.locator("li.point").count()
        assert 5 <= points <= 12
        assert alice.title() == f"La semaine de vos agents, en {points}\u00a0points".replace("\u00a0", " ")
        picture(alice, "vendredi")
        detail(alice)
        clicks.press(alice, "Pas normal", house)
        mend(alice, clicks, house)
        clicks.press(alice, "Je ne sais pas", house)
        assert alice.says(f"2 points relus sur {points}")
        known = alice.context.storage_state()
        with visiting(browser, house.site, 390, examiner, storage_state=known) as phone:
            finish(phone, points, clicks, house)
            look_at(download(phone, clicks, tmp_path))
            assert phone.complaints == []
        assert clicks.number < MOST_CLICKS
        left(alice)
        assert alice.complaints == []
    assert examiner.found == []


def finish(phone: Visitor, points: int, clicks: Clicks, house: House) -> None:
    """Where one left, on another device."""
    phone.go("/")
    clicks.follow(phone, "Reprendre")
    picture(phone, "vendredi-repris")
    for _ in range(points - 2):
        clicks.press(phone, "C’est normal", house)
    clicks.press(phone, "Signer", house)
    assert phone.says("Signée par Alice Martin")
    until(lambda: phone.page.reload() is not None and phone.reads("Télécharger le compte rendu"), pause=0.3)
    phone.look()
    picture(phone, "vendredi-signe")


def work(agent: GardeFou) -> None:
    """A week: payments, messages, one that failed."""
    now = datetime.now(UTC)
    for number in range(12):
        told: dict[str, Any] = {"id": f"fait-{number}", "environment": "production", "tool": "gmail.send", "type": "message.send"}
        told["target"] = f"client-{number}@example.fr"
        if number % 3 == 0:
            money = {"value": f"{120 + number}.00", "currency": "EUR"}
            told |= {"type": "payment", "tool": "creer_virement", "payee": {"name": f"Fournisseur {number}"}, "amount": money}
        elif number % 4 == 1:
            told |= {
                "type": "record.modify",
                "tool": "crm.update",
                "target": f"Fiche {number}",
                "outcome": "failed" if number == 5 else "done",
            }
        agent.log(told | {"occurred_at": (now - timedelta(hours=7 * number + 1)).isoformat()})


def in_the_house(house: House, code: str) -> None:
    """As the clock of reviews does on its day."""
    env = dict(os.environ, GARDEFOU_DATA=str(house.stack.data), GARDEFOU_PORT=str(house.stack.port))
    env |= {"GARDEFOU_URL": house.site, "DJANGO_SETTINGS_MODULE": "governance.settings"}
    subprocess.run([sys.executable, "manage.py", "shell", "-c", code], env=env, check=True, capture_output=True)


def detail(alice: Visitor) -> None:
    """The actions behind the first point are one click away."""
    before = alice.page.url
    if alice.page.get_by_role("link", name="Voir le détail des actions").count():
        alice.follow("Voir le détail des actions")
        alice.page.goto(before)


def mend(alice: Visitor, clicks: Clicks, house: House) -> None:
    """« Pas normal »: a limit, set from the point itself."""
    assert alice.says("Que faire")
    picture(alice, "vendredi-pas-normal")
    clicks.follow(alice, "Poser une limite")
    alice.page.get_by_label("Au-dessus d’un montant").first.check()
    alice.fill("Combien", "500")
    clicks.press(alice, "Fixer cette limite", house)
    assert alice.says("La limite vaut dès maintenant.")
    clicks.follow(alice, "Passer au point suivant")


def download(phone: Visitor, clicks: Clicks, folder: Path) -> Path:
    with phone.page.expect_download() as caught:
        phone.page.get_by_role("link", name=re.compile("Télécharger le compte rendu")).click()
    clicks.number += 1
    path = folder / caught.value.suggested_filename
    caught.value.save_as(path)
    assert path.suffix == ".pdf"
    return path


def look_at(path: Path) -> None:
    """One page, without a fault, that says everything."""
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) == 1
    assert faults(path) == []
    assert outside_errors(path) == []
    words = text_of(path)
    for expected in ("Vasseur Menuiserie", "Alice Martin", "Pas normal", "poser une limite", "GF1."):
        assert expected in words
    PICTURES.mkdir(parents=True, exist_ok=True)
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(path), str(PICTURES / "vendredi-pdf")], check=True)


def left(alice: Visitor) -> None:
    """What was not known stays to be asked; it is said to be done, and can be taken up again."""
    alice.go("/revues/")
    alice.follow(re.compile("suite à donner"))
    assert alice.says("Se renseigner")
    alice.fill("Ce qui a été fait", "Vu avec la comptable")
    alice.press(re.compile("C’est fait"))
    assert alice.says("toutes les suites sont données")
    picture(alice, "vendredi-suites")


def picture(who: Visitor, name: str) -> None:
    """On a phone and at a desk, for whoever wants to look: build/ is not kept."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    before = who.page.viewport_size
    for width in (1280, 390):
        who.page.set_viewport_size({"width": width, "height": 844})
        who.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
    who.page.set_viewport_size(before)  # type: ignore[arg-type]
