"""The company's sheet, the sealed record on screen, and what is still to do about them."""

import pytest
import time_machine
from django.test import Client

from accounts.actions.factors import NewFactor, enrol
from accounts.due import due
from accounts.models import Authenticator, Company, RecoveryCode
from ledger.actions import record
from ledger.entries import SYSTEM, Subject
from ledger.enums import Kind
from ledger.queries import newest
from tests.accounts.journeys import NOW, give_factors
from tests.cast import Person, sign_in

FACTS = {
    "name": "Vasseur Menuiserie",
    "siren": "732 829 320",
    "address": "4 rue des Copeaux, 44000 Nantes",
    "phone": "02 40 00 00 00",
    "email": "contact@vasseur.example",
    "representative": "Claire Vasseur",
    "has_dpo": "no",
    "dpo_name": "",
    "dpo_contact": "",
    "time_zone": "Indian/Reunion",
}
HOSTILE = "<script>alert(1)</script>\u202e{{ 7*7 }}"


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_the_facts_are_kept_and_what_changed_is_sealed(alice, inside) -> None:
    browser = sign_in(alice)
    assert browser.post("/entreprise/", FACTS).status_code == 302
    company = Company.objects.get(pk=inside.pk)
    assert (company.siren, company.has_dpo, company.time_zone) == ("732829320", False, "Indian/Reunion")
    line = newest()[0]
    assert "SIREN, adresse, téléphone" in line.sentence
    assert "Copeaux" not in str(line.detail)
    assert line.sentence in browser.get("/entreprise/").content.decode().replace("&#x27;", "'")
    assert browser.get("/entreprise/").context["form"]["siren"].value() == "732\u00a0829\u00a0320"


def test_nothing_changed_seals_nothing(alice, inside) -> None:
    browser = sign_in(alice)
    browser.post("/entreprise/", FACTS)
    before = len(newest())
    browser.post("/entreprise/", FACTS)
    assert len(newest()) == before


def test_a_delegate_without_a_contact_is_asked_for(alice) -> None:
    refused = sign_in(alice).post("/entreprise/", FACTS | {"has_dpo": "yes"})
    assert "Indiquez comment joindre le délégué" in refused.content.decode()


@pytest.mark.parametrize("field", ["siren", "email", "time_zone", "has_dpo"])
def test_impossible_answers_are_refused(alice, field: str) -> None:
    refused = sign_in(alice).post("/entreprise/", FACTS | {field: HOSTILE})
    assert refused.context["form"].errors[field]
    assert b"<script>alert" not in refused.content


def test_hostile_words_are_shown_as_words(alice, inside) -> None:
    browser = sign_in(alice)
    assert (
        browser.post("/entreprise/", FACTS | dict.fromkeys(("name", "address", "phone", "representative"), HOSTILE[:40])).status_code == 302
    )
    for path in ("/entreprise/", "/compte/", "/journal-scelle/", "/"):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page


def test_the_record_is_shown_newest_first_and_paged(alice, inside) -> None:
    for number in range(60):
        record(
            Kind.COMPANY,
            "company.changed",
            Subject("company", inside.pk, f"Nom {number:02d}"),
            by=SYSTEM,
            at=NOW,
            detail={"changed": "nom"},
        )
    browser = sign_in(alice)
    first = browser.get("/journal-scelle/")
    assert "«\u00a0Nom 59\u00a0»" in first.content.decode()
    assert "«\u00a0Nom 09\u00a0»" not in first.content.decode()
    second = browser.get(f"/journal-scelle/?avant={first.context['older']}").content.decode()
    assert "«\u00a0Nom 09\u00a0»" in second
    assert "Les plus récentes" in second
    assert "Plus anciennes" not in second


@pytest.mark.parametrize("before", ["", "abc", "-1", "9" * 30, "٣", "0"])
def test_any_page_number_is_answered(alice, before: str) -> None:
    assert sign_in(alice).get("/journal-scelle/", {"avant": before}).status_code == 200


def test_a_new_company_has_its_sheet_to_complete(alice, inside) -> None:
    give_factors(alice)
    duties = due(inside, alice.membership, NOW)
    assert [duty.title for duty in duties] == ["Régler la messagerie", "Compléter la fiche de l’entreprise"]
    assert "SIREN" in duties[1].why
    sign_in(alice).post("/entreprise/", FACTS)
    left = due(Company.objects.get(pk=inside.pk), alice.membership, NOW)
    assert [duty.title for duty in left] == ["Régler la messagerie"]


def test_who_may_not_edit_the_sheet_is_not_asked_to(chloe, inside) -> None:
    give_factors(chloe)
    assert due(inside, chloe.membership, NOW) == []


@pytest.mark.parametrize(
    ("left", "tone", "words"), [(10, "watch", "il en reste 10"), (2, "stop", "il en reste 2"), (0, "stop", "il en reste 0")]
)
def test_printed_codes_alone_ask_for_a_real_factor(chloe, inside, left: int, tone: str, words: str) -> None:
    give_factors(chloe, app=False)
    RecoveryCode.objects.filter(pk__in=list(RecoveryCode.objects.values_list("pk", flat=True)[: 10 - left])).update(used_at=NOW)
    duty = due(inside, chloe.membership, NOW)[0]
    assert (duty.title, duty.tone, duty.url) == ("Renforcer votre double vérification", tone, "/compte/applications/ajout/")
    assert f"il en reste {left}" in duty.why


@pytest.mark.parametrize(("left", "told"), [(3, None), (2, "2 codes imprimés"), (1, "1 code imprimé"), (0, "0 code imprimé")])
def test_few_codes_ask_for_a_new_sheet(chloe, inside, left: int, told: str | None) -> None:
    give_factors(chloe)
    RecoveryCode.objects.filter(pk__in=list(RecoveryCode.objects.values_list("pk", flat=True)[: 10 - left])).update(used_at=NOW)
    duties = due(inside, chloe.membership, NOW)
    assert [told in duty.why for duty in duties] == ([True] if told else [])


def test_enrolling_again_replaces_the_sheet(chloe, inside) -> None:
    give_factors(chloe)
    enrol(chloe.user, NewFactor(codes=["AAAA-BBBB-CCCC-DDDD"]), by=SYSTEM, at=NOW)
    assert RecoveryCode.objects.count() == 1
    assert Authenticator.objects.count() == 1


@pytest.mark.asvs("V13.4.5")
def test_health_is_open_and_says_nothing_else(db) -> None:
    answer = Client().get("/sante/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_health_tells_a_lost_database(db, monkeypatch) -> None:
    from django.db import OperationalError

    from governance.views import health

    def lost() -> None:
        raise OperationalError("secret host")

    monkeypatch.setattr(health, "last_run", lost)
    answer = Client().get("/sante/")
    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_two_companies_never_mix_on_these_pages(alice, driss, inside: Company) -> None:
    sign_in(alice).post("/entreprise/", FACTS | {"name": "Vasseur Secret"})
    browser = sign_in(driss)
    for path in ("/entreprise/", "/journal-scelle/", "/compte/"):
        assert "Vasseur" not in browser.get(path).content.decode()


def test_the_stranger_is_a_person_too(driss: Person) -> None:
    assert sign_in(driss).get("/entreprise/").status_code == 200
