"""An owner declares an agent in seven pages, leaves, comes back, and makes it once."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from accounts.boundary import scope
from inventory import catalogue
from inventory.actions.declaring import open_drafts
from inventory.models import Agent, AgentDraft, Connection, FollowUp, Permission, Processing
from ledger.queries import newest
from tests.cast import make_person, sign_in


def page(draft, step):
    return reverse("inventory:declare_step", args=[draft.pk, step])


def begin(client, person, template="facturation"):
    answer = client.post(reverse("inventory:declare"), {"template": template})
    assert answer.status_code == 302
    with scope(person.company):
        return AgentDraft.objects.of(person.company).order_by("-started_at").first()


def rows(*rights, initial):
    """The rights' page as a browser posts it."""
    data = {"droit-TOTAL_FORMS": str(len(rights)), "droit-INITIAL_FORMS": str(initial)}
    for place, right in enumerate(rights):
        data |= {f"droit-{place}-{name}": value for name, value in right.items()}
    return data


def template_rights(code):
    rights = catalogue.template(code).rights
    return [{"keep": "on", "verb": one.verb, "resource": one.resource, "reason": "Facturer", "limit": "one_year"} for one in rights]


def answer_all(client, person, draft, *, name="Facturier"):
    client.post(page(draft, "nom"), {"name": name, "purpose": "Établir les factures", "state": "active"})
    client.post(page(draft, "outil"), {"tool": "n8n", "supplier": "OVHcloud", "host_country": "FR", "environment": "production"})
    client.post(page(draft, "personnes"), {"in_charge": str(person.membership.pk), "deputy": ""})
    client.post(
        page(draft, "comptes"),
        {"service": "Qonto", "identifier": "compta@vasseur.example", "ownership": "dedicated", "isolation": "service"},
    )
    rights = template_rights("facturation")
    del rights[0]["keep"]
    client.post(page(draft, "droits"), rows(*rights, initial=len(rights)))


