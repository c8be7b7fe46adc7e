"""« L’équipe »: the owner adds people, changes what they are, and lets them go; one owner always stays."""

import re

import pytest
import time_machine
from django.test import Client

from accounts.actions.people import LastOwner, change_role, end_membership, reset_password
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Membership, User
from accounts.queries import factors_of
from ledger.entries import SERVER
from ledger.queries import newest
from tests.accounts.journeys import NOW, give_factors
from tests.cast import Person, make_person, sign_in

NADIA = {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "reviewer"}


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(alice: Person) -> Client:
    return sign_in(alice)


def test_the_team_is_listed(browser, benoit, chloe, driss) -> None:
    page = browser.get("/equipe/").content.decode()
    assert all(name in page for name in ("Alice Martin", "Benoît Leroy", "Chloé Blanc"))
    assert "Driss" not in page


def test_somebody_added_gets_a_link_shown_once(browser, inside) -> None:
    page = browser.post("/equipe/ajout/", NADIA).content.decode()
    link = re.search(r"http://[^/]+(/acces/[\w-]+/)", page)[1]
    assert Client().get(link).headers["Location"] == "/acces/"
    assert Membership.objects.of(inside).get(user__email=NADIA["email"]).role == Role.REVIEWER
    assert [line.act for line in newest()[:2]] == ["person.link_made", "person.joined"]
    assert newest()[0].by_name == "Alice Martin"
    assert "/acces/" not in browser.get("/equipe/").content.decode()


def test_somebody_is_added_once(browser, benoit) -> None:
    refused = browser.post("/equipe/ajout/", NADIA | {"email": benoit.user.email})
    assert "fait déjà partie" in refused.content.decode()
    assert browser.post("/equipe/ajout/", {"role": "chef"}).context["form"].errors.keys() == {"name", "email", "role"}


def test_a_newcomer_may_be_given_another_link_and_a_regular_not(browser, benoit, inside) -> None:
    browser.post("/equipe/ajout/", NADIA)
    newcomer = Membership.objects.of(inside).get(user__email=NADIA["email"])
    assert "pas encore venue" in browser.get(f"/equipe/{newcomer.pk}/").content.decode()
    assert "/acces/" in browser.post(f"/equipe/{newcomer.pk}/lien/").content.decode()
    give_factors(benoit)
    assert browser.post(f"/equipe/{benoit.membership.pk}/lien/").status_code == 302


def test_a_link_never_opens_the_account_of_somebody_who_was_here_before(browser, benoit, inside) -> None:
    """After a forgotten password there is none for a while: the owner must not become Benoît then, nor enter his other companies."""
    give_factors(benoit)
    reset_password(benoit.user, by=SERVER, at=NOW)
    answer = browser.post(f"/equipe/{benoit.membership.pk}/lien/", follow=True).content.decode()
    assert "/acces/" not in answer
    assert "déjà venue" in answer


def test_a_link_never_opens_what_another_company_prepared(browser, driss, inside) -> None:
    garage = sign_in(driss)
    garage.post("/equipe/ajout/", NADIA)
    answer = browser.post("/equipe/ajout/", NADIA).content.decode()
    assert "/acces/" not in answer
    assert "attend déjà un premier accès ailleurs" in answer
    assert not Membership.objects.of(inside).filter(user__email=NADIA["email"]).exists()


@pytest.mark.asvs("V8.3.2")
def test_a_role_changes_what_one_may_do_at_once(browser, chloe, inside) -> None:
    hers = sign_in(chloe)
    assert hers.get("/journal-scelle/").status_code == 404
    assert browser.post(f"/equipe/{chloe.membership.pk}/", {"role": "steward"}).status_code == 302
    assert hers.get("/journal-scelle/").status_code == 200
    assert newest()[0].sentence.endswith("invité (consulte), maintenant responsable d’agents")


def test_who_left_sees_nothing_at_once(browser, chloe, inside) -> None:
    hers = sign_in(chloe)
    assert hers.get("/").status_code == 200
    assert "Retirer Chloé Blanc" in browser.get(f"/equipe/{chloe.membership.pk}/depart/").content.decode()
    browser.post(f"/equipe/{chloe.membership.pk}/depart/")
    assert hers.get("/").headers["Location"] == "/connexion/"
    assert browser.get(f"/equipe/{chloe.membership.pk}/").status_code == 404
    assert newest()[0].act == "person.left"


