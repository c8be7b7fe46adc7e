"""« Qui peut faire quoi » says what the rules would answer, of people and of agents; and the roles in words miss no ability."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import Ability, Role
from accounts.models import Absence, Authenticator
from accounts.role_words import ABILITY_WORDS, ROLE_WORDS
from approvals.models import Mandate
from governance.powers import powers
from inventory.charge import Charge
from tests.cast import AT, make_person, sign_in
from tests.register import rows


@pytest.fixture
def nadia(company):
    return make_person(company, "Nadia Roux", Role.STEWARD)


@pytest.fixture
def agents(inside, company, sofia, nadia):
    made = [rows.agent(company, name, AT) for name in ("Facturier", "Relance", "Devis")]
    made[0].in_charge, made[0].deputy, made[1].in_charge = sofia.membership, nadia.membership, nadia.membership
    for agent in made:
        agent.save()
    return made


def person(company, who, at=AT):
    return next(one for one in powers(company, at).people if one.id == who.membership.pk)


def agent(company, name, at=AT):
    return next(one for one in powers(company, at).agents if one.name == name)


def give(alice, who, to=None, cents=None):
    return Mandate.objects.create(
        company=alice.company, membership=who.membership, agent=to, up_to_cents=cents, given_at=AT, given_by=alice.membership
    )


def test_no_ability_and_no_role_is_without_words():
    assert set(ABILITY_WORDS) == set(Ability)
    assert set(ROLE_WORDS) == set(Role)


@pytest.mark.parametrize("is_away", [False, True])
def test_who_may_stop_an_agent_is_what_the_charge_answers(is_away, company, alice, benoit, sofia, nadia, rachid, chloe, agents):
    if is_away:
        away = {"membership": sofia.membership, "stand_in": nadia.membership, "said_by": alice.membership}
        Absence.objects.create(company=company, starts_on=AT.date(), until=AT.date(), said_at=AT, **away)
    cast = (alice, benoit, sofia, nadia, rachid, chloe)
    for one in agents:
        may = {who.user.name for who in cast if Charge(who.membership, AT).may(one, Ability.STOP)}
        assert set(agent(company, one.name).stoppers) == may


def test_a_steward_reads_what_they_are_in_charge_of(company, sofia, nadia, agents):
    assert [name for _, name in person(company, sofia).in_charge] == ["Facturier"]
    assert [name for _, name in person(company, nadia).deputy] == ["Facturier"]
    assert "Modifier ses agents, en déclarer" in person(company, sofia).may


def test_a_steward_in_charge_of_nothing_is_said_so(company, nadia, inside):
    assert person(company, nadia).may[:2] == ("Déclarer un agent\u00a0: aucun ne lui est confié", "Couper tous les agents d’un coup")


def test_an_agent_whose_person_may_not_edit_it_is_marked(company, sofia, agents):
    assert not agent(company, "Facturier").is_idle
    sofia.membership.role = Role.GUEST
    sofia.membership.save()
    assert agent(company, "Facturier").is_idle


def test_an_agent_whose_person_left_has_nobody(company, sofia, agents):
    sofia.membership.ended_at = AT
    sofia.membership.save()
    assert agent(company, "Facturier").in_charge == ""


def test_who_is_away_and_who_stands_in_are_both_told_on_those_days_only(company, alice, sofia, nadia, agents):
    away = {"membership": sofia.membership, "stand_in": nadia.membership, "said_by": alice.membership}
    Absence.objects.create(company=company, starts_on=AT.date(), until=AT.date() + timedelta(days=7), said_at=AT, **away)
    assert person(company, nadia).stands_in == ("Remplace Sofia Petit jusqu’au 30\u00a0novembre 2026",)
    assert "Nadia Roux remplace" in person(company, sofia).away[0]
    assert person(company, sofia, AT + timedelta(days=9)).away == ()


def test_what_an_approver_may_approve_is_what_was_given(company, alice, benoit, agents):
    assert "Rien pour l’instant" in person(company, benoit).approves[0]
    assert agent(company, "Facturier").approvers == ("Alice Martin",)
    give(alice, benoit, agents[0], 100_000)
    give(alice, benoit)
    assert person(company, benoit).approves == ("Tous les agents, sans plafond", "Facturier, jusqu’à 1\u00a0000\u00a0€")
    assert agent(company, "Facturier").approvers == ("Alice Martin", "Benoît Leroy (jusqu’à 1\u00a0000\u00a0€)")
    assert agent(company, "Relance").approvers == ("Alice Martin", "Benoît Leroy (sans plafond)")


def test_a_mandate_of_somebody_who_approves_no_more_counts_for_nothing(company, alice, sofia, agents):
    give(alice, sofia)
    assert person(company, sofia).approves == ()
    assert agent(company, "Devis").approvers == ("Alice Martin",)


def test_how_people_sign_in_is_for_those_who_manage_them(alice, chloe):
    Authenticator.objects.create(user=chloe.user, name="Tablette", sealed_key="", added_at=AT)
    assert "Se connecte avec" in sign_in(alice).get(reverse("powers")).content.decode()
    assert "Se connecte avec" not in sign_in(chloe).get(reverse("powers")).content.decode()


def test_people_and_agents_of_another_company_are_not_there(company, alice, driss, agents):
    page = sign_in(driss).get(reverse("powers")).content.decode()
    assert "Driss Amari" in page
    assert "Aucun agent n’est déclaré" in page
    assert "Alice Martin" not in page


def test_the_page_costs_the_same_with_more_people_and_agents(company, alice, sofia, agents, django_assert_num_queries):
    with django_assert_num_queries(7):
        powers(company, AT)


def test_the_roles_are_read_by_everybody_and_the_page_is_found_from_the_team_and_the_help(alice, chloe):
    assert "Ses agents" in sign_in(chloe).get(reverse("roles")).content.decode()
    assert reverse("powers") in sign_in(alice).get(reverse("accounts:team")).content.decode()
    assert reverse("roles") in sign_in(chloe).get(reverse("help")).content.decode()
