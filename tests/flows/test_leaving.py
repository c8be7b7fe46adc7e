"""Somebody leaves, is cut off or changes role: what they answer for is on one page, and goes to others in the same act."""

import pytest
import time_machine
from django.test import Client

from accounts.actions.absences import say_away
from accounts.actions.people import make_way_in
from accounts.away import today_of
from accounts.boundary import scope
from accounts.enums import Role
from accounts.hooks import held_by, left_behind
from accounts.models import Absence, Company, Membership, WayIn
from inventory.actions.declaring import start_draft
from inventory.models import Agent, AgentDraft
from ledger.entries import SERVER
from ledger.queries import history, newest
from tests.accounts.journeys import NOW
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.register import rows


@pytest.fixture(autouse=True)
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(alice: Person) -> Client:
    return sign_in(alice)


@pytest.fixture
def facturier(inside: Company, sofia: Person) -> Agent:
    return agent(inside, "Facturier", in_charge=sofia.membership)


@pytest.fixture
def relance(inside: Company, sofia: Person, alice: Person) -> Agent:
    return agent(inside, "Relance", in_charge=alice.membership, deputy=sofia.membership)


def agent(company: Company, name: str, **people: Membership) -> Agent:
    made = rows.agent(company, name, AT)
    Agent.objects.of(company).filter(pk=made.pk).update(**people)
    return Agent.objects.of(company).select_related("in_charge__user", "deputy__user").get(pk=made.pk)


def now(thing: Agent) -> tuple[Membership | None, Membership | None]:
    found = Agent.objects.of(thing.company).get(pk=thing.pk)
    return found.in_charge, found.deputy


def page_of(person: Person) -> str:
    return f"/equipe/{person.membership.pk}/depart/"


def is_there(person: Person) -> bool:
    return Membership.objects.of(person.company).current().filter(pk=person.membership.pk).exists()


def test_everything_goes_to_one_person_in_one_act(browser, sofia, alice, facturier, relance, inside) -> None:
    shown = browser.get(page_of(sofia)).content.decode()
    assert "Responsable de l’agent «\u00a0Facturier\u00a0»" in shown
    assert "S’occupe de l’agent «\u00a0Relance\u00a0»" in shown
    zoe = make_person(inside, "Zoé Lemaire", Role.STEWARD)
    answer = browser.post(page_of(sofia), {"everything": zoe.membership.pk}, follow=True)
    assert "Sofia Petit n’a plus accès" in answer.content.decode()
    assert now(facturier) == (zoe.membership, None)
    assert now(relance) == (alice.membership, zoe.membership)
    assert not is_there(sofia)
    acts = [line.act for line in newest()]
    assert {"agent.in_charge_handed", "agent.deputy_handed", "person.left"} <= set(acts)
    told = history(facturier.pk)[0].sentence
    assert told.endswith("le responsable de l’agent «\u00a0Facturier\u00a0»\u00a0: Sofia Petit, maintenant Zoé Lemaire")


def test_each_line_may_go_to_somebody_else_or_to_nobody(browser, sofia, alice, facturier, relance) -> None:
    browser.post(page_of(sofia), {f"in_charge-{facturier.pk}": alice.membership.pk, f"deputy-{relance.pk}": "nobody"})
    assert now(facturier) == (alice.membership, None)
    assert now(relance) == (alice.membership, None)


def test_nothing_is_done_while_a_line_is_without_an_answer(browser, sofia, alice, facturier, relance) -> None:
    refused = browser.post(page_of(sofia), {f"in_charge-{facturier.pk}": alice.membership.pk})
    assert refused.context["form"].errors.keys() == {f"deputy-{relance.pk}"}
    assert is_there(sofia)
    assert now(facturier)[0] == sofia.membership


