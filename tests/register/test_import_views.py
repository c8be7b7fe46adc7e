"""The import over HTTP: who reaches it, what each page says, and that nothing happens twice."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions.processings import Heading, open_processing
from inventory.models import Processing
from lib.tables.archive import MAX_BYTES
from register import imports
from register.models import Import
from tests.cast import AT, sign_in
from tests.register import exports
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import listing, register

START = "/registre/import/"
PROSPECTING = ["Prospection <b>", "P-01", "15/05/2026", "", "Prospecter", "peut-être"]


def sent(data, name="registre.ods"):
    return {"register": SimpleUploadedFile(name, data)}


def upload(person, data=None):
    answer = sign_in(person).post(START, sent(data or register(listing([PROSPECTING]), BILLING)))
    assert answer.status_code == 302
    return answer.url


def count(company):
    with scope(company):
        return Processing.objects.of(company).count()


def test_the_address_is_french():
    assert reverse("register:import") == START


def test_a_file_is_read_then_shown_and_nothing_is_created(company, alice):
    page = upload(alice)
    html = sign_in(alice).get(page).content.decode()
    assert "Facturation des clients" in html
    assert "Prospection &lt;b&gt;" in html
    assert "ni oui ni non" in html
    assert "2 traitements lus" in html
    assert count(company) == 0


def test_creating_leads_to_the_questions_then_to_the_register(company, alice):
    page = upload(alice)
    client = sign_in(alice)
    answer = client.post(f"{page}creation/", {"keep": ["p1", "p2"]}, follow=True)
    html = answer.content.decode()
    assert count(company) == 2
    assert "2 traitements créés" in html
    assert "Qu’est-ce qui autorise ce traitement" in html
    assert client.get("/registre/").status_code == 200


def test_only_the_boxes_ticked_are_created(company, alice):
    sign_in(alice).post(f"{upload(alice)}creation/", {"keep": ["p2"]})
    assert count(company) == 1


def test_no_box_ticked_is_said_and_creates_nothing(company, alice):
    answer = sign_in(alice).post(f"{upload(alice)}creation/", {})
    assert "Cochez au moins un traitement" in answer.content.decode()
    assert count(company) == 0


def test_a_box_of_another_file_is_refused(company, alice):
    answer = sign_in(alice).post(f"{upload(alice)}creation/", {"keep": ["p9"]})
    assert "n’est plus dans cet import" in answer.content.decode()
    assert count(company) == 0


def test_a_second_click_creates_nothing_and_says_so(company, alice):
    page = upload(alice)
    client = sign_in(alice)
    client.post(f"{page}creation/", {"keep": ["p1", "p2"]})
    answer = client.post(f"{page}creation/", {"keep": ["p1", "p2"]}, follow=True)
    assert "déjà décidé" in answer.content.decode()
    assert count(company) == 2


def test_one_may_leave_and_come_back_or_drop(company, alice, sofia):
    page = upload(alice)
    assert page in sign_in(sofia).get(START).content.decode()
    answer = sign_in(sofia).post(f"{page}abandon/", follow=True)
    assert "écarté" in answer.content.decode()
    assert page not in sign_in(alice).get(START).content.decode()
    assert sign_in(alice).get(page).url == START


def test_dropping_what_was_created_is_refused(company, alice):
    page = upload(alice)
    client = sign_in(alice)
    client.post(f"{page}creation/", {"keep": ["p1", "p2"]})
    assert "déjà décidé" in client.post(f"{page}abandon/", follow=True).content.decode()
    assert count(company) == 2


def test_what_exists_is_shown_and_cannot_be_ticked(company, alice):
    with scope(company):
        there = open_processing(company, Heading(name="Facturation des clients"), by=alice.membership, at=AT)
    html = sign_in(alice).get(upload(alice)).content.decode()
    assert "Existe déjà" in html
    assert f"/registre/{there.pk}/" in html
    assert 'value="p2" disabled' in html


def test_the_blank_model_is_said_in_a_clear_sentence(alice):
    assert "ne contient aucun traitement" in sign_in(alice).post(START, sent(register(listing([])))).content.decode()


def test_a_register_of_refused_rows_only_offers_nothing_to_create(alice):
    html = sign_in(alice).get(upload(alice, register(listing([["", "F-09", "", "", "Facturer", ""]])))).content.decode()
    assert "Aucun traitement à reprendre" in html
    assert "F-09" in html
    assert "creation/" not in html


def test_a_register_of_another_company_is_flagged(alice):
    html = sign_in(alice).get(upload(alice, register(listing([PROSPECTING], {"name": "Garage Driss"})))).content.decode()
    assert "Garage Driss" in html
    assert "Vérifiez que c’est le bon fichier" in html


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "Ce fichier est un PDF"),
        (b"", "Ce fichier est vide"),
        (b"x" * (MAX_BYTES + 1), "dépasse 5"),
        (b"PK\x03\x04", "abîmé"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_and_kept_nowhere(company, alice, data, sentence):
    answer = sign_in(alice).post(START, sent(data))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with scope(company):
        assert not Import.objects.of(company).exists()


KEY = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"


def test_a_file_that_holds_a_key_is_refused_and_kept_nowhere(company, alice):
    answer = {"reference_to": "111", "data": {"text": f"<p>La clé\n{KEY}</p>"}}
    file = {"pia": {"name": "Caisse", "status": 0}, "answers": [answer], "measures": [], "evaluations": [], "comments": []}
    sent = SimpleUploadedFile("aipd.json", json.dumps(file).encode())
    shown = sign_in(alice).post(reverse("register:import"), {"register": sent}).content.decode()
    assert "contient une clé ou un mot de passe" in shown
    assert KEY not in shown
    with scope(company):
        assert not Import.objects.of(company).exists()


def test_no_file_is_said(alice):
    assert "Choisissez le fichier" in sign_in(alice).post(START, {}).content.decode()


def test_a_stranger_finds_nothing(company, alice, driss):
    page = upload(alice)
    for address in (page, f"{page}creation/", f"{page}abandon/"):
        assert sign_in(driss).post(address, {"keep": ["p1"]}).status_code in (404, 405)
    assert sign_in(driss).get(page).status_code == 404
    assert count(company) == 0


def test_those_who_only_read_do_not_import(alice, chloe, benoit, rachid):
    page = upload(alice)
    for person in (chloe, benoit, rachid):
        assert sign_in(person).get(START).status_code == 404
        assert sign_in(person).get(page).status_code == 404
        assert sign_in(person).post(f"{page}creation/", {"keep": ["p1"]}).status_code == 404


def test_a_preview_costs_the_same_for_one_and_for_fifty(company, alice, django_assert_max_num_queries):
    rows = [[f"Traitement {n}", f"T-{n}", "", "", "But", "non"] for n in range(50)]
    page = upload(alice, register(listing(rows)))
    client = sign_in(alice)
    client.get(page)
    with django_assert_max_num_queries(16):
        client.get(page)


def test_an_applied_import_keeps_its_page(company, alice):
    page = upload(alice)
    with scope(company):
        waiting = Import.objects.of(company).get()
        imports.apply(waiting, by=alice.membership, at=AT)
    html = sign_in(alice).get(page).content.decode()
    assert "Votre registre est importé" in html
    assert page in sign_in(alice).get(START).content.decode()


def test_what_was_created_meanwhile_is_not_created_twice(company, alice):
    page = upload(alice)
    with scope(company):
        for name in ("Facturation des clients", "Prospection <b>"):
            open_processing(company, Heading(name=name), by=alice.membership, at=AT)
    answer = sign_in(alice).post(f"{page}creation/", {"keep": ["p1", "p2"]}, follow=True)
    assert "existent déjà" in answer.content.decode()
    assert count(company) == 2


def test_the_first_page_reminds_of_an_import_to_finish(alice):
    page = upload(alice)
    assert page in sign_in(alice).get("/").content.decode()


def test_a_csv_export_goes_through_the_same_pages(company, alice):
    client = sign_in(alice)
    page = upload(alice, exports.madis(exports.BILLING, people={"Usagers": "<i>"}))
    html = client.get(page).content.decode()
    assert "proposé par le fichier, à confirmer" in html
    assert "&lt;i&gt;" in html
    client.post(f"{page}creation/", {"keep": ["p1"]})
    assert count(company) == 1


@pytest.mark.asvs("V5.2.2")
def test_an_unknown_file_is_told_what_is_accepted(alice):
    html = sign_in(alice).post(START, sent(b"Nom;Montant", "budget.csv")).content.decode()
    assert "export CSV de Madis" in html
    assert "classeur XLSX de CISO Assistant" in html
