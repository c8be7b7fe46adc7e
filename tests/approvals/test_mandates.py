"""Who may approve what: nothing until it is said, one power an agent, taken back at once, and asked where somebody becomes an approver."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.actions.people import change_role
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Membership
from approvals.actions.mandates import NoApprover, give, take_back
from approvals.models import Mandate
from approvals.queries.powers import mandates_of
from approvals.rules.powers import Power, may_decide
from inventory.models import Agent
from ledger.queries import newest
from tests.accounts.journeys import NOW
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.register import rows

HIS, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("powers", "amount", "his", "other"),
    [
        ([], 0, False, False),
        ([], None, False, False),
        ([Power()], 10**12, True, True),
        ([Power(None, 100_000)], 100_000, True, True),
        ([Power(None, 100_000)], 100_001, False, False),
        ([Power(None, 100_000)], -100_001, False, False),
        ([Power(None, 100_000)], None, True, True),
        ([Power(HIS)], 10**12, True, False),
        ([Power(HIS, 500)], 500, True, False),
        ([Power(HIS, 500)], 501, False, False),
        ([Power(None, 100_000), Power(HIS, 500)], 501, False, True),
        ([Power(None, 500), Power(HIS, 100_000)], 501, True, False),
        ([Power(HIS, 500), Power()], 501, False, True),
        ([Power(OTHER, 500), Power(HIS)], 501, True, False),
    ],
)
def test_what_is_said_of_an_agent_by_name_counts_before_what_is_said_of_all(powers, amount, his, other) -> None:
    assert may_decide(powers, HIS, amount) is his
    assert may_decide(powers, OTHER, amount) is other


@pytest.fixture
def facturier(inside) -> Agent:
    return rows.agent(inside, "Facturier", AT)


def powers(person: Person) -> set[Power]:
    return set(mandates_of(Membership.objects.of(person.company).select_related("company").get(pk=person.membership.pk)))


def test_nobody_approves_anything_by_role_but_owners(alice, benoit, sofia, rachid, chloe, inside) -> None:
    assert powers(alice) == {Power()}
    assert [powers(person) for person in (benoit, sofia, rachid, chloe)] == [set()] * 4


def test_a_power_is_given_changed_and_taken_back(alice, benoit, facturier) -> None:
    by = alice.membership
    assert give(benoit.membership, [None, facturier], 100_000, by=by, at=NOW)
    assert not give(benoit.membership, [None], 100_000, by=by, at=NOW)
    assert give(benoit.membership, [facturier], None, by=by, at=NOW)
    assert powers(benoit) == {Power(None, 100_000), Power(facturier.pk)}
    last = newest()[0].sentence
    assert last == "Alice Martin a donné à Benoît Leroy le pouvoir d’approuver\u00a0: Facturier, sans plafond"
    every = Mandate.objects.of(benoit.company).current().get(agent=None)
    assert take_back(every, by=by, at=NOW)
    assert not take_back(every, by=by, at=NOW)
    assert powers(benoit) == {Power(facturier.pk)}
    assert (
        newest()[0].sentence
        == "Alice Martin a retiré à Benoît Leroy le pouvoir d’approuver\u00a0: tous les agents, jusqu’à 1\u00a0000\u00a0€"
    )


def test_only_an_approver_is_given_any(alice, rachid, benoit, inside) -> None:
    with pytest.raises(NoApprover):
        give(rachid.membership, [None], None, by=alice.membership, at=NOW)
    change_role(benoit.membership, Role.GUEST, by=alice.actor, at=NOW)
    with pytest.raises(NoApprover):
        give(benoit.membership, [None], None, by=alice.membership, at=NOW)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(alice: Person) -> Client:
    return sign_in(alice)


def page_of(person: Person) -> str:
    return f"/approbations/{person.membership.pk}/"


def test_what_is_not_said_is_said_on_screen(browser, benoit) -> None:
    shown = browser.get("/approbations/").content.decode()
    assert "Rien pour l’instant" in shown
    assert "Ils approuvent tout, sans plafond." in shown
    assert "Dire ce que peut approuver Benoît Leroy" in browser.get("/").content.decode()


def test_an_owner_gives_one_agent_up_to_an_amount_typed_in_french(browser, benoit, facturier) -> None:
    given = {"extent": "named", "agents": [facturier.pk], "limit": "up_to", "amount": "1 000,50"}
    shown = browser.post(page_of(benoit), given, follow=True).content.decode()
    assert powers(benoit) == {Power(facturier.pk, 100_050)}
    assert "jusqu’à 1\u00a0000,50\u00a0€" in shown
    assert "Dire ce que peut approuver" not in browser.get("/").content.decode()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, "extent"),
        ({"extent": "every"}, "limit"),
        ({"extent": "named", "limit": "endless"}, "agents"),
        ({"extent": "every", "limit": "up_to"}, "amount"),
        ({"extent": "every", "limit": "up_to", "amount": "1.000"}, "amount"),
        ({"extent": "every", "limit": "up_to", "amount": "0"}, "amount"),
        ({"extent": "named", "limit": "endless", "agents": ["x"]}, "agents"),
    ],
)
def test_what_is_wrong_is_said_and_gives_nothing(browser, benoit, facturier, given, wrong) -> None:
    assert browser.post(page_of(benoit), given).context["form"].errors.keys() == {wrong}
    assert powers(benoit) == set()


def test_an_agent_of_another_company_is_not_to_be_chosen(browser, benoit, driss) -> None:
    with scope(driss.company):
        theirs = rows.agent(driss.company, "Atelier", AT)
    given = {"extent": "named", "agents": [theirs.pk], "limit": "endless"}
    assert "agents" in browser.post(page_of(benoit), given).context["form"].errors


def test_a_power_is_taken_back_with_a_button(browser, alice, benoit, inside) -> None:
    give(benoit.membership, [None], None, by=alice.membership, at=NOW)
    mandate = Mandate.objects.of(inside).get()
    for words in ("Ce pouvoir est retiré", "avait déjà pris fin"):
        assert words in browser.post(f"/approbations/{mandate.pk}/fin/", follow=True).content.decode()
    assert powers(benoit) == set()


def test_only_approvers_have_a_page_and_only_owners_see_it(browser, alice, benoit, sofia, driss) -> None:
    assert browser.get(page_of(benoit)).status_code == 200
    assert browser.get(page_of(sofia)).status_code == 404
    for other in (benoit, sofia, driss):
        assert sign_in(other).get(page_of(benoit)).status_code == 404
        assert sign_in(other).post(page_of(benoit), {"extent": "every", "limit": "endless"}).status_code == 404


def test_the_invitation_of_an_approver_asks_on_the_same_page(browser, inside) -> None:
    nadia = {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "approver"}
    assert "Que pourra approuver cette personne" in browser.get("/equipe/ajout/").content.decode()
    refused = browser.post("/equipe/ajout/", nadia | {"power-extent": "every", "power-limit": "up_to"}).content.decode()
    assert "par exemple 1\u00a0000" in refused
    assert not Membership.objects.of(inside).filter(user__email=nadia["email"]).exists()
    browser.post("/equipe/ajout/", nadia | {"power-extent": "every", "power-limit": "up_to", "power-amount": "500"})
    member = Membership.objects.of(inside).get(user__email=nadia["email"])
    assert mandates_of(member) == (Power(None, 50_000),)


def test_a_guest_is_invited_without_being_asked_and_gets_nothing(browser, inside) -> None:
    nadia = {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "guest", "power-extent": "every", "power-limit": "endless"}
    browser.post("/equipe/ajout/", nadia)
    assert Membership.objects.of(inside).filter(user__email=nadia["email"]).exists()
    assert not Mandate.objects.of(inside).exists()


def test_whoever_becomes_an_approver_is_asked_too(browser, chloe, inside) -> None:
    browser.post(f"/equipe/{chloe.membership.pk}/", {"role": "approver", "power-extent": "every", "power-limit": "endless"})
    assert powers(chloe) == {Power()}


def test_no_longer_an_approver_the_power_goes_to_another_or_ends(browser, alice, benoit, inside) -> None:
    zoe = make_person(inside, "Zoé Lemaire", Role.APPROVER)
    give(benoit.membership, [None], 100_000, by=alice.membership, at=NOW)
    give(zoe.membership, [None], 500, by=alice.membership, at=NOW)
    mandate = Mandate.objects.of(inside).get(membership=benoit.membership)
    there = browser.post(f"/equipe/{benoit.membership.pk}/", {"role": "guest"}).headers["Location"]
    browser.post(there, {f"mandate-{mandate.pk}": zoe.membership.pk})
    assert powers(benoit) == set()
    assert powers(zoe) == {Power(None, 100_000)}


def test_a_steward_who_becomes_an_approver_hands_over_first_then_the_question_comes(browser, alice, sofia, facturier) -> None:
    Agent.objects.of(facturier.company).update(in_charge=sofia.membership)
    there = browser.post(f"/equipe/{sofia.membership.pk}/", {"role": "approver", "power-extent": "none"}).headers["Location"]
    answer = browser.post(there, {f"in_charge-{facturier.pk}": alice.membership.pk})
    assert answer.headers["Location"] == page_of(sofia)


def test_the_powers_of_somebody_cut_off_are_dead_at_once(browser, alice, benoit, inside) -> None:
    give(benoit.membership, [None], None, by=alice.membership, at=NOW)
    browser.post(f"/equipe/{benoit.membership.pk}/depart/", {"act": "cut"})
    assert powers(benoit) == set()
    mandate = Mandate.objects.of(inside).get()
    browser.post(f"/equipe/{benoit.membership.pk}/depart/", {f"mandate-{mandate.pk}": "nobody"})
    assert not Mandate.objects.of(inside).current().exists()


@pytest.mark.slow
def test_the_same_power_given_by_four_hands_is_one_row(transactional_db) -> None:
    company = make_company("Course", "course")
    alice, benoit = make_person(company, "Alice Martin", Role.OWNER), make_person(company, "Benoît Leroy", Role.APPROVER)
    gate = Barrier(4)

    def hand(number: int) -> bool:
        gate.wait(timeout=60)
        try:
            with scope(company):
                return give(benoit.membership, [None], 500, by=alice.membership, at=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(hand, range(4))) == [False, False, False, True]
    with scope(company):
        assert Mandate.objects.of(company).count() == 1
