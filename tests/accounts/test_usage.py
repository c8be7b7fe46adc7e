"""« Règles d’usage des agents »: a text made ours, published by number, read by each, and never changed."""

import re

import pytest
from django.db import Error, connection, transaction

from accounts.actions.usage import Overtaken, Unchanged, acknowledge, publish
from accounts.boundary import scope
from accounts.due import due
from accounts.models import Company, UsageReading, UsageRules
from accounts.usage import changes, fingerprint, in_force, readers, starting_text
from ledger.queries import newest
from tests.accounts.journeys import give_factors
from tests.cast import AT, Person, sign_in

HOME, EDIT = "/regles-d-usage/", "/regles-d-usage/modifier/"
TEXT = "# Nos règles\n\nRelire avant d’envoyer.\n\n- Jamais de mot de passe"


@pytest.fixture
def published(alice: Person, inside: Company) -> UsageRules:
    return publish(inside, TEXT, based_on=0, by=alice.membership, at=AT)


def titles(person: Person) -> list[str]:
    return [duty.title for duty in due(person.company, person.membership, AT)]


def test_the_proposed_text_speaks_in_the_company_s_name(alice: Person, inside: Company) -> None:
    inside.dpo_name = "Maître Lefort"
    text = starting_text(inside, "Alice Martin")
    for words in (
        "**Vasseur Menuiserie**",
        "Alice Martin",
        "Maître Lefort",
        "Arrêt d’urgence",
        "mot de passe",
        "72\u00a0heures",
        "L1222-4",
    ):
        assert words in text
    assert text.count("à vérifier") >= 2
    assert 600 < len(text.split()) < 1100  # one to two pages
    assert "&" not in text
    assert "{{" not in text


def test_signs_of_a_name_stay_what_they_are(inside: Company) -> None:
    inside.name, inside.dpo_name = "L'Atelier & Fils", "Anne <Conseil>"
    text = starting_text(inside, "Aline d'Arc")
    for words in ("**L'Atelier & Fils**", "Anne <Conseil>", "Aline d'Arc"):
        assert words in text


def test_the_owner_starts_from_it_looks_then_publishes(alice: Person, inside: Company) -> None:
    browser = sign_in(alice)
    assert "Relire le texte proposé" in browser.get(HOME).content.decode()
    form = browser.get(EDIT)
    assert "Vasseur Menuiserie" in form.context["form"]["text"].value()
    looked = browser.post(EDIT, {"text": TEXT, "based_on": "0"}).content.decode()
    assert "Ce que chacun lira" in looked
    assert '<ul class="bullets"><li>Jamais de mot de passe</li></ul>' in looked
    assert in_force(inside) is None
    assert browser.post(EDIT, {"text": TEXT, "based_on": "0", "publish": "1"}).status_code == 302
    rules = in_force(inside)
    assert (rules.number, rules.text) == (1, TEXT)
    line = newest()[0]
    assert line.sentence == "Alice Martin a publié les règles d’usage des agents, version 1"
    assert line.detail["sha256"] == fingerprint(TEXT)
    shown = browser.get(HOME).content.decode()
    assert "<h1>Nos règles</h1>" in shown
    assert "Vous avez confirmé avoir lu cette version" in shown


def test_each_one_is_asked_to_read_each_version_once(alice: Person, chloe: Person, inside: Company, published: UsageRules) -> None:
    give_factors(chloe)
    assert titles(chloe) == ["Lire les règles d’usage des agents"]
    browser = sign_in(chloe)
    address = f"{HOME}versions/1/lecture/"
    assert "J’ai lu ces règles" in browser.get(HOME).content.decode()
    browser.post(address)
    assert newest()[0].sentence == "Chloé Blanc a lu les règles d’usage des agents, version 1"
    seen = len(newest())
    browser.post(address)
    assert len(newest()) == seen
    assert titles(chloe) == []
    publish(inside, TEXT + "\n\nEt rien d’autre.", based_on=1, by=alice.membership, at=AT)
    assert titles(chloe) == ["Lire les règles d’usage des agents"]


def test_who_publishes_has_read(alice: Person, published: UsageRules) -> None:
    give_factors(alice)
    assert "Lire les règles d’usage des agents" not in titles(alice)


def test_an_older_version_is_not_confirmed_any_more(alice: Person, chloe: Person, inside: Company, published: UsageRules) -> None:
    publish(inside, "Autre chose.", based_on=1, by=alice.membership, at=AT)
    answer = sign_in(chloe).post(f"{HOME}versions/1/lecture/", follow=True)
    assert "Une version plus récente est parue" in answer.content.decode()
    assert not UsageReading.objects.of(inside).filter(membership=chloe.membership).exists()


def test_rules_are_proposed_as_soon_as_one_is_not_alone(alice: Person, inside: Company, request) -> None:
    give_factors(alice)
    wanted = "Publier vos règles d’usage des agents"
    assert wanted not in titles(alice)
    request.getfixturevalue("chloe")
    assert wanted in titles(alice)


def test_of_two_owners_the_second_is_told_and_loses_nothing(alice: Person, inside: Company, published: UsageRules) -> None:
    browser = sign_in(alice)
    publish(inside, TEXT + "\n\nÉcrit par l’autre.", based_on=1, by=alice.membership, at=AT)
    mine = TEXT + "\n\nÉcrit par moi."
    told = browser.post(EDIT, {"text": mine, "based_on": "1", "publish": "1"})
    page = told.content.decode()
    assert told.status_code == 409
    assert "Alice Martin a publié la version 2 pendant que vous écriviez" in page
    assert told.context["form"]["text"].value() == mine
    assert re.search(r'name="based_on" value="2"', page)
    assert "Écrit par l’autre." in page.partition("<del>")[2].partition("</del>")[0]
    assert in_force(inside).number == 2
    browser.post(EDIT, {"text": mine, "based_on": "2", "publish": "1"})
    assert (in_force(inside).number, in_force(inside).text) == (3, mine)


