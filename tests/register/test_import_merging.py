"""A register sent again completes the sheets there are: shown field by field, taken box by box, nothing removed, nothing twice."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from inventory.actions.processings import end
from inventory.models import ProcessedData, Processing, Purpose, Recipient, SecurityMeasure, Transfer
from ledger.queries import history
from register import imports
from tests.cast import AT, sign_in
from tests.register import exports
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import Sheet, listing, register
from tests.register.test_import_views import upload

pytestmark = pytest.mark.usefixtures("inside")
LATER = AT + timedelta(days=30)
WIDER = replace(
    BILLING,
    purpose="Facturer et encaisser",
    sub_purposes=[*BILLING.sub_purposes, "Déclarer la TVA"],
    data={**BILLING.data, "eco_financier": ("RIB", "5 ans"), "connexion": ("Adresses IP", "1 an")},
    recipients=[*BILLING.recipients, ("Sous-traitants", "Banque Y")],
    transfers=[("Acme Inc.", "Etats-Unis", "Data Privacy Framework", "https://acme.example/dpa"), *BILLING.transfers[1:]],
)


def receive(company, alice, data, name="registre.ods"):
    return imports.receive(company, name, data, by=alice.membership, at=AT)


def create(company, alice, data):
    imports.apply(receive(company, alice, data), by=alice.membership, at=AT)


def differences(company, waiting):
    found = imports.differences(company, imports.preview_of(waiting).processings)
    return [one for each in found.values() for one in each.differences]


def take(company, alice, waiting, wanted=bool):
    keys = [one.key for one in differences(company, waiting) if wanted(one)]
    return imports.apply(waiting, take=keys, by=alice.membership, at=LATER)


WORDS = (
    "Clients",
    "Salariés",
    "Autres (préciser)",
    "Sous-traitants",
    "Acme",
    "acme ",
    "Non concerné",
    "Non, sauf le RIB",
    "",
    "5 ans",
    "日本",
    "—",
)


def drawn(chance):
    """One processing, always the same name and reference, of words drawn at random; lines may repeat."""

    def pairs(most):
        return [(chance.choice(WORDS), chance.choice(WORDS)) for _ in range(chance.randint(0, most))]

    return replace(
        BILLING,
        purpose=chance.choice(WORDS),
        sub_purposes=[chance.choice(WORDS) for _ in range(3)],
        data={code: (chance.choice(WORDS), chance.choice(WORDS)) for code in ("etat_civil", "connexion", "nir")},
        people=pairs(5),
        recipients=pairs(6),
        measures=pairs(5),
        transfers=[(chance.choice(WORDS), chance.choice(WORDS), "Clauses contractuelles types (CCT)", "")],
    )


@pytest.fixture
def sheet(company, alice):
    create(company, alice, register(BILLING))
    return Processing.objects.of(company).get()


@pytest.fixture
def wider(company, alice, sheet):
    return receive(company, alice, register(WIDER), "registre-2.ods")


def test_what_differs_is_shown_before_and_after(company, wider):
    shown = {one.word: (one.before, one.after) for one in differences(company, wider)}
    assert shown["Finalité principale"] == ("Établir et envoyer les factures", "Facturer et encaisser")
    assert shown["Sous-finalités"] == ("", "Déclarer la TVA")
    assert ("Jusqu’au retrait du consentement", "5 ans") in shown.values()
    assert ("", "Sous-traitants\nBanque Y") in shown.values()
    assert len(shown) == 6


def test_only_what_fills_a_gap_is_ticked(company, wider):
    ticked = {one.word for one in differences(company, wider) if one.is_ticked}
    assert ticked == {"Sous-finalités", "Données", "Destinataires"}


def test_reading_changes_nothing(company, sheet, wider):
    sheet.refresh_from_db()
    assert sheet.purpose == BILLING.purpose
    assert Recipient.objects.of(company).count() == 2


def test_what_is_ticked_is_written_with_one_line_in_the_record(company, alice, sheet, wider):
    outcome = take(company, alice, wider, lambda one: one.is_ticked)
    sheet.refresh_from_db()
    assert list(outcome.merged.values()) == [sheet.pk]
    assert sheet.purpose == BILLING.purpose
    assert sheet.sub_purposes[-1] == "Déclarer la TVA"
    assert sheet.changed_at == LATER
    assert [line.precision for line in Recipient.objects.of(company)][-1] == "Banque Y"
    lines = [line for line in history(sheet.pk) if line.act == "processing.merged"]
    assert len(lines) == 1
    assert lines[0].sentence == (
        "Alice Martin a repris sur la fiche «\u00a0RT-0001 Facturation des clients\u00a0», depuis «\u00a0registre-2.ods\u00a0»\u00a0: "
        "sous-finalités, données, destinataires"
    )


def test_everything_taken_then_the_same_file_brings_nothing(company, alice, sheet, wider):
    take(company, alice, wider)
    sheet.refresh_from_db()
    assert sheet.purpose == "Facturer et encaisser"
    assert Transfer.objects.of(company).get().mechanism == "dpf"
    again = receive(company, alice, register(WIDER), "encore.ods")
    assert differences(company, again) == []
    with pytest.raises(imports.NothingChosen):
        imports.apply(again, by=alice.membership, at=LATER)


def test_a_purpose_reworded_must_be_confirmed_again(company, alice, sheet, wider):
    Purpose.objects.of(company).update(basis="contrat", confirmed_at=AT, confirmed_by=alice.membership)
    take(company, alice, wider)
    purpose = Purpose.objects.of(company).get()
    assert (purpose.description, purpose.basis, purpose.confirmed_at) == ("Facturer et encaisser", "contrat", None)


def test_a_confirmed_basis_is_replaced_only_by_a_box_a_person_ticks(company, alice):
    create(company, alice, exports.madis(exports.BILLING))
    Purpose.objects.of(company).update(confirmed_at=AT, confirmed_by=alice.membership)
    again = receive(company, alice, exports.madis({**exports.BILLING, "Base légale": "L'obligation légale"}))
    (found,) = differences(company, again)
    assert (found.before, found.after, found.is_ticked) == (
        "Exécution d’un contrat ou de mesures précontractuelles",
        "Obligation légale",
        False,
    )
    take(company, alice, again)
    assert Purpose.objects.of(company).values_list("basis", "confirmed_at").get() == ("obligation_legale", None)


def test_a_line_the_file_lacks_is_mentioned_and_stays(company, alice, sheet):
    shorter = receive(company, alice, register(replace(BILLING, measures=BILLING.measures[:1], sub_purposes=["Relancer les impayés"])))
    (comparison,) = imports.differences(company, imports.preview_of(shorter).processings).values()
    assert comparison.differences == ()
    assert comparison.missing == ("Mesures de sécurité\u00a0: Chiffrement des données", "Sous-finalités\u00a0: Tenir la comptabilité")
    assert SecurityMeasure.objects.of(company).count() == 2


def test_an_empty_place_in_the_file_takes_nothing(company, alice, sheet):
    bare = receive(company, alice, register(Sheet(name="Facturation des clients", reference="F-01")))
    assert differences(company, bare) == []


def test_a_sheet_changed_meanwhile_is_not_overwritten(company, alice, sheet, wider):
    keys = [one.key for one in differences(company, wider)]
    Processing.objects.of(company).update(purpose="Autre chose, à l’instant")
    with pytest.raises(imports.ChangedMeanwhile):
        imports.apply(wider, take=keys, by=alice.membership, at=LATER)
    sheet.refresh_from_db()
    wider.refresh_from_db()
    assert sheet.purpose == "Autre chose, à l’instant"
    assert wider.applied_at is None
    assert not [line for line in history(sheet.pk) if line.act == "processing.merged"]


def test_an_archived_sheet_is_left_alone(company, alice, sheet, wider):
    end(sheet, by=alice.membership, at=AT)
    (comparison,) = imports.differences(company, imports.preview_of(wider).processings).values()
    assert comparison.differences == ()
    assert "archivée" in comparison.note


def test_a_key_of_nothing_is_refused(company, alice, wider):
    with pytest.raises(imports.ChangedMeanwhile):
        imports.apply(wider, take=["p1-forged"], by=alice.membership, at=LATER)


def test_added_sensitive_data_answer_yes(company, alice, sheet):
    wider = receive(company, alice, register(replace(BILLING, sensitive={"sante": ("Arrêts maladie", "5 ans")})))
    take(company, alice, wider)
    sheet.refresh_from_db()
    assert sheet.has_sensitive_data is True
    assert ProcessedData.objects.of(company).filter(is_sensitive=True).count() == 1


@pytest.mark.slow
def test_more_changes_than_a_page_holds_come_in_two_times(company, alice):
    def book(many):
        return exports.open_rgpd(*[{**exports.SUPPORT, "ID": str(n), "Traitement": f"T {n}", **many} for n in range(250)])

    create(company, alice, book({}))
    changed = book({"Origine des données": "Site web", "Commentaire de sécurité": "Coffre"})
    first = receive(company, alice, changed, "un.csv")
    assert len(differences(company, first)) == 400
    take(company, alice, first, lambda one: one.is_ticked)
    assert len(differences(company, receive(company, alice, changed, "deux.csv"))) == 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_any_register_over_any_other_is_taken_whole_then_brings_nothing(company, alice, seed):
    chance = random.Random(seed)  # noqa: S311
    create(company, alice, register(drawn(chance)))
    other = receive(company, alice, register(drawn(chance)), "autre.ods")
    if differences(company, other):
        take(company, alice, other)
    assert differences(company, other) == []


def test_new_and_known_processings_go_together(company, alice, sheet):
    waiting = receive(company, alice, register(listing([["Prospection", "P-01", "", "", "Prospecter", "non"]]), WIDER))
    outcome = take(company, alice, waiting)
    assert (len(outcome.created), len(outcome.merged), outcome.left) == (1, 1, ())


@pytest.mark.parametrize("data", [register(WIDER), exports.madis(exports.BILLING), exports.open_rgpd(exports.SUPPORT), exports.ciso()])
def test_no_format_differs_from_what_it_created(company, alice, data):
    create(company, alice, data)
    again = receive(company, alice, data, "encore")
    (comparison,) = imports.differences(company, imports.preview_of(again).processings).values()
    assert comparison.differences == comparison.missing == ()


def test_the_page_shows_takes_and_says_nothing_new(company, alice, sheet):
    client = sign_in(alice)
    page = upload(alice, register(WIDER))
    html = client.get(page).content.decode()
    assert "Reprendre" in html
    assert html.count('name="take"') == 6
    keys = [one.key for one in differences(company, imports.Import.objects.of(company).get(applied_at=None))]
    answer = client.post(f"{page}creation/", {"take": keys}, follow=True).content.decode()
    assert "1 fiche complétée" in answer
    assert "Fiches complétées" in answer
    again = client.get(upload(alice, register(WIDER))).content.decode()
    assert "Rien de nouveau" in again
    assert 'name="take"' not in again


def test_a_stale_box_is_told(company, alice, sheet):
    client = sign_in(alice)
    page = upload(alice, register(WIDER))
    html = client.post(f"{page}creation/", {"take": ["p1-old"]}).content.decode()
    assert "a changé depuis" in html
    assert "Cochez au moins" in client.post(f"{page}creation/", {}).content.decode()


def test_a_sheet_of_which_one_is_not_in_charge_offers_nothing_to_take(company, wider):
    found = imports.preview_of(wider).processings
    (comparison,) = imports.differences(company, found, frozenset()).values()
    assert comparison.differences == ()
    assert "responsable d’aucun agent" in comparison.note