def test_the_last_owner_stays_an_owner(browser, alice, inside) -> None:
    browser.post(f"/equipe/{alice.membership.pk}/depart/")
    assert "seul dirigeant" in browser.get("/equipe/").content.decode()
    refused = browser.post(f"/equipe/{alice.membership.pk}/", {"role": "guest"})
    assert "seul dirigeant" in refused.content.decode()
    assert Membership.objects.of(inside).current().get(pk=alice.membership.pk).role == Role.OWNER


def test_of_two_owners_one_may_leave(alice, inside) -> None:
    second = make_person(inside, "Zoé Lemaire", Role.OWNER)
    end_membership(alice.membership, by=second.actor, at=NOW)
    with pytest.raises(LastOwner):
        end_membership(second.membership, by=second.actor, at=NOW)
    with pytest.raises(LastOwner):
        change_role(second.membership, Role.GUEST, by=second.actor, at=NOW)


def test_an_owner_who_has_never_come_in_keeps_no_company(browser, alice, inside) -> None:
    """Their link may be lost, or end: nobody would be left to open the door."""
    awaited = make_person(inside, "Zoé Lemaire", Role.OWNER)
    User.objects.filter(pk=awaited.user.pk).update(password="!")
    browser.post(f"/equipe/{alice.membership.pk}/depart/")
    assert "seul dirigeant" in browser.get("/equipe/").content.decode()
    with pytest.raises(LastOwner):
        change_role(alice.membership, Role.GUEST, by=alice.actor, at=NOW)
    browser.post(f"/equipe/{awaited.membership.pk}/depart/")
    assert Membership.objects.of(inside).current().filter(role=Role.OWNER).get() == alice.membership


@pytest.mark.parametrize("page", ["depart", "role/guest"])
def test_the_last_owner_learns_it_before_sharing_anything_out(browser, alice, page: str) -> None:
    refused = browser.get(f"/equipe/{alice.membership.pk}/{page}/", follow=True)
    assert refused.redirect_chain == [(f"/equipe/{alice.membership.pk}/", 302)]
    assert "seul dirigeant" in refused.content.decode()


@pytest.mark.asvs("V7.4.5")
def test_the_owner_ends_the_sessions_of_somebody(browser, chloe) -> None:
    hers = sign_in(chloe)
    assert hers.get("/compte/").status_code == 200
    browser.post(f"/equipe/{chloe.membership.pk}/sessions/")
    assert hers.get("/compte/").status_code == 302
    assert User.objects.get(pk=chloe.user.pk).session_nonce != chloe.user.session_nonce


def test_somebody_who_left_may_come_back(browser, chloe, inside) -> None:
    browser.post(f"/equipe/{chloe.membership.pk}/depart/")
    give_factors(chloe)
    browser.post("/equipe/ajout/", NADIA | {"email": chloe.user.email})
    assert Membership.objects.of(inside).filter(user=chloe.user).count() == 2
    assert Membership.objects.of(inside).current().get(user=chloe.user).role == Role.REVIEWER


def lost(browser: Client, person: Person):
    return browser.post(f"/equipe/{person.membership.pk}/double-verification/", follow=True)


def test_a_colleague_who_lost_everything_gets_a_link_that_asks_for_the_password(browser, benoit, inside) -> None:
    give_factors(benoit)
    given = lost(browser, benoit).content.decode()
    link = re.search(r"http://[^/]+(/acces/[\w-]+/)", given)[1]
    assert not factors_of(benoit.user.pk).has_any
    assert "Envoyer par e-mail" not in given
    assert 'name="password"' in Client().get(link, follow=True).content.decode()
    assert next(line for line in newest() if line.act == "factor.reset").by_name == "Alice Martin"


def test_a_factor_that_other_companies_count_on_stays(browser, benoit, other_company) -> None:
    give_factors(benoit)
    with scope(other_company):
        Membership.objects.create(company=other_company, user=benoit.user, role=Role.GUEST, started_at=NOW)
    assert "travaille aussi ailleurs" in lost(browser, benoit).content.decode()
    assert factors_of(benoit.user.pk).has_any


def test_one_s_own_factor_is_changed_from_one_s_own_account(alice) -> None:
    give_factors(alice)
    assert lost(sign_in(alice), alice).redirect_chain == [("/compte/", 302)]
    assert factors_of(alice.user.pk).has_any


def test_nobody_but_an_owner_of_this_company_does_it(benoit, chloe, driss) -> None:
    give_factors(benoit)
    for person in (chloe, driss):
        assert lost(sign_in(person), benoit).status_code == 404
    assert factors_of(benoit.user.pk).has_any