def test_a_number_is_taken_once(alice: Person, inside: Company, published: UsageRules) -> None:
    with pytest.raises(Overtaken) as told:
        publish(inside, "Plus vite.", based_on=0, by=alice.membership, at=AT)
    assert told.value.newest == published


def test_the_same_text_makes_no_version(alice: Person, inside: Company, published: UsageRules) -> None:
    with pytest.raises(Unchanged):
        publish(inside, TEXT, based_on=1, by=alice.membership, at=AT)
    answer = sign_in(alice).post(EDIT, {"text": TEXT, "based_on": "1", "publish": "1"}, follow=True)
    assert "Rien n’a changé" in answer.content.decode()


def test_what_is_published_is_never_changed(published: UsageRules) -> None:
    for act in ("update accounts_usagerules set text = 'x'", "delete from accounts_usagerules", "delete from accounts_usagereading"):
        with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


def test_every_version_stays_readable_with_what_it_changed(alice: Person, chloe: Person, inside: Company, published: UsageRules) -> None:
    publish(inside, TEXT.replace("Relire", "Toujours relire"), based_on=1, by=alice.membership, at=AT)
    browser = sign_in(chloe)
    first = browser.get(f"{HOME}versions/1/").content.decode()
    assert "Ce n’est plus la version en vigueur" in first
    second = browser.get(f"{HOME}versions/2/").content.decode()
    assert "Différences avec la version 1" in second
    assert "Toujours relire avant d’envoyer." in second.partition("<ins>")[2].partition("</ins>")[0]
    assert browser.get(f"{HOME}versions/3/").status_code == 404


def test_the_owner_sees_who_has_not_read_yet(alice: Person, chloe: Person, inside: Company, published: UsageRules) -> None:
    assert [(reader.member.user.name, reader.reading is not None) for reader in readers(published)] == [
        ("Chloé Blanc", False),
        ("Alice Martin", True),
    ]
    assert "Qui a lu cette version" in sign_in(alice).get(HOME).content.decode()
    assert "Qui a lu cette version" not in sign_in(chloe).get(HOME).content.decode()
    csv = sign_in(alice).get(f"{HOME}lectures.csv").content.decode("utf-8-sig").splitlines()
    assert csv[0] == '"Personne";"Rôle";"Version";"Lu le";"À"'
    assert '"Chloé Blanc";"Invité (consulte)";"1";"";""' in csv
    assert acknowledge(published, by=chloe.membership, at=AT)
    csv = sign_in(alice).get(f"{HOME}lectures.csv").content.decode("utf-8-sig")
    assert '"Chloé Blanc";"Invité (consulte)";"1";"23/11/2026";"10:12"' in csv


def test_the_sheet_of_signatures_names_the_very_text(alice: Person, published: UsageRules) -> None:
    shown = sign_in(alice).get(f"{HOME}signatures/").content.decode()
    assert fingerprint(TEXT) in shown
    assert "version 1" in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Écrivez au moins une règle"),
        ({"text": "x" * 20_001}, "C’est trop long"),
        ({"text": "a\n" * 2000}, "mille lignes au plus"),
        ({"text": "La clé est sk-live-abcdefghijklmnop1234"}, "ressemble à une clé"),
    ],
)
def test_an_impossible_text_is_refused_and_shown_again(alice: Person, inside: Company, given: dict[str, str], words: str) -> None:
    answer = sign_in(alice).post(EDIT, {"based_on": "0", "publish": "1"} | given)
    assert words in answer.content.decode()
    assert answer.context["form"]["text"].value() == given["text"]
    assert in_force(inside) is None


@pytest.mark.parametrize("based_on", ["", "x", "-1", "9" * 30])
def test_an_invented_number_publishes_nothing(alice: Person, inside: Company, based_on: str) -> None:
    assert sign_in(alice).post(EDIT, {"text": TEXT, "based_on": based_on, "publish": "1"}).status_code == 200
    assert in_force(inside) is None


def test_hostile_words_are_shown_as_words(alice: Person, inside: Company) -> None:
    text = "# <script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n| a |\n|--|\n| <b>"
    browser = sign_in(alice)
    browser.post(EDIT, {"text": text, "based_on": "0", "publish": "1"})
    for address in (HOME, f"{HOME}versions/1/", EDIT):
        page = browser.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page


def test_another_company_s_rules_are_not_there(driss: Person, published: UsageRules) -> None:
    browser = sign_in(driss)
    assert browser.get(f"{HOME}versions/1/").status_code == 404
    assert browser.post(f"{HOME}versions/1/lecture/").status_code == 404
    assert browser.get(f"{HOME}lectures.csv").status_code == 404
    with scope(driss.company):
        assert in_force(driss.company) is None


def test_a_comparison_leaves_out_what_did_not_change() -> None:
    assert [(one.sort, one.text) for one in changes("a\n\nb\nc", "a\nB\nc\n\nd")] == [
        ("rest", ""),
        ("gone", "b"),
        ("new", "B"),
        ("rest", ""),
        ("new", "d"),
    ]
