"""Who may change what: Sofia is in charge of « Facturier », Nadia of « Relance ». One owns an agent, not the company's agents."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.boundary import scope
from accounts.enums import ABILITIES, OF_ONES_AGENTS, Ability, Role
from accounts.models import Absence
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration, declare, start_draft
from inventory.charge import Charge
from inventory.interchange import imports
from inventory.models import Agent, AgentProcessing, Connection, ConnectionUse
from inventory.rules.everything import EVERY
from tests.cast import AT, make_person, sign_in
from tests.register import rows

AGENTS = """Nom;À quoi il sert;Outil
Facturier;Facturer et relancer;OpenClaw
Relance;Écrire aux clients;OpenClaw
Devis;Chiffrer;Make
""".encode()


@pytest.fixture
def nadia(company):
    return make_person(company, "Nadia Roux", Role.STEWARD)


@pytest.fixture
def billing(inside, company, sofia):
    return in_charge(rows.agent(company, "Facturier", AT), sofia)


@pytest.fixture
def reminder(inside, company, nadia):
    return in_charge(rows.agent(company, "Relance", AT), nadia)


@pytest.fixture
def shared(inside, company, billing, reminder):
    """An account both agents use."""
    return account(company, billing, reminder)


def in_charge(agent, person):
    agent.in_charge = person.membership
    agent.save(update_fields=["in_charge"])
    return agent


def account(company, *agents):
    made = Connection.objects.create(company=company, service="Gmail", opened_at=AT)
    for agent in agents:
        ConnectionUse.objects.create(company=company, agent=agent, connection=made)
    return made


def away(who, stand_in, *, days=7):
    return Absence.objects.create(
        company=who.company, membership=who.membership, stand_in=stand_in.membership,
        starts_on=AT.date(), until=AT.date() + timedelta(days=days), said_at=AT, said_by=who.membership,
    )  # fmt: skip


def charge(person, at=AT):
    return Charge(person.membership, at)


def test_only_what_a_role_may_is_limited_to_its_agents():
    assert all(limited <= ABILITIES[role] for role, limited in OF_ONES_AGENTS.items())


def test_the_one_in_charge_and_the_deputy_may_and_another_steward_may_not(billing, reminder, sofia, nadia):
    assert charge(sofia).may(billing)
    assert charge(sofia).may(billing, Ability.STOP)
    assert not charge(nadia).may(billing)
    assert not charge(nadia).may(billing, Ability.STOP)
    billing.deputy = nadia.membership
    billing.save()
    assert charge(nadia).may(billing)


def test_an_owner_may_about_every_agent_without_a_query(alice, billing, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert charge(alice).may(billing)
        assert charge(alice).agents() is EVERY


def test_an_approver_stops_every_agent_and_edits_none(benoit, billing):
    in_charge(billing, benoit)
    assert charge(benoit).may(billing, Ability.STOP)
    assert not charge(benoit).may(billing)


def test_one_who_is_no_steward_any_more_may_nothing(sofia, billing):
    sofia.membership.role = Role.GUEST
    assert not charge(sofia).may(billing)


def test_who_stands_in_may_from_the_first_day_to_the_last_and_no_further(sofia, nadia, billing):
    away(sofia, nadia)
    assert [charge(nadia, AT + timedelta(days=day)).may(billing) for day in (-1, 0, 7, 8)] == [False, True, True, False]
    assert charge(sofia).may(billing)


def test_an_absence_ended_early_gives_nothing_more(sofia, nadia, billing):
    absence = away(sofia, nadia)
    Absence.objects.of(billing.company).filter(pk=absence.pk).update(ended_at=AT)
    assert not charge(nadia).may(billing)


def test_a_stand_in_does_not_hand_on_what_they_stand_in_for(company, sofia, nadia, billing):
    hugo = make_person(company, "Hugo Denis", Role.STEWARD)
    away(sofia, nadia)
    away(nadia, hugo)
    assert not charge(hugo).may(billing)


def test_standing_in_gives_no_ability_one_has_not(sofia, chloe, billing):
    away(sofia, chloe)
    assert not charge(chloe).may(billing)


def test_one_agent_of_ones_own_is_enough_to_edit_a_shared_account_and_not_to_close_it(sofia, nadia, shared, company, billing):
    assert charge(sofia).may(shared)
    assert charge(nadia).may(shared)
    assert not charge(sofia).may_end(shared)
    assert charge(sofia).may_end(account(company, billing))
    assert not charge(nadia).may(account(company, billing))


def test_an_account_of_nobody_is_every_stewards(sofia, chloe, company, inside):
    lonely = account(company)
    assert charge(sofia).may_end(lonely)
    assert not charge(chloe).may(lonely)


def test_a_sheet_follows_the_same_rule(alice, sofia, nadia, billing, reminder):
    sheet = rows.bare_sheet(alice, AT)
    assert charge(nadia).may_end(sheet)
    rows.processings.attach_agent(sheet, billing, by=alice.membership, at=AT)
    assert not charge(nadia).may(sheet)
    rows.processings.attach_agent(sheet, reminder, by=alice.membership, at=AT)
    assert charge(nadia).may(sheet)
    assert not charge(nadia).may_end(sheet)


def test_a_declaration_left_open_is_its_authors_and_their_stand_ins(company, sofia, nadia, alice, inside):
    draft = start_draft(company, template="", by=sofia.membership, at=AT)
    assert charge(sofia).may(draft)
    assert charge(alice).may(draft)
    assert not charge(nadia).may(draft)
    away(sofia, nadia)
    assert charge(nadia).may(draft)


def test_a_steward_who_names_nobody_is_put_in_charge(company, alice, sofia, nadia, inside):
    def answers(name, by, who=None):
        return declare(company, Declaration(Identity(name, in_charge=who)), by=by.membership, at=AT).in_charge

    assert answers("Un", sofia) == sofia.membership
    assert answers("Deux", sofia, nadia.membership) == nadia.membership
    assert answers("Trois", alice) is None


def test_the_page_of_an_agent_says_that_its_person_may_no_longer_see_to_it(company, alice, sofia, billing):
    sofia.membership.role = Role.GUEST
    sofia.membership.save()
    page = sign_in(alice).get(reverse("inventory:agent", args=[billing.pk])).content.decode()
    assert "Sofia Petit (invité, ne peut pas le modifier)" in page
    assert "Le rôle de Sofia Petit (invité) ne permet pas de s’en occuper" in page


def test_who_could_not_see_to_the_agent_is_said_where_one_chooses(alice, sofia, chloe, billing):
    page = sign_in(alice).get(reverse("inventory:agent_edit", args=[billing.pk])).content.decode()
    assert "Chloé Blanc, Invité (consulte)\u00a0: ne pourra pas le modifier" in page
    assert ">Sofia Petit<" in page


def test_the_page_of_an_agent_says_that_its_person_left(company, alice, sofia, billing):
    sofia.membership.ended_at = AT
    sofia.membership.save()
    page = sign_in(alice).get(reverse("inventory:agent", args=[billing.pk])).content.decode()
    assert "À préciser (Sofia Petit a quitté l’entreprise)" in page


def test_the_page_of_anothers_agent_is_read_without_a_button(nadia, billing):
    page = sign_in(nadia).get(reverse("inventory:agent", args=[billing.pk])).content.decode()
    assert "Modifier ses droits" not in page
    assert "Couper l’agent" not in page
    assert "Mettre en pause" not in page
    assert "confié à Sofia Petit" in page


def test_what_is_refused_about_an_agent_is_one_line_of_the_log(nadia, billing, caplog):
    address = reverse("inventory:agent_pause", args=[billing.pk])
    assert sign_in(nadia).post(address).status_code == 404
    assert [line.getMessage() for line in caplog.records if line.name == "inventory.charge"] == [
        f"{nadia.user.pk} may not edit_inventory about this one: {address}"
    ]


def test_the_emergency_page_offers_ones_own_agents_and_the_stop_of_all(nadia, billing, reminder):
    page = sign_in(nadia).get(reverse("approvals:emergency")).content.decode()
    assert reverse("approvals:agent_stop", args=[reminder.pk]) in page
    assert reverse("approvals:agent_stop", args=[billing.pk]) not in page
    assert reverse("approvals:stop_all") in page
    assert "dont vous êtes responsable" in page


def test_a_steward_in_charge_of_no_agent_is_told_so_on_the_emergency_page(nadia, billing):
    assert "responsable d’aucun agent" in sign_in(nadia).get(reverse("approvals:emergency")).content.decode()


def test_a_steward_who_unties_their_last_agent_from_a_sheet_then_reads_it(alice, sofia, billing, reminder):
    sheet = rows.bare_sheet(alice, AT)
    for agent in (billing, reminder):
        rows.processings.attach_agent(sheet, agent, by=alice.membership, at=AT)
    address = reverse("inventory:processing_agent_detach", args=[sheet.pk, billing.pk])
    assert sign_in(sofia).post(address).headers["Location"] == reverse("register:sheet", args=[sheet.pk])
    assert sign_in(sofia).post(reverse("inventory:processing_agent_detach", args=[sheet.pk, reminder.pk])).status_code == 404
    assert [tie.agent_id for tie in AgentProcessing.objects.of(alice.company)] == [reminder.pk]


def test_a_steward_ties_to_a_sheet_their_own_agents_only(alice, sofia, billing, reminder):
    sheet = rows.bare_sheet(alice, AT)
    address = reverse("inventory:processing_agents", args=[sheet.pk])
    assert "Choisissez" in sign_in(sofia).post(address, {"agent": reminder.pk}).content.decode()
    assert sign_in(sofia).post(address, {"agent": billing.pk}).status_code == 302


def test_a_file_changes_ones_own_agents_and_says_that_it_speaks_of_others(sofia, billing, reminder):
    client = sign_in(sofia)
    sent = client.post(reverse("inventory:agents_import"), {"agents": SimpleUploadedFile("agents.csv", AGENTS)}, follow=True)
    assert "dont vous n’êtes pas responsable" in sent.content.decode()
    offered = sent.context["plan"].boxes
    assert {box.about for box in offered} == {"Agent Facturier", "Agent Devis"}
    refused = {box.key for box in imports.plan_of(sent.context["import"]).boxes} - {box.key for box in offered}
    address = reverse("inventory:agents_import_application", args=[sent.context["import"].pk])
    client.post(address, {"take": list(refused)})
    with scope(sofia.company):
        assert Agent.objects.of(sofia.company).get(name="Relance").purpose == "Facturer"
    client.post(address, {"take": [box.key for box in offered]})
    with scope(sofia.company):
        purposes = dict(Agent.objects.of(sofia.company).values_list("name", "purpose"))
        assert Agent.objects.of(sofia.company).get(name="Devis").in_charge == sofia.membership
    assert purposes == {"Facturier": "Facturer et relancer", "Relance": "Facturer", "Devis": "Chiffrer"}


def test_the_first_page_asks_a_steward_about_their_own_agents(sofia, nadia, billing):
    right = rows.right(billing, AT)
    right.is_endless, right.until = False, AT.date()
    right.save()
    asked = reverse("inventory:right_edit", args=[right.pk])
    assert asked in sign_in(sofia).get("/").content.decode()
    assert asked not in sign_in(nadia).get("/").content.decode()
