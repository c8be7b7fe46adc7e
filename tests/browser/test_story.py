"""The first quarter of an hour of an owner, and a bad day: the whole stack behind https, JavaScript off, on a phone, then at a desk."""

import base64
import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser

from accounts.factors import code_at
from tests.browser.drawing import CSP
from tests.browser.house import House
from tests.browser.visitor import Examiner, Visitor, kind, visiting
from tests.register import ods

FILES = ("/fichier/", ".csv", ".xlsx", ".zip", ".json", ".py")  # what a browser saves
EXPECTED = {
    "/",
    "/agents/",
    "/agents/…/",
    "/registre/",
    "/registre/…/",
    "/arret/",
    "/arret/historique/",
    "/compte/",
    "/entreprise/",
    "/a-propos/",
}
PASSWORD = "quatre chevaux lents sous la pluie"
pytestmark = pytest.mark.slow


def test_the_first_quarter_of_an_hour_and_a_bad_day(browser: Browser, house: House, tmp_path: Path) -> None:
    examiner = Examiner(browser, CSP)
    with visiting(browser, house.site, 390, examiner) as alice:
        open_the_company(alice, house)
        guarded_by_https(alice)
        declare_an_agent(alice)
        import_a_register(alice, tmp_path)
        confirm_a_basis(alice)
        print_the_register(alice, tmp_path)
        stop_everything(alice)
        sign_out(alice)
        assert alice.complaints == []
    with visiting(browser, house.site, 1280, examiner) as alice:
        sign_in(alice, house.codes[0])
        stop_one_agent(alice)
        walk(alice)
        lift_it(alice, house.codes[1])
        sign_out(alice)
        assert alice.complaints == []
    assert examiner.found == []
    assert examiner.seen >= EXPECTED


def sign_in(alice: Visitor, code: str) -> None:
    alice.go("/registre/")  # where one wanted to go is kept
    alice.fill("Adresse e-mail", "alice@vasseur.example")
    alice.fill("Mot de passe", PASSWORD)
    alice.press("Continuer")
    alice.follow("Utiliser un code imprimé")
    alice.fill("Code imprimé", code)
    alice.press("Entrer", exact=True)
    assert alice.title() == "Mon registre RGPD"


def stop_one_agent(alice: Visitor) -> None:
    alice.go("/agents/")
    alice.follow("Facturier")
    alice.follow("Couper l’agent")
    alice.press("Couper cet agent")
    assert alice.title() == "Arrêt de l’agent «\u00a0Facturier\u00a0»"


def lift_it(alice: Visitor, code: str) -> None:
    """The session is open, but a code was not asked just now: it is, and the reason written before is kept."""
    alice.go("/arret/")
    alice.follow("Lever l’arrêt")
    alice.fill("Pourquoi peut-il reprendre", "Le prestataire a corrigé")
    alice.press("Lever l’arrêt")
    assert alice.title() == "Confirmer que c’est vous"
    alice.follow("Utiliser un code imprimé")
    alice.fill("Code imprimé", code)
    alice.press("Continuer")
    alice.follow("Arrêts passés")
    assert alice.says("Le prestataire a corrigé")