def test_who_cannot_take_a_line_is_named(browser, sofia, alice, benoit, facturier, relance) -> None:
    """Benoît approves: he is not offered, and not taken from a made-up form. Alice is in charge already: she is not her own deputy."""
    page = browser.get(page_of(sofia)).context["form"]
    assert str(benoit.membership.pk) not in dict(page.fields[f"in_charge-{facturier.pk}"].choices)
    refused = browser.post(page_of(sofia), {"everything": alice.membership.pk}).context["form"]
    assert refused.errors == {f"deputy-{relance.pk}": ["Cette personne en est déjà responsable."]}
    forged = {f"in_charge-{facturier.pk}": benoit.membership.pk, f"deputy-{relance.pk}": "nobody"}
    assert f"in_charge-{facturier.pk}" in browser.post(page_of(sofia), forged).context["form"].errors
    assert is_there(sofia)


def test_what_came_meanwhile_is_shown_before_anything_is_done(browser, sofia, alice, facturier, inside) -> None:
    from accounts.actions.leaving import HasChanged, leave

    agent(inside, "Relance", in_charge=sofia.membership)
    with pytest.raises(HasChanged):
        leave(sofia.membership, {f"in_charge-{facturier.pk}": alice.membership}, by=alice.membership, at=NOW)
    assert is_there(sofia)


def test_a_bad_departure_cuts_first_and_shares_out_after(browser, sofia, alice, facturier, relance) -> None:
    hers = sign_in(sofia)
    answer = browser.post(page_of(sofia), {"act": "cut"}, follow=True)
    assert "Répartir ce que laisse Sofia Petit" in answer.content.decode()
    assert hers.get("/").headers["Location"].startswith("/connexion/")
    assert now(facturier)[0] == sofia.membership
    assert {held.key for held in left_behind(sofia.company, NOW)[sofia.membership.pk]} == {
        f"in_charge-{facturier.pk}",
        f"deputy-{relance.pk}",
    }
    first = browser.get("/").content.decode()
    assert "Répartir ce que laisse Sofia Petit" in first
    assert "La personne qui en est responsable" in browser.get("/ce-qui-manque/").content.decode()
    browser.post(page_of(sofia), {f"in_charge-{facturier.pk}": alice.membership.pk, f"deputy-{relance.pk}": "nobody"})
    assert left_behind(sofia.company, NOW) == {}
    assert "Répartir ce que laisse" not in browser.get("/").content.decode()
    assert browser.get(page_of(sofia)).status_code == 302


def test_a_retired_agent_asks_for_nobody(browser, sofia, facturier) -> None:
    from inventory.actions.agents import enter
    from inventory.enums import State

    enter(facturier, State.RETIRED, seq=9, by=None, at=NOW)
    assert held_by(sofia.membership, NOW) == []


def test_declarations_begun_go_along(browser, sofia, alice, inside) -> None:
    start_draft(inside, template="devis", by=sofia.membership, at=NOW)
    browser.post(page_of(sofia), {"drafts": alice.membership.pk})
    assert AgentDraft.objects.of(inside).get().started_by == alice.membership
    assert newest()[1].sentence == "Alice Martin a confié les déclarations commencées par Sofia Petit à Alice Martin"


def test_their_absence_ends_and_somebody_else_stands_in(browser, sofia, alice, inside) -> None:
    zoe, day = make_person(inside, "Zoé Lemaire", Role.STEWARD), today_of(inside, NOW)
    own = say_away(sofia.membership, alice.membership, day.replace(day=28), day.replace(day=28), by=alice.membership, at=NOW)
    other = say_away(zoe.membership, sofia.membership, day, day, by=alice.membership, at=NOW)
    page = browser.get(page_of(sofia))
    assert "Remplace Zoé Lemaire le 23\u00a0novembre" in page.content.decode()
    assert str(zoe.membership.pk) not in dict(page.context["form"].fields[f"absence-{other.pk}"].choices)
    browser.post(page_of(sofia), {f"absence-{other.pk}": alice.membership.pk})
    assert Absence.objects.of(inside).get(pk=own.pk).ended_at == NOW
    assert Absence.objects.of(inside).get(pk=other.pk).stand_in == alice.membership


