"""The review of rights on a phone, without a script: kept for a reason, taken away, signed with a code, its PDF, and what is left to do."""

import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser

from lib.pdf.check import faults
from tests.browser.drawing import CSP
from tests.browser.house import House
from tests.browser.test_friday import PICTURES, Clicks, download, in_the_house, picture
from tests.browser.test_story import open_the_company
from tests.browser.visitor import Examiner, Visitor, visiting
from tests.faults.stack import until
from tests.presses import outside_errors, text_of

RIGHTS = """
from datetime import timedelta
from django.utils import timezone
from accounts.boundary import all_companies, scope
from accounts.models import Company
from inventory.enums import Ownership, SignIn, State, Verb
from inventory.models import Agent, AgentState, Connection, ConnectionUse, Permission
at = timezone.now() - timedelta(days=60)
with scope(all_companies()[0]):
    company = Company.objects.get()
    agent = Agent.objects.create(company=company, name="Relance", purpose="Il relance les clients", declared_at=at, changed_at=at)
    AgentState.objects.create(company=company, agent=agent, state=State.ACTIVE, at=at)
    account = Connection.objects.create(company=company, service="Sage", ownership=Ownership.DEDICATED, sign_in=SignIn.PASSWORD,
        has_second_factor=False, revoke_where="Sage, onglet Accès", opened_at=at)
    ConnectionUse.objects.create(company=company, agent=agent, connection=account)
    mine = {"company": company, "agent": agent, "granted_at": at, "connection": account}
    Permission.objects.create(verb=Verb.DELETE, resource="Tous les dossiers", **mine)
    Permission.objects.create(verb=Verb.SEND, resource="Relances", **mine)
    for number in range(3):
        calm = {"reason": "Son travail", "until": at.date() + timedelta(days=300)}
        Permission.objects.create(verb=Verb.EDIT, resource=f"Dossier {number}", **calm, **mine)
"""
pytestmark = pytest.mark.slow


def test_rights_are_reviewed_and_signed_on_a_phone(browser: Browser, house: House, tmp_path: Path) -> None:
    examiner, clicks = Examiner(browser, CSP), Clicks()
    with visiting(browser, house.site, 390, examiner) as alice:
        open_the_company(alice, house)
        in_the_house(house, RIGHTS)
        alice.go("/revues/")
        clicks.press(alice, "Relire les droits maintenant", house)
        assert alice.title() == "Les droits de vos agents, en 6\u00a0points".replace("\u00a0", " ")
        picture(alice, "droits")
        clicks.press(alice, "Garder les 3 droits sans remarque", house)
        answer(alice, clicks, house)
        clicks.press(alice, "Signer", house)
        assert alice.says("Signée par Alice Martin")
        until(lambda: alice.page.reload() is not None and alice.reads("Télécharger le compte rendu"), pause=0.3)
        alice.look()
        picture(alice, "droits-signes")
        look_at(download(alice, clicks, tmp_path))
        what_is_left(alice)
        assert [one for one in alice.complaints if "422" not in one] == []
    assert examiner.found == []


def answer(alice: Visitor, clicks: Clicks, house: House) -> None:
    """What stands out is not kept without a word."""
    assert alice.says("très large, sans motif, sans fin")
    clicks.press(alice, "Retirer", house)
    clicks.press(alice, "Garder", house)
    assert alice.says("Dites en un mot pourquoi vous gardez ce droit")
    picture(alice, "droits-motif")
    alice.fill("Votre motif", "Il relance chaque lundi")
    clicks.press(alice, "Garder", house)
    clicks.press(alice, "À faire", house)
    assert alice.says("6 points relus sur 6")
    picture(alice, "droits-relus")


def look_at(path: Path) -> None:
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) >= 1
    assert faults(path) == []
    assert outside_errors(path) == []
    words = text_of(path)
    for expected in ("Vasseur Menuiserie", "Alice Martin", "Retirer", "Il relance", "GF1."):
        assert expected in words
    PICTURES.mkdir(parents=True, exist_ok=True)
    subprocess.run(["pdftoppm", "-r", "80", "-png", str(path), str(PICTURES / "droits-pdf")], check=True)


def what_is_left(alice: Visitor) -> None:
    """The right is gone here; where to take it back in the real service waits to be done, and is said to be."""
    alice.go("/revues/suites/")
    for expected in ("Relance", "Retirer l’accès dans le service", "Sage, onglet Accès", "Ajouter la double vérification"):
        assert alice.says(expected), expected
    picture(alice, "droits-suites")
    alice.fill("Ce qui a été fait", "Retiré dans Sage")
    alice.press(re.compile("^C’est fait"))
    assert alice.says("Retiré dans Sage")
    alice.go("/agents/")
    alice.follow(re.compile("Relance"))
    assert not alice.page.locator("table", has_text="Tous les dossiers").count()
    picture(alice, "droits-agent")