def walk(alice: Visitor) -> None:
    """Every link of every page, each kind of page once."""
    left = ["/"]
    walked = set()
    while left:
        path = left.pop(0)
        if (key := kind(path)) in walked:
            continue
        walked.add(key)
        alice.page.goto(alice.site + path)
        if key not in alice.examiner.seen:
            alice.look()
        found = alice.page.locator("a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        left += [href.split("#")[0] for href in found if href.startswith("/") and not href.endswith(FILES)]


def open_the_company(alice: Visitor, house: House) -> None:
    alice.go("/")
    alice.fill("Code d’ouverture", house.setup_code())
    alice.press("Commencer")
    alice.fill("Nom de l’entreprise", "Vasseur Menuiserie")
    alice.press("Continuer")
    alice.fill("Prénom et nom", "Alice Martin")
    alice.fill("Adresse e-mail", "alice@vasseur.example")
    alice.fill("Mot de passe", PASSWORD)
    alice.press("Continuer")
    alice.press("Continuer")  # the app is proposed
    key = "".join(alice.page.locator("#key").text_content().split())
    now = alice.page.evaluate("Date.now()") // 1000
    alice.fill("Code à six chiffres", code_at(base64.b32decode(key), now // 30))
    alice.press("Vérifier ce code")
    house.codes = alice.page.locator(".codes li").all_inner_texts()
    assert len(house.codes) == 10
    alice.choose("J’ai imprimé ou recopié ces codes")
    alice.press("Terminer et entrer")
    assert alice.says("Trois étapes pour commencer")


def guarded_by_https(alice: Visitor) -> None:
    cookies = {cookie["name"]: cookie for cookie in alice.context.cookies()}
    assert {"__Host-gardefou", "__Host-gardefou-csrf"} <= set(cookies)
    assert all(cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies.values())
    headers = alice.page.goto(alice.site).headers
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def declare_an_agent(alice: Visitor) -> None:
    alice.follow("Déclarer mon premier agent")
    alice.choose("Facturation clients")
    alice.press("Continuer")
    alice.fill("Son nom", "Facturier")
    for _ in range(5):
        alice.press("Continuer")
    alice.press("Déclarer l’agent")
    assert alice.title() == "Facturier"


def import_a_register(alice: Visitor, place: Path) -> None:
    sheet = ods.Sheet(name="Gestion de la paie", reference="RH-1", purpose="Payer les salariés", people=[("Salariés", "")])
    listed = ods.listing([("Gestion de la paie", "RH-1", None, None, "Payer les salariés", "Non")])
    path = place / "registre.ods"
    path.write_bytes(ods.register(listed, sheet))
    alice.go("/registre/")
    alice.follow("Importer un fichier")
    alice.page.get_by_label("Votre fichier").set_input_files(path)
    alice.press("Lire ce fichier")
    alice.press("Créer les traitements cochés")
    assert alice.says("Votre registre est importé")


def confirm_a_basis(alice: Visitor) -> None:
    alice.go("/registre/")
    alice.follow(re.compile("Facturation"))
    assert alice.says("À confirmer")
    alice.follow("Modifier la fiche")
    alice.follow(re.compile("Finalités"))
    while alice.page.get_by_role("button", name=re.compile("^Confirmer")).count():
        alice.press(re.compile("^Confirmer"))
    alice.follow("Voir la fiche")
    assert not alice.reads("La base légale proposée")


def print_the_register(alice: Visitor, place: Path) -> None:
    alice.go("/registre/")
    alice.press("Préparer le PDF")
    alice.page.get_by_role("link", name="Télécharger").wait_for(timeout=60_000)  # the page asks for itself again
    alice.look()
    with alice.page.expect_download() as download:
        alice.page.get_by_role("link", name="Télécharger").click()
    path = place / "registre.pdf"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"%PDF")
    with pikepdf.open(path) as pdf:
        assert len(pdf.pages) >= 3


def stop_everything(alice: Visitor) -> None:
    alice.go("/")
    alice.follow("Arrêt d’urgence")
    alice.fill("Pourquoi", "Des factures partent deux fois")
    alice.press("Tout arrêter")
    assert alice.says("Ce qu’ils nous demandent est refusé. Le reste, vous seul pouvez l’arrêter")
    alice.press(re.compile("Je l’ai arrêté|J’ai retiré cet accès"))
    assert alice.says("Retiré par Alice Martin")
    alice.go("/")
    assert alice.says("Coupé")
    alice.follow("Arrêt d’urgence")
    alice.follow("Lever l’arrêt")
    alice.fill("Pourquoi peut-il reprendre", "Le scénario est corrigé")
    alice.press("Lever l’arrêt")
    alice.follow("Arrêts passés")
    assert alice.says("Le scénario est corrigé")


def sign_out(alice: Visitor) -> None:
    alice.go("/compte/")
    alice.press("Se déconnecter", exact=True)
    assert alice.says("Se connecter")
