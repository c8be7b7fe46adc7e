"""Each gap leads to one page; what is written there closes it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Company
from inventory.enums import Side
from inventory.models import (
    Client,
    DataSubject,
    JointController,
    ProcessedData,
    Processing,
    ProcessingClient,
    Purpose,
    Recipient,
    SecurityMeasure,
    Transfer,
)
from register.book import Missing, Sheet
from register.queries import gap_url
from register.sheets import one_sheet
from tests.cast import AT, Person, sign_in
from tests.register import rows

pytestmark = pytest.mark.django_db
Prepare = Callable[[Processing], Any]
SHIELD = {"recipient": "Old Inc", "country": "États-Unis", "mechanism": "privacy_shield_invalide"}


def added(model: Any, **values: Any) -> Prepare:
    return lambda row: model.objects.create(company=row.company, processing=row, position=9, **values)


def emptied(model: Any) -> Prepare:
    return lambda row: model.objects.of(row.company).filter(processing=row).delete()


def unsaid(**values: Any) -> Prepare:
    return lambda row: Processing.objects.of(row.company).filter(pk=row.pk).update(**values)


def served(contact: str = "Lorient", **values: Any) -> Prepare:
    def prepare(row: Processing) -> None:
        client = Client.objects.create(company=row.company, name="Atelier Morel", contact=contact, noted_at=AT)
        ProcessingClient.objects.create(company=row.company, processing=row, client=client, **values)

    return prepare


def hosted_abroad(row: Processing) -> None:
    rows.processings.attach_agent(row, rows.agent(row.company, "Lointain", AT, host_country="US"), by=None, at=AT)


CONTROLLER: dict[str, tuple[Prepare, dict[str, Any]]] = {
    "purpose": (unsaid(purpose=""), {"purpose": "Vendre"}),
    "source": (unsaid(source=""), {"source": "La personne"}),
    "information": (unsaid(information=""), {"information": "Un agent aide."}),
    "information_blank": (unsaid(information="Vu sur [source]."), {"information": "Vu sur l’annuaire."}),
    "notice_proposed": (unsaid(is_notice_proposed=True), {}),
    "data_proposed": (added(ProcessedData, category="coordonnees", retention="1 an", is_proposed=True), {}),
    "informed": (unsaid(is_informed=None), {"is_informed": "yes"}),
    "not_informed": (unsaid(is_informed=False), {"is_informed": "yes"}),
    "automation": (unsaid(automation=""), {"automation": "assisted"}),
    "automation_words": (unsaid(automation="alone"), {"automation_words": "Il trie ; appelez-nous."}),
    "data": (emptied(ProcessedData), {"category": "etat_civil", "retention": "1 an"}),
    "people": (emptied(DataSubject), {"code": "clients"}),
    "recipients": (emptied(Recipient), {"code": "service_interne"}),
    "measures": (emptied(SecurityMeasure), {"code": "journaliser"}),
    "basis": (emptied(Purpose), {"description": "Vendre", "basis": "contrat", "confirmed": "on"}),
    "retention": (added(ProcessedData, category="coordonnees"), {"retention": "1 an"}),
    "exception": (added(ProcessedData, category="sante", is_sensitive=True, retention="1 an"), {"exception": "medecine_soins"}),
    "origin": (added(ProcessedData, category="coordonnees", retention="1 an", origin="indirect"), {"origin_words": "Fichier loué"}),
    "contract": (added(Recipient, code="hebergeur", is_processor=True), {"contract_on": "2026-01-05"}),
    "is_processor": (added(Recipient, code="hebergeur"), {"is_processor": "no"}),
    "joint_contact": (added(JointController, name="Morel", agreement="Annexe"), {"contact": "Lorient"}),
    "joint_agreement": (added(JointController, name="Morel", contact="Lorient"), {"agreement": "Annexe 1"}),
    "transfers_which": (unsaid(has_transfers=True), {"recipient": "X", "country": "Maroc", "mechanism": "cct"}),
    "transfer_country": (added(Transfer, recipient="X", mechanism="cct"), {"country": "Maroc"}),
    "transfer_safeguard": (added(Transfer, recipient="X", country="Maroc"), {"mechanism": "cct"}),
    "transfer_invalid": (added(Transfer, **SHIELD), {"mechanism": "cct"}),
    "transfer_doubt": (added(Transfer, recipient="X", country="États-Unis", mechanism="dpf"), {"checked_on": "2026-11-20"}),
    "transfer_untold": (
        added(Recipient, code="banque", is_processor=False, country="Maroc"),
        {"recipient": "Banque", "country": "Maroc", "mechanism": "cct"},
    ),
    "transfer_of_agent": (hosted_abroad, {"recipient": "X", "country": "États-Unis", "mechanism": "cct"}),
    "sensitive_which": (unsaid(has_sensitive_data=True), {"category": "sante", "retention": "1 an", "exception": "medecine_soins"}),
}
PROCESSOR: dict[str, tuple[Prepare, dict[str, Any]]] = {
    "clients": (unsaid(template=""), {"name": "Atelier Morel"}),
    "purpose": (unsaid(template=""), {"purpose": "Répondre aux avis"}),
    "client_contact": (served(""), {"contact": "3 rue du Port"}),
    "client_contract": (served(), {"contract_on": "2026-02-03"}),
    "client_instructions": (served(), {"instructions": "Annexe 2"}),
}
ANSWERED = {"sensitive": {"has_sensitive_data": None}, "transfers": {"has_transfers": None}}  # by a button beside the list


@pytest.fixture
def browser(alice: Person) -> Browser:
    return sign_in(alice)


def gap(company: Company, row: Processing, code: str) -> tuple[Sheet, Missing | None]:
    with scope(company):
        row.refresh_from_db()
        sheet = one_sheet(company, row, AT)
    return sheet, next((item for item in sheet.missing if item.code == code), None)


def mend(browser: Browser, url: str, **changes: Any) -> None:
    """Fills in the page's own form as it is shown, with these answers, and sends it."""
    page = browser.get(url)
    assert page.status_code == 200, url
    form = page.context["form"]
    shown = {bound.html_name: bound.value() for bound in form}
    told = {name: value for name, value in {**shown, **changes}.items() if value not in (None, False, "")}
    answer = browser.post(url, {**{name: "" for name in shown if not isinstance(shown[name], bool)}, **told})
    assert answer.status_code == 302, answer.context["form"].errors


