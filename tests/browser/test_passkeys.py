"""A passkey from its making to its end, in a real browser with a device inside it, through https: no code is typed once it is there."""

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.browser.drawing import CSP
from tests.browser.house import House
from tests.browser.test_story import PASSWORD
from tests.browser.visitor import Examiner, Visitor, visiting

pytestmark = pytest.mark.slow
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


def hold_a_device(alice: Visitor) -> tuple[CDPSession, str]:
    """Chromium's own: it recognises its person at once."""
    line = alice.context.new_cdp_session(alice.page)
    line.send("WebAuthn.enable")
    options = {**DEVICE, "isUserVerified": True, "automaticPresenceSimulation": True}
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_opens_confirms_and_is_removed(browser: Browser, house: House) -> None:
    examiner = Examiner(browser, CSP)
    with visiting(browser, house.site, 390, examiner, java_script_enabled=True) as alice:
        line, device = hold_a_device(alice)
        begin_with_a_passkey(alice, house)
        kept = line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        assert [one["rpId"] for one in kept] == ["localhost"]
        sign_out(alice)
        enter_without_a_password(alice)
        add_a_colleague(alice)
        sign_out(alice)
        enter_after_a_password(alice)
        assert alice.complaints == []
        line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
        be_refused(alice)
    assert examiner.found == []


def begin_with_a_passkey(alice: Visitor, house: House) -> None:
    alice.go("/")
    alice.fill("Code d’ouverture", house.setup_code())
    alice.press("Commencer")
    alice.fill("Nom de l’entreprise", "Vasseur Menuiserie")
    alice.press("Continuer")
    alice.fill("Prénom et nom", "Alice Martin")
    alice.fill("Adresse e-mail", "alice@vasseur.example")
    alice.fill("Mot de passe", PASSWORD)
    alice.press("Continuer")
    alice.choose("Avec Windows Hello, une empreinte ou mon visage")
    alice.press("Continuer")
    alice.press("Me faire reconnaître", arrives="**/demarrer/codes/")
    house.codes = alice.page.locator(".codes li").all_inner_texts()
    alice.press("Terminer et entrer")
    assert alice.says("Trois étapes pour commencer")


def sign_out(alice: Visitor) -> None:
    alice.go("/compte/")
    alice.press("Se déconnecter", exact=True)


def enter_without_a_password(alice: Visitor) -> None:
    alice.go("/registre/")
    alice.follow("Entrer avec Windows Hello, une empreinte ou mon visage")
    alice.press("Me faire reconnaître", arrives="**/registre/")


def add_a_colleague(alice: Visitor) -> None:
    """What matters waits; the device confirms it in one gesture."""
    alice.go("/equipe/ajout/")
    alice.fill("Prénom et nom", "Nadia Brun")
    alice.fill("Adresse e-mail", "nadia@vasseur.example")
    alice.press("Faire son lien")
    assert alice.title() == "Confirmer que c’est vous"
    alice.press("Continuer", arrives="**/equipe/ajout/")
    assert alice.title() == "Donnez ce lien à Nadia Brun"


def enter_after_a_password(alice: Visitor) -> None:
    alice.go("/connexion/")
    alice.fill("Adresse e-mail", "alice@vasseur.example")
    alice.fill("Mot de passe", PASSWORD)
    alice.press("Continuer")
    alice.press("Entrer", exact=True, arrives=alice.site + "/")
    alice.go("/compte/")
    assert alice.says("Mon appareil")


def be_refused(alice: Visitor) -> None:
    """Somebody else in front of the same device."""
    sign_out(alice)
    alice.go("/connexion/cle/")
    alice.press("Me faire reconnaître")
    alice.page.get_by_text("L’appareil n’a pas répondu").wait_for()
    assert alice.title() == "Entrer sans mot de passe"
