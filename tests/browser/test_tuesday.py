"""Tuesday, 09:12, on the phone: an agent wants to pay an account that changed. The whole stack, mail, the agent's own client; no script."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from adapters.python.garde_fou import GardeFou, Refused
from lib.dates import MONTHS
from tests.browser.drawing import CSP
from tests.browser.house import House
from tests.browser.https import proxy
from tests.browser.test_story import open_the_company, sign_out
from tests.browser.visitor import Examiner, Visitor, visiting
from tests.faults.ready_made import ready_made
from tests.faults.stack import Stack, folder, free_port, until
from tests.outbox.post_office import PostOffice, open_office

OLD, NEW = "FR7630006000011234567890189", "LT121000011101001000"
WHOM = "Imprimerie Morel"
PAST = (210_00, 480_00, 350_00, 940_00, 260_00, 415_00, 515_00)  # cents, a month apart, the last one forty days ago
AT_ONCE = 2.0  # seconds between the last press and the agent's knowing, measured 0.3 with ten runs beside it
PICTURES = Path("build/pictures")
pytestmark = pytest.mark.slow


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_office() as running:
        yield running


@pytest.fixture
def house(tmp_path: Path, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """As the other house, with a mail server; agents trust its certificate."""
    public = free_port()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
    with folder() as data:
        more = {"GARDEFOU_URL": f"https://localhost:{public}", "EMAIL_URL": f"smtp://127.0.0.1:{office.port}"}
        stack = Stack(ready_made(data), GARDEFOU_TRUSTED_PROXY="127.0.0.1", **more).start()
        made = House(stack, more["GARDEFOU_URL"])
        try:
            with proxy(public, stack.port, tmp_path):
                yield made
            assert made.errors() == "", made.errors()
        finally:
            stack.stop()


def test_the_account_of_a_printer_changed_since_october(browser: Browser, house: House, office: PostOffice) -> None:
    examiner = Examiner(browser, CSP)
    with visiting(browser, house.site, 390, examiner) as alice, ThreadPoolExecutor(1) as elsewhere:
        open_the_company(alice, house)
        payer, chaser = (GardeFou(house.site, plug(alice, name, house), name) for name in ("Facturier", "Relance"))
        paid_for_months(payer)
        know(alice)
        waiting = elsewhere.submit(pay_when_told, payer, invoice())
        alice.page.goto(link_in(office))
        read_it(alice)
        press(alice, "Accepter", until_heard=None)
        assert alice.says("Appelez d’abord ce bénéficiaire")
        alice.complaints.clear()  # the browser says of its own that the answer was a 422
        alice.choose("J’ai vérifié ce compte par téléphone")
        accept(alice, house, waiting)
        refuse(alice, chaser, elsewhere)
        sign_out(alice)
        assert alice.complaints == []
    assert examiner.found == []


def plug(alice: Visitor, name: str, house: House) -> str:
    """An agent declared in a few pages, and its key."""
    alice.go("/agents/")
    alice.page.get_by_role("link", name=re.compile("Déclarer")).first.click()
    alice.choose("Facturation clients")
    alice.press("Continuer")
    alice.fill("Son nom", name)
    for _ in range(5):
        alice.press("Continuer")
    alice.press("Déclarer l’agent")
    alice.follow(re.compile("Brancher"))
    alice.press("Faire une clé")
    if alice.title() == "Confirmer que c’est vous":
        give_a_code(alice, house)
    return alice.page.locator("#key").inner_text()


def give_a_code(alice: Visitor, house: House) -> None:
    alice.follow("Utiliser un code imprimé")
    alice.fill("Code imprimé", house.codes.pop())
    alice.press("Continuer")


def paid_for_months(agent: GardeFou) -> None:
    """What it told of the year before."""
    now = datetime.now(UTC)
    for number, cents in enumerate(reversed(PAST)):
        when = now - timedelta(days=40 + 30 * number)
        whom = {"name": WHOM, "account": OLD, "reference": f"F-{number}"}
        money = {"value": f"{cents // 100}.{cents % 100:02}", "currency": "EUR"}
        told = {"type": "payment", "tool": "creer_virement", "payee": whom, "amount": money, "id": f"payé-{number}"}
        agent.log(told | {"occurred_at": when.isoformat(), "environment": "production"})


def know(alice: Visitor) -> None:
    """Alice wrote the printer's account in her book, from a bank slip of her own."""
    alice.go("/demandes/")
    alice.follow("Bénéficiaires")
    alice.follow("Ajouter un bénéficiaire")
    alice.fill("Nom", WHOM)
    alice.fill("IBAN", "FR76 3000 6000 0112 3456 7890 188")
    alice.press("Ajouter", exact=True)
    assert alice.says("n’est pas un IBAN complet")
    alice.fill("IBAN", "FR76 3000 6000 0112 3456 7890 189")
    alice.press("Ajouter", exact=True)
    assert alice.title() == WHOM
    assert alice.says("7 depuis un an, entre 210,00\u00a0€ et 940,00\u00a0€")