@pytest.mark.parametrize("code", CONTROLLER)
def test_a_controller_s_gap_is_mended_where_it_leads(company: Company, alice: Person, browser: Browser, code: str) -> None:
    prepare, answers = CONTROLLER[code]
    with scope(company):
        row = rows.whole_sheet(alice, AT)
        rows.processings.attach_agent(row, rows.agent(company, "Facturier", AT), by=alice.membership, at=AT)
        prepare(row)
    sheet, found = gap(company, row, code)
    assert found, [item.code for item in sheet.missing]
    mend(browser, gap_url(sheet, found), **answers)
    assert gap(company, row, code)[1] is None


@pytest.mark.parametrize("code", PROCESSOR)
def test_a_processor_s_gap_is_mended_where_it_leads(company: Company, alice: Person, browser: Browser, code: str) -> None:
    prepare, answers = PROCESSOR[code]
    with scope(company):
        row = rows.bare_sheet(alice, AT, "Réponse aux avis", Side.PROCESSOR)
        prepare(row)
    sheet, found = gap(company, row, code)
    assert found
    mend(browser, gap_url(sheet, found), **answers)
    assert gap(company, row, code)[1] is None


@pytest.mark.parametrize("code", ANSWERED)
def test_a_question_is_answered_on_the_page_it_leads_to(company: Company, alice: Person, browser: Browser, code: str) -> None:
    with scope(company):
        row = rows.whole_sheet(alice, AT)
        unsaid(**ANSWERED[code])(row)
    sheet, found = gap(company, row, code)
    assert found
    address = reverse("inventory:processing_answer", args=[row.pk, found.place])
    assert address in browser.get(gap_url(sheet, found)).content.decode()
    browser.post(address, {"answer": "no"})
    assert gap(company, row, code)[1] is None


def test_a_proposed_basis_and_a_question_lead_to_where_they_are_settled(company: Company, alice: Person, browser: Browser) -> None:
    with scope(company):
        row = rows.whole_sheet(alice, AT)
        rows.question(row, AT)
    for code in ("basis_proposed", "question"):
        sheet, found = gap(company, row, code)
        assert found
        assert browser.get(gap_url(sheet, found)).status_code == 200
    with scope(company):
        purpose = Purpose.objects.of(company).get(processing=row)
    browser.post(reverse("inventory:processing_confirm", args=[row.pk, purpose.pk]))
    assert gap(company, row, "basis_proposed")[1] is None


def test_a_sensitive_line_beside_a_no_is_settled_on_the_list_of_data(company: Company, alice: Person, browser: Browser) -> None:
    with scope(company):
        row = rows.whole_sheet(alice, AT)
        line = added(ProcessedData, category="sante", is_sensitive=True, exception="medecine_soins", retention="1 an")(row)
    sheet, found = gap(company, row, "sensitive_contradiction")
    assert found
    assert browser.get(gap_url(sheet, found)).status_code == 200
    browser.post(reverse("inventory:processing_line_remove", args=[row.pk, "data", line.pk]))
    assert gap(company, row, "sensitive_contradiction")[1] is None