def test_without_a_stand_in_the_absence_ends(browser, sofia, alice, inside) -> None:
    zoe, day = make_person(inside, "Zoé Lemaire", Role.STEWARD), today_of(inside, NOW)
    other = say_away(zoe.membership, sofia.membership, day, day, by=alice.membership, at=NOW)
    browser.post(page_of(sofia), {f"absence-{other.pk}": "nobody"})
    assert Absence.objects.of(inside).get(pk=other.pk).ended_at == NOW


def test_a_link_not_used_yet_opens_nothing_any_more(browser, chloe, inside) -> None:
    make_way_in(chloe.user, WayIn.Purpose.JOIN, by=SERVER, at=NOW)
    chloe.user.set_unusable_password()
    chloe.user.save()
    assert "Son lien d’accès, pas encore utilisé" in browser.get(page_of(chloe)).content.decode()
    browser.post(page_of(chloe))
    assert not WayIn.objects.filter(user=chloe.user).exists()


def test_the_company_s_sheet_that_names_them_is_to_be_mended(browser, chloe, inside) -> None:
    Company.objects.filter(pk=inside.pk).update(representative="Chloé Blanc")
    assert "corrigez-la ensuite" in browser.get(page_of(chloe)).content.decode()


def test_who_works_elsewhere_too_signs_in_again_and_keeps_the_other_company(browser, chloe, inside) -> None:
    garage = make_company("Garage Driss", "garage")
    with scope(garage):
        Membership.objects.create(company=garage, user=chloe.user, role=Role.GUEST, started_at=AT)
    hers = sign_in(chloe)
    assert hers.get("/").status_code == 200
    browser.post(page_of(chloe))
    answer = hers.get("/", follow=True)
    assert answer.redirect_chain[0][0] == "/connexion/"
    assert "Votre accès à cette entreprise a pris fin" in answer.content.decode()
    again = Client()
    other = Person(chloe.user, Membership(company=garage, user=chloe.user, role=Role.GUEST))
    again.cookies = sign_in(other).cookies
    assert "Garage Driss" in again.get("/").content.decode()


def test_a_role_that_cannot_hold_what_they_hold_asks_first(browser, sofia, alice, facturier) -> None:
    person = f"/equipe/{sofia.membership.pk}/"
    answer = browser.post(person, {"role": "reviewer"})
    assert answer.headers["Location"] == f"{person}role/reviewer/"
    assert "ne peut plus répondre de tout" in browser.get(answer.headers["Location"]).content.decode()
    browser.post(answer.headers["Location"], {f"in_charge-{facturier.pk}": alice.membership.pk})
    assert Membership.objects.of(sofia.company).get(pk=sofia.membership.pk).role == Role.REVIEWER
    assert now(facturier)[0] == alice.membership


def test_a_role_that_can_hold_it_all_is_given_at_once(browser, sofia, facturier) -> None:
    browser.post(f"/equipe/{sofia.membership.pk}/", {"role": "owner"})
    assert Membership.objects.of(sofia.company).get(pk=sofia.membership.pk).role == Role.OWNER
    assert now(facturier)[0] == sofia.membership


def test_the_last_owner_stays_and_keeps_everything(browser, alice, sofia, facturier, relance) -> None:
    browser.post(page_of(alice), {f"in_charge-{relance.pk}": "nobody"})
    browser.post(page_of(alice), {"act": "cut"})
    assert is_there(alice)
    assert now(relance)[0] == alice.membership


def test_the_stranger_finds_nothing(driss, sofia, facturier) -> None:
    his = sign_in(driss)
    assert his.get(page_of(sofia)).status_code == 404
    assert his.post(page_of(sofia), {"act": "cut"}).status_code == 404
