"""The company's words: what may be done to them, who does it, and that nothing of ours is lost."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.boundary import scope
from accounts.enums import Role
from inventory.actions import words as actions
from inventory.actions.words import Checked, Said
from inventory.models import DataSubject, OwnWord
from inventory.queries.word_uses import uses_of
from inventory.queries.words import company_words
from inventory.rules.vocabularies import LISTS
from ledger.queries import newest
from lib.dates import french_date
from lib.vocabulary import vocabulary
from tests.cast import AT, make_company, make_person, sign_in
from tests.inventory.test_races import in_her_company
from tests.register import rows
from tests.register.test_import_twice import at_once

PEOPLE, LAWS, KEPT = "categories_personnes", "bases_legales", "durees_conservation"
DAY = date(2026, 11, 20)
HOSTILE = (
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "{{ 7 }} {% now 'Y' %}",
    "'; drop table inventory_ownword; --",
    "../../etc",
    "Данные",
    "%(x)s {by}",
)


@pytest.fixture
def said(alice):
    return {"by": alice.membership, "at": AT}


def label(company, name, code):
    return company_words(company).label(name, code)


def acts():
    return [line.act for line in newest()]


def test_a_word_of_ones_own_stands_after_ours(inside, said):
    row = actions.add(inside, PEOPLE, Said("Visiteurs", "Ceux qui passent."), **said)
    term = company_words(inside).term(PEOPLE, row.code)
    assert (term.label, term.is_own, list(company_words(inside).terms(PEOPLE))[-1]) == ("Visiteurs", True, row.code)
    assert newest(1)[0].sentence == "Alice Martin a ajouté «\u00a0Visiteurs\u00a0» à la liste «\u00a0Personnes concernées\u00a0»"


@pytest.mark.parametrize("again", ["visiteurs", "VISITEURS", "Visitéurs", "Clients", "clients"])
def test_a_word_that_reads_the_same_is_refused(inside, said, again):
    actions.add(inside, PEOPLE, Said("Visiteurs"), **said)
    with pytest.raises(actions.AlreadySaid):
        actions.add(inside, PEOPLE, Said(again), **said)
    assert OwnWord.objects.of(inside).count() == 1


def test_two_companies_never_see_each_other_s_words(alice, driss, said):
    with scope(alice.company):
        row = actions.add(alice.company, PEOPLE, Said("Visiteurs"), **said)
        actions.reword(alice.company, PEOPLE, "clients", Said("Nos clients"), **said)
    with scope(driss.company):
        words = company_words(driss.company)
        assert words.term(PEOPLE, row.code) is None
        assert words.label(PEOPLE, "clients") == "Clients"
    assert sign_in(driss).get(reverse("inventory:word", args=["personnes", row.pk])).status_code == 404


def test_one_of_ours_is_said_otherwise_then_given_back(inside, said):
    assert actions.reword(inside, PEOPLE, "clients", Said("Nos clients", "Ceux qui paient."), **said)
    assert label(inside, PEOPLE, "clients") == "Nos clients"
    assert not actions.reword(inside, PEOPLE, "clients", Said("Nos clients", "Ceux qui paient."), **said)
    assert actions.restore(inside, PEOPLE, "clients", **said)
    assert not actions.restore(inside, PEOPLE, "clients", **said)
    assert label(inside, PEOPLE, "clients") == "Clients"
    assert acts()[:2] == ["word.restored", "word.changed"]


def test_what_is_written_like_ours_keeps_following_ours(inside, said):
    ours = company_words(inside).term(PEOPLE, "clients")
    assert not actions.reword(inside, PEOPLE, "clients", Said(ours.label, ours.explanation, ours.ref), **said)
    actions.reword(inside, PEOPLE, "clients", Said("Nos clients", ours.explanation, ours.ref), **said)
    row = OwnWord.objects.of(inside).get()
    assert (row.label, row.explanation, row.ref) == ("Nos clients", "", "")


def test_a_hidden_word_is_offered_no_more_and_goes_on_being_read(inside, said):
    assert actions.hide(inside, PEOPLE, "clients", **said)
    assert not actions.hide(inside, PEOPLE, "clients", **said)
    words = company_words(inside)
    assert ("clients" in words.offered(PEOPLE), words.label(PEOPLE, "clients")) == (False, "Clients")
    assert actions.show(inside, PEOPLE, "clients", **said)
    assert "clients" in company_words(inside).offered(PEOPLE)


@pytest.mark.parametrize("name", ["bases_legales", "exceptions_art9", "transferts"])
def test_a_list_that_the_law_fixes_stays_whole(inside, said, name):
    code = next(iter(company_words(inside).terms(name)))
    for act in (lambda: actions.add(inside, name, Said("À moi"), **said), lambda: actions.hide(inside, name, code, **said)):
        with pytest.raises(actions.ClosedByLaw):
            act()
    with pytest.raises(actions.ClosedByLaw):
        actions.reword(inside, name, code, Said("Autrement"), **said)
    assert actions.reword(inside, name, code, Said(explanation="Avec nos mots."), **said)
    assert company_words(inside).term(name, code).explanation == "Avec nos mots."


def test_a_verification_is_noted_then_taken_back(inside, said):
    code = next(code for code, term in company_words(inside).terms(KEPT).items() if term.must_be_verified)
    assert actions.verify(inside, KEPT, code, Checked(DAY, "legifrance.gouv.fr"), **said)
    assert not actions.verify(inside, KEPT, code, Checked(DAY, "legifrance.gouv.fr"), **said)
    term = company_words(inside).term(KEPT, code)
    assert (term.must_be_verified, term.verified_by, term.verified_where) == (False, "Alice Martin", "legifrance.gouv.fr")
    assert actions.unverify(inside, KEPT, code, **said)
    assert company_words(inside).term(KEPT, code).must_be_verified


def test_a_duration_changed_is_to_verify_again(inside, said):
    actions.verify(inside, KEPT, "factures", Checked(DAY), **said)
    ours = company_words(inside).term(KEPT, "factures")
    columns = {key: ours.extra.get(key) or "" for key in ("base_active_fr", "archivage_fr", "point_de_depart_fr", "nature")}
    actions.reword(inside, KEPT, "factures", Said(ours.label, ours.explanation, ours.ref, {**columns, "archivage_fr": "12 ans"}), **said)
    term = company_words(inside).term(KEPT, "factures")
    assert term.must_be_verified
    assert company_words(inside).retention("factures")[1].startswith("12 ans")
    assert OwnWord.objects.of(inside).get().extra == {"archivage_fr": "12 ans"}


def test_the_level_of_one_of_our_categories_stays(inside, said):
    actions.reword(inside, "categories_donnees", "sante", Said("Santé", extra={"niveau": "courante"}), **said)
    assert company_words(inside).is_sensitive("sante")


def test_a_word_in_use_is_hidden_not_deleted(alice, inside, said):
    row = actions.add(inside, PEOPLE, Said("Visiteurs"), **said)
    sheet = rows.bare_sheet(alice, AT)
    line = DataSubject.objects.create(company=inside, processing=sheet, position=0, code=row.code)
    assert uses_of(inside, PEOPLE, row.code) == 1
    with pytest.raises(actions.StillUsed):
        actions.remove(inside, PEOPLE, row.code, **said)
    line.delete()
    assert actions.remove(inside, PEOPLE, row.code, **said)
    assert not actions.remove(inside, PEOPLE, row.code, **said)
    assert acts()[0] == "word.removed"


def test_one_of_ours_is_never_deleted(inside, said):
    with pytest.raises(actions.UnknownWord):
        actions.remove(inside, PEOPLE, "clients", **said)


def test_a_country_of_ours_can_expire_and_another_be_added(inside, said):
    switzerland = company_words(inside).term("pays_adequats", "CH")
    ended = Said(switzerland.label, "", switzerland.ref, {"date": "2000-07-26", "portee_fr": "Tout le pays", "expiration": "2026-11-22"})
    actions.reword(inside, "pays_adequats", "CH", ended, **said)
    actions.add(inside, "pays_adequats", Said("Kenya", ref="(UE) 2026/1"), code="KE", **said)
    words = company_words(inside)
    assert words.adequacy("Suisse", date(2026, 11, 23)) is None
    assert words.adequacy("Kenya", date(2026, 11, 23)).must_be_verified


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words(alice, hostile):
    browser = sign_in(alice)
    assert browser.post(reverse("inventory:word_new", args=["personnes"]), {"label": hostile}).status_code == 302
    with scope(alice.company):
        row = OwnWord.objects.of(alice.company).get()
        assert row.label == hostile
    for page in (reverse("inventory:vocabulary", args=["personnes"]), reverse("inventory:word", args=["personnes", row.pk])):
        text = browser.get(page).content.decode()
        assert "<script>alert" not in text
        assert "7 2026" not in text


@pytest.mark.parametrize(
    ("list_name", "said", "error"),
    [
        ("personnes", {"label": " "}, "Écrivez ce mot."),
        ("personnes", {"label": "x" * 121}, "C’est trop long"),
        ("personnes", {"label": "a\0b"}, "caractère invisible"),
        ("personnes", {"label": "clients"}, "se lit pareil"),
        ("donnees", {"label": "Badges"}, "Dites si cette donnée est sensible."),
        ("durees", {"label": "Badges"}, "Dites combien de temps"),
        ("services", {"label": "Chezmoi", "lien": "javascript:alert(1)"}, "https://"),
        ("pays", {"label": "Kenya", "date": "2026-02-01", "expiration": "2026-01-01"}, "vient avant la décision"),
        ("pays", {"label": "Kenya", "date": "hier"}, "Écrivez une date"),
    ],
)
def test_a_word_badly_written_says_how_to_mend_it(alice, list_name, said, error):
    answer = sign_in(alice).post(reverse("inventory:word_new", args=[list_name]), said)
    assert answer.status_code == 200
    assert error in answer.content.decode()
    with scope(alice.company):
        assert not OwnWord.objects.of(alice.company).exists()


def test_a_word_is_changed_verified_hidden_and_given_back_by_its_pages(alice):
    browser, at = sign_in(alice), lambda name: reverse(f"inventory:{name}", args=["personnes", "clients"])
    assert "Revenir au mot d’origine" not in browser.get(at("word")).content.decode()
    browser.post(at("word_edit"), {"label": "Nos clients", "explanation": "Ceux qui paient.", "ref": "Nous"})
    assert "Revenir au mot d’origine" in browser.get(at("word")).content.decode()
    assert browser.post(at("word_verify"), {"on": "2999-01-01"}).status_code == 200
    browser.post(at("word_verify"), {"on": "2026-11-20", "where": "cnil.fr"})
    browser.post(at("word_hide"))
    page = browser.get(at("word")).content.decode()
    shown = ("Nos clients", f"Vérifié le {french_date(DAY)} par Alice Martin", "cnil.fr", "Masqué", "À l’origine")
    assert [words for words in shown if words not in page] == []
    for name, posted in (("word_hide", {"hidden": "no"}), ("word_unverify", {}), ("word_restore", {})):
        assert browser.post(at(name), posted).status_code == 302
    assert "Nos clients" not in browser.get(reverse("inventory:vocabulary", args=["personnes"])).content.decode()


def test_a_list_is_searched_and_sorted_out(alice, said):
    with scope(alice.company):
        actions.add(alice.company, KEPT, Said("Badges", extra={"base_active_fr": "1 mois"}), **said)
        actions.hide(alice.company, KEPT, "factures", **said)
    browser, page = sign_in(alice), reverse("inventory:vocabulary", args=["durees"])

    def seen(**asked):
        return [term.code for term, _brief in browser.get(page, asked).context["shown"].rows]

    assert seen(q="BADGE") == ["Badges"]
    assert seen(voir="masques") == ["factures"]
    assert seen(voir="les-notres") == ["Badges"]
    assert "factures" not in seen()
    assert "Badges" in seen(voir="a-verifier")
    assert seen(q="introuvable", voir="n-importe") == []


def test_a_word_deleted_meanwhile_is_said_on_its_list(alice, said, monkeypatch):
    with scope(alice.company):
        row = actions.add(alice.company, PEOPLE, Said("Visiteurs"), **said)

    def deletes_first(*about, **more):
        OwnWord.objects.of(alice.company).delete()
        raise actions.UnknownWord(row.code)

    monkeypatch.setattr(actions, "hide", deletes_first)
    answer = sign_in(alice).post(reverse("inventory:word_hide", args=["personnes", row.pk]), follow=True)
    assert "Quelqu’un l’a supprimé entre-temps" in answer.content.decode()


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.slug)
def test_every_list_opens_with_each_of_its_pages(alice, listed):
    browser, slug = sign_in(alice), listed.slug
    key = next(iter(vocabulary(listed.name)))
    assert browser.get(reverse("inventory:vocabulary", args=[slug])).status_code == 200
    for page in ("word", "word_edit", "word_verify"):
        assert browser.get(reverse(f"inventory:{page}", args=[slug, key])).status_code == 200
    assert browser.get(reverse("inventory:word_new", args=[slug])).status_code == (404 if listed.is_closed else 200)


def test_who_only_reads_sees_no_button(chloe):
    browser = sign_in(chloe)
    for page in (reverse("inventory:vocabulary", args=["personnes"]), reverse("inventory:word", args=["personnes", "clients"])):
        text = browser.get(page).content.decode()
        assert not any(words in text for words in ("Ajouter un mot", "Modifier", "Je l’ai vérifié", "Ne plus proposer"))


@pytest.mark.slow
def test_two_people_who_add_the_same_word_at_once_make_one(transactional_db):
    alice = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)

    def add():
        try:
            return actions.add(alice.company, PEOPLE, Said("Visiteurs"), by=alice.membership, at=AT).pk
        except actions.AlreadySaid:
            return None

    assert len(set(at_once(in_her_company(alice, add))) - {None}) == 1
    with scope(alice.company):
        assert OwnWord.objects.of(alice.company).count() == 1
        assert acts() == ["word.added"]
