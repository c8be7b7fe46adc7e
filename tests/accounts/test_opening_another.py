"""« Ouvrir une autre entreprise »: the owner of one makes another, whose owner they are; nothing is shared between the two."""

from datetime import timedelta

import pytest

from accounts.actions.opening import OPENED_A_DAY, HasIt, TooMany, open_another
from accounts.boundary import companies_of, scope
from accounts.enums import Role
from accounts.models import Company, Membership
from ledger.models import Head
from ledger.queries import newest
from tests.cast import AT, Person, sign_in

ADDRESS = "/entreprise/ouverture/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


def names(person: Person) -> list[str]:
    return [name for _, name in companies_of(person.user)]


def test_the_owner_becomes_owner_there_and_stands_in_it(alice: Person) -> None:
    browser = sign_in(alice)
    answer = browser.post(ADDRESS, {"name": "Boulangerie Noël", "siren": "732 829 320"}, follow=True)
    assert "Boulangerie Noël" in answer.content.decode()
    made, _name = next(one for one in companies_of(alice.user) if one[1] == "Boulangerie Noël")
    assert browser.session["company"] == str(made)
    with scope(made):
        assert Company.objects.get(pk=made).siren == "732829320"
        assert Membership.objects.get(company_id=made).role == Role.OWNER
        told = [line.sentence for line in newest()]
    assert any("a ouvert le dossier de l’entreprise «\u00a0Boulangerie Noël\u00a0»" in sentence for sentence in told)


def test_the_record_of_the_first_company_says_nothing_of_the_other(alice: Person) -> None:
    with scope(alice.company):
        before = Head.objects.get(company_id=alice.company.pk).size
    sign_in(alice).post(ADDRESS, {"name": "Boulangerie Noël"})
    with scope(alice.company):
        assert Head.objects.get(company_id=alice.company.pk).size == before


def test_a_second_click_opens_nothing_more(alice: Person) -> None:
    browser = sign_in(alice)
    browser.post(ADDRESS, {"name": "Boulangerie Noël"})
    again = browser.post(ADDRESS, {"name": "boulangerie noel"})
    assert "Vous avez déjà cette entreprise" in again.content.decode()
    assert names(alice) == ["Boulangerie Noël", "Vasseur Menuiserie"]


def test_a_number_one_has_already_is_refused(alice: Person) -> None:
    open_another(alice.user, {"name": "Boulangerie Noël", "siren": "732829320"}, at=AT)
    with pytest.raises(HasIt, match="Boulangerie Noël"):
        open_another(alice.user, {"name": "Autre nom", "siren": "732829320"}, at=AT)


def test_twenty_a_day_are_enough(alice: Person) -> None:
    for number in range(OPENED_A_DAY - 1):  # the first company was opened the same day
        open_another(alice.user, {"name": f"Cliente {number}"}, at=AT)
    with pytest.raises(TooMany):
        open_another(alice.user, {"name": "Une de trop"}, at=AT)
    open_another(alice.user, {"name": "Le lendemain"}, at=AT + timedelta(days=1, seconds=1))


@pytest.mark.parametrize("given", [{"name": ""}, {"name": "X" * 161}, {"name": "Bonne", "siren": "732829321"}, {"name": "a\0b"}])
def test_impossible_answers_open_nothing(alice: Person, given: dict[str, str]) -> None:
    assert sign_in(alice).post(ADDRESS, given).status_code == 200
    assert names(alice) == ["Vasseur Menuiserie"]


@pytest.mark.parametrize("who", ["sofia", "benoit", "rachid", "chloe"])
def test_only_an_owner_opens_one(who: str, request) -> None:
    person = request.getfixturevalue(who)
    assert sign_in(person).post(ADDRESS, {"name": "Boulangerie Noël"}).status_code == 404
    assert names(person) == ["Vasseur Menuiserie"]