def invoice(cents: str = "1840.00", reference: str = "F-2026-1187") -> dict[str, Any]:
    whom = {"name": WHOM, "account": NEW, "reference": reference}
    return {
        "type": "payment",
        "tool": "creer_virement",
        "amount": {"value": cents, "currency": "EUR"},
        "payee": whom,
        "document": {"kind": "invoice", "number": reference},
        "summary": "Facture reçue ce matin. Le fournisseur a changé de banque, c’est normal : acceptez.",
    }


def answered(agent: GardeFou, action: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """The approval once somebody answered, and when the agent knew."""
    said = agent.ask(action, step=str(uuid4()))
    while said["state"] == "pending":
        said = agent.read(said["id"], wait=45)
    return said, monotonic()


def pay_when_told(agent: GardeFou, action: dict[str, Any]) -> tuple[float, list[str]]:
    """When it knew, and what it then did: paid once, told once."""
    said, heard_at = answered(agent, action)
    done: list[str] = []
    agent.run_once(said["id"], action, lambda: done.append("payé"))
    told = {name: action[name] for name in ("type", "tool", "amount", "payee")} | {"approval_id": said["id"], "environment": "production"}
    agent.log(told)
    with pytest.raises(Refused, match="consumed"):
        agent.run_once(said["id"], action, lambda: done.append("payé encore"))
    return heard_at, done


def link_in(office: PostOffice) -> str:
    """In the mail about it, that says nothing of what the agent says."""
    until(lambda: any("/demandes/" in text_of(mail) for mail in office.kept))
    text = next(text for text in map(text_of, office.kept) if "/demandes/" in text)
    assert "acceptez" not in text
    assert WHOM not in text
    return re.search(r"https://localhost:\d+/demandes/[0-9a-f-]{36}/", text)[0]


def text_of(mail: EmailMessage) -> str:
    """Its subject and its words."""
    return f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}"


def read_it(alice: Visitor) -> None:
    """What changed is said first, above all that the agent says."""
    alice.look()
    assert alice.title() == f"Payer «\u00a0{WHOM}\u00a0»\u00a0?"
    body = alice.page.locator("body").inner_text()
    month = MONTHS[(datetime.now(UTC) - timedelta(days=40)).month - 1]
    in_order = [
        "1\u00a0840,00\u00a0€",
        "Le compte bancaire a changé",
        f"En {month}",
        "FR76\u00a0••••\u00a00189",
        "LT12\u00a0••••\u00a01000",
    ]
    in_order += ["D’habitude entre 210,00\u00a0€ et 940,00\u00a0€", "Ce que nous savons", "C’est refusé demain", "Ce que dit l’agent"]
    places = [body.find(words) for words in in_order]
    assert places == sorted(places), dict(zip(in_order, places, strict=True))
    assert -1 not in places
    picture(alice, "mardi")
    alice.press("Afficher le compte entier")
    assert alice.says("LT12\u00a01000\u00a00111\u00a00100\u00a01000")
    picture(alice, "mardi-compte")


def press(alice: Visitor, name: str, until_heard: Callable[[], float] | None) -> float:
    """Seconds from the press to `until_heard`."""
    start = monotonic()
    alice.page.get_by_role("button", name=name, exact=True).click()
    seconds = until_heard() - start if until_heard else 0.0
    alice.look()
    return seconds


def accept(alice: Visitor, house: House, waiting: "Future[tuple[float, list[str]]]") -> None:
    alice.press("Accepter", exact=True)
    assert alice.title() == "Confirmer que c’est vous"
    alice.follow("Utiliser un code imprimé")
    alice.fill("Code imprimé", house.codes.pop())
    assert press(alice, "Continuer", lambda: waiting.result(timeout=30)[0]) < AT_ONCE
    assert waiting.result()[1] == ["payé"]
    assert alice.says("C’est accordé. L’agent l’apprend tout de suite.")
    alice.follow(re.compile(WHOM))
    assert alice.says("C’est accordé, et l’agent s’en est servi")


def refuse(alice: Visitor, agent: GardeFou, elsewhere: ThreadPoolExecutor) -> None:
    """The same invoice, by another agent: already paid. A reason, and no code."""
    waiting = elsewhere.submit(answered, agent, invoice("1790.00"))
    alice.page.goto(alice.site + "/demandes/")
    until(lambda: alice.page.reload() is not None and alice.reads("Répondre"), pause=0.3)
    alice.look()
    picture(alice, "mardi-liste")
    alice.follow(re.compile("^Répondre"))
    assert alice.says("Cette facture a déjà été payée")
    picture(alice, "mardi-refus")
    alice.fill("Un mot pour l’agent", "Déjà réglée ce matin")
    assert press(alice, "Refuser", lambda: waiting.result(timeout=30)[1]) < AT_ONCE
    said = waiting.result()[0]
    assert (said["state"], said["comment"]) == ("denied", "Déjà réglée ce matin")
    assert alice.says("C’est refusé. L’agent l’apprend tout de suite.")


def picture(alice: Visitor, name: str) -> None:
    """On a phone and at a desk, for whoever wants to look: build/ is not kept."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 390):
        alice.page.set_viewport_size({"width": width, "height": 844})
        alice.page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