def test_seven_pages_make_an_agent_with_all_that_belongs_to_it(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    answer_all(client, alice, draft)
    check = client.get(page(draft, "verification")).content.decode()
    assert "Facturier" in check
    assert "Qonto (compta@vasseur.example)" in check
    answer = client.post(page(draft, "verification"), {"sheet": "new", "confirmed": ["0"]}, follow=True)
    assert "L’agent Facturier est déclaré." in answer.content.decode()
    with scope(alice.company):
        agent = Agent.objects.of(alice.company).with_state().get()
        assert (agent.name, agent.state, agent.template, agent.has_personal_data) == ("Facturier", "active", "facturation", True)
        assert Permission.objects.of(alice.company).count() == len(catalogue.template("facturation").rights) - 1
        assert Connection.objects.of(alice.company).get().revoke_where.startswith("Dans Qonto")
        line = Processing.objects.of(alice.company).get()
        assert line.agent_processings.get().agent_id == agent.pk
        assert [bool(one.confirmed_at) for one in line.purposes.all()] == [True, False, False]
        assert all(one.retention for one in line.data.all())
        assert line.people.count()
        assert line.recipients.count()
        assert line.measures.count()
        assert line.information
        told = [one.sentence for one in newest()]
    assert "Alice Martin a déclaré l’agent Facturier" in told
    assert "Alice Martin a ouvert la fiche RT-0001 Facturation clients" in told


def test_the_button_pressed_twice_makes_one_agent(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    answer_all(client, alice, draft)
    first = client.post(page(draft, "verification"), {"sheet": "new"})
    second = client.post(page(draft, "verification"), {"sheet": "new"})
    assert first.url == second.url
    with scope(alice.company):
        assert Agent.objects.of(alice.company).count() == 1
        assert Processing.objects.of(alice.company).count() == 1


def test_i_do_not_know_is_an_answer_everywhere_and_shows_in_what_is_missing(alice):
    client = sign_in(alice)
    draft = begin(client, alice, "aucun")
    client.post(page(draft, "nom"), {"name": "Mystère", "purpose": "", "state": ""})
    for step in ("outil", "comptes"):
        assert client.post(page(draft, step), {}).status_code == 302
    client.post(page(draft, "personnes"), {"in_charge": "", "deputy": ""})
    assert client.post(page(draft, "droits"), rows({"limit": "one_year"}, initial=0)).status_code == 302
    client.post(page(draft, "verification"), {"sheet": "later"})
    with scope(alice.company):
        agent = Agent.objects.of(alice.company).get()
        assert FollowUp.objects.of(alice.company).open().get().question == "Cet agent est-il déjà en service\u00a0?"
    shown = client.get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    for words in (
        "À quoi il sert",
        "La personne qui en est responsable",
        "Touche-t-il des données personnelles",
        "Le pays où il est hébergé",
    ):
        assert words in shown


def test_one_leaves_and_comes_back_on_another_device(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    client.post(page(draft, "nom"), {"name": "Facturier", "purpose": "Facturer", "state": "active", "later": "1"})
    other = sign_in(alice)
    listed = other.get(reverse("inventory:declare")).content.decode()
    assert "Facturier" in listed
    assert page(draft, "outil") in listed
    assert 'value="Facturier"' in other.get(page(draft, "nom")).content.decode()


def test_later_keeps_what_could_be_read(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    answer = client.post(page(draft, "nom"), {"name": "", "purpose": "Facturer", "state": "", "later": "1"})
    assert answer.status_code == 302
    with scope(alice.company):
        assert AgentDraft.objects.of(alice.company).get().answers["nom"]["purpose"] == "Facturer"


def test_an_abandoned_declaration_is_gone(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    client.post(reverse("inventory:declare_abandon", args=[draft.pk]))
    assert client.get(page(draft, "nom")).status_code == 404
    assert client.post(reverse("inventory:declare_abandon", args=[draft.pk])).status_code == 404


def test_changing_an_answer_from_the_last_page_leads_back_to_it(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    answer = client.post(page(draft, "nom") + "?retour=verification", {"name": "Facturier", "purpose": "", "state": "active"})
    assert answer.url == page(draft, "verification")


def test_a_taken_name_is_said_on_the_page_and_at_the_end(alice):
    client = sign_in(alice)
    draft, late = begin(client, alice), begin(client, alice)
    answer_all(client, alice, draft)
    answer_all(client, alice, late)
    client.post(page(draft, "verification"), {"sheet": "new"})
    answer = client.post(page(late, "verification"), {"sheet": "new"}, follow=True)
    assert "Un autre agent porte déjà le nom" in answer.content.decode()
    again = client.post(page(late, "nom"), {"name": "Facturier", "purpose": "", "state": ""})
    assert "Un autre agent porte déjà ce nom" in again.content.decode()
    with scope(alice.company):
        assert open_drafts(alice.company).count() == 1


def test_two_agents_share_one_sheet_when_the_owner_says_so(alice):
    client = sign_in(alice)
    first, second = begin(client, alice), begin(client, alice)
    answer_all(client, alice, first)
    client.post(page(first, "verification"), {"sheet": "new"})
    answer_all(client, alice, second, name="Facturier bis")
    with scope(alice.company):
        line = Processing.objects.of(alice.company).get()
    assert f"Rejoindre {line.reference}" in client.get(page(second, "verification")).content.decode()
    client.post(page(second, "verification"), {"sheet": str(line.pk)})
    with scope(alice.company):
        assert Processing.objects.of(alice.company).count() == 1
        assert line.agent_processings.count() == 2


def test_a_pasted_key_is_refused_and_not_kept(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    answer = client.post(page(draft, "comptes"), {"service": "OpenAI", "identifier": "sk-proj-AbCdEf0123456789AbCdEf0123456789"})
    assert "Ceci ressemble à une clé." in answer.content.decode()
    client.post(page(draft, "comptes"), {"service": "OpenAI", "identifier": "sk-proj-AbCdEf0123456789AbCdEf0123456789", "later": "1"})
    with scope(alice.company):
        assert "sk-proj" not in str(AgentDraft.objects.of(alice.company).get().answers)


def test_several_accounts_are_gathered_one_after_the_other(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    client.post(page(draft, "comptes"), {"service": "Qonto", "more": "1"})
    assert "Qonto" in client.get(page(draft, "comptes")).content.decode()
    client.post(page(draft, "comptes"), {"kept": ["new:0"], "service": "Gmail", "more": "1"})
    client.post(page(draft, "comptes"), {"kept": ["new:1"]})
    with scope(alice.company):
        kept = AgentDraft.objects.of(alice.company).get().answers["comptes"]["new"]
    assert [one["service"] for one in kept] == ["Gmail"]


def test_a_right_added_by_hand_joins_the_others(alice):
    client = sign_in(alice)
    draft = begin(client, alice)
    rights = [*template_rights("facturation"), {"verb": "command", "resource": "Le serveur", "limit": "date", "until": "2099-12-31"}]
    client.post(page(draft, "droits"), rows(*rights, initial=len(rights) - 1))
    with scope(alice.company):
        kept = AgentDraft.objects.of(alice.company).get().answers["droits"]["rights"]
    said = {"keep": True, "verb": "command", "resource": "Le serveur", "reason": "", "limit": "date", "until": "2099-12-31"}
    assert kept[-1] == {**said, "segment": "", "sensitivity": "", "pair": "", "proposed": ""}
    assert date.fromisoformat(kept[0]["until"]).year >= 2027


@pytest.mark.parametrize(
    "row",
    [
        {"verb": "send", "resource": "", "limit": "unknown"},
        {"verb": "", "resource": "Devis", "limit": "unknown"},
        {"verb": "send", "resource": "Devis", "limit": "date"},
    ],
)
def test_a_right_half_said_is_asked_again(alice, row):
    client = sign_in(alice)
    draft = begin(client, alice, "aucun")
    answer = client.post(page(draft, "droits"), rows(row, initial=0))
    assert answer.status_code == 200
    assert "À corriger avant de continuer" in answer.content.decode()


def test_an_owner_may_finish_what_a_steward_began_and_neither_a_steward_nor_a_stranger_what_an_owner_began(alice, sofia, driss):
    assert sign_in(alice).get(page(begin(sign_in(sofia), sofia), "nom")).status_code == 200
    draft = begin(sign_in(alice), alice)
    assert sign_in(sofia).get(page(draft, "nom")).status_code == 404
    assert sign_in(driss).get(page(draft, "nom")).status_code == 404
    assert sign_in(driss).post(page(draft, "nom"), {"name": "x"}).status_code == 404


def test_a_person_of_another_company_cannot_be_named(alice, driss):
    client = sign_in(alice)
    draft = begin(client, alice)
    answer = client.post(page(draft, "personnes"), {"in_charge": str(driss.membership.pk)})
    assert "Choisissez une personne de la liste." in answer.content.decode()


@pytest.mark.parametrize("code", list(catalogue.templates()))
def test_each_template_makes_an_agent_and_its_sheet(alice, code):
    client = sign_in(alice)
    draft = begin(client, alice, code)
    client.post(page(draft, "nom"), {"name": f"Agent {code}", "purpose": "x", "state": "planned"})
    rights = template_rights(code)
    client.post(page(draft, "droits"), rows(*rights, initial=len(rights)))
    client.post(page(draft, "verification"), {"sheet": "new"})
    with scope(alice.company):
        agent = Agent.objects.of(alice.company).get()
        sheet = catalogue.template(code).sheet
        line = Processing.objects.of(alice.company).get()
        assert agent.permissions.count() == len(rights)
        assert (line.purposes.count(), line.data.count()) == (len(sheet.purposes), len(sheet.data))
    assert client.get(reverse("inventory:agent", args=[agent.pk])).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_make_one_agent(request):
    company = request.getfixturevalue("company")
    from accounts.enums import Role

    alice = make_person(company, "Alice Martin", Role.OWNER)
    draft = begin(sign_in(alice), alice)
    answer_all(sign_in(alice), alice, draft)
    clients, both, found = [sign_in(alice), sign_in(alice)], Barrier(2), []

    def press(client):
        both.wait()
        found.append(client.post(page(draft, "verification"), {"sheet": "new"}).status_code)
        connection.close()

    threads = [Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [302, 302]
    with scope(company):
        assert Agent.objects.of(company).count() == 1
