"""The list costs the same at one agent and at fifty; pills, hooks, duties."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from inventory import hooks
from inventory.actions import agents as actions
from inventory.actions.accounts import Account
from inventory.actions.agents import Identity, MoveRefused
from inventory.actions.declaring import Declaration, declare, start_draft
from inventory.actions.rights import Asked, grant
from inventory.catalogue import template
from inventory.due import due
from inventory.enums import State
from inventory.models import Agent, AgentState
from inventory.queries.agents import card
from inventory.rules.lifecycle import Move
from inventory.rules.standing import STOPPED, Reason
from tests.cast import AT, Person, sign_in


def make(person: Person, name: str, **more: object) -> Agent:
    said = Declaration(
        Identity(name, "Facturer", in_charge=person.membership),
        State.ACTIVE,
        "facturation",
        rights=(Asked("read", "Devis", "Lire", is_endless=True), Asked("send", "Factures", until=AT.date() + timedelta(days=200))),
        new_accounts=(Account("Qonto"),),
        sheet=template("facturation").sheet,
        **more,
    )
    return declare(person.company, said, by=person.membership, at=AT)


def cost(client, address: str) -> int:
    client.get(address)  # the session's first visit costs more
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_with_twenty_agents(alice: Person) -> None:
    client, address = sign_in(alice), reverse("inventory:agents")
    with scope(alice.company):
        make(alice, "Facturier 0")
    few = cost(client, address)
    with scope(alice.company):
        for number in range(1, 20):
            make(alice, f"Facturier {number}")
    assert cost(client, address) == few
    assert few <= 26


def test_a_page_of_an_agent_costs_the_same_with_many_rights(alice: Person) -> None:
    with scope(alice.company):
        one, many = make(alice, "Simple"), make(alice, "Riche")
        for number in range(15):
            grant(many, Asked("edit", f"Tableau {number}", is_endless=True), by=alice.membership, at=AT)
    client = sign_in(alice)
    assert cost(client, reverse("inventory:agent", args=[one.pk])) == cost(client, reverse("inventory:agent", args=[many.pk]))


def test_a_search_and_a_state_narrow_the_list(alice: Person) -> None:
    with scope(alice.company):
        make(alice, "Facturier")
        paused = make(alice, "Relance")
        actions.move(paused, Move.PAUSE, by=alice.membership, at=AT)
    client, address = sign_in(alice), reverse("inventory:agents")
    assert "Relance" not in client.get(address, {"q": "factur 1"}).content.decode()
    shown = client.get(address, {"etat": "paused"}).content.decode()
    assert "Relance" in shown
    assert "<bdi>Facturier</bdi>" not in shown
    assert client.get(address, {"etat": "nulle-part", "page": "x", "q": "\0%_'\""}).status_code == 200


def test_what_higher_apps_say_makes_the_pill(alice: Person, inside, monkeypatch) -> None:
    agent = make(alice, "Facturier")
    said = Reason("stop", "Coupé", "Coupé par Alice Martin.", STOPPED)
    monkeypatch.setattr(hooks, "state_reasons", [lambda _company, ids, _at: {key: [said] for key in ids}])
    assert card(inside, Agent.objects.of(inside).with_state().get(pk=agent.pk), AT).reason == said


def test_a_gate_keeps_an_agent_out_of_service_and_its_sentence_is_told(alice: Person, inside, monkeypatch) -> None:
    agent = declare(inside, Declaration(Identity("Facturier")), by=alice.membership, at=AT)
    monkeypatch.setattr(hooks, "production_gates", [lambda *_: ["Faites d’abord les essais."]])
    with pytest.raises(actions.GateClosed, match="Faites d’abord les essais"):
        actions.move(agent, Move.START, by=alice.membership, at=AT)
    shown = sign_in(alice).post(reverse("inventory:agent_start", args=[agent.pk]), follow=True).content.decode()
    assert "Faites d’abord les essais." in shown


def test_what_follows_a_template_is_brought_in_the_same_act(alice: Person, inside, monkeypatch) -> None:
    brought = []
    monkeypatch.setattr(hooks, "template_followers", [lambda _company, agent, code, _by, _at: brought.append((agent.name, code))])
    make(alice, "Facturier")
    assert brought == [("Facturier", "facturation")]


def test_a_second_pause_changes_nothing(alice: Person, inside) -> None:
    agent = make(alice, "Facturier")
    actions.move(agent, Move.PAUSE, by=alice.membership, at=AT)
    with pytest.raises(MoveRefused):
        actions.move(agent, Move.PAUSE, by=alice.membership, at=AT)
    with pytest.raises(MoveRefused):  # the other click had read the same state
        actions.enter(agent, State.PAUSED, seq=2, by=alice.membership, at=AT)
    assert AgentState.objects.of(inside).filter(agent=agent).count() == 2


def test_duties_name_the_right_that_ends_the_agent_alone_and_the_draft_left(alice: Person, chloe: Person, inside) -> None:
    said = Declaration(
        Identity("Facturier"), rights=(Asked("send", "Factures", until=AT.date() + timedelta(days=6)),), questions=("Quoi\u00a0?",)
    )
    declare(inside, said, by=alice.membership, at=AT)
    start_draft(inside, template="", by=alice.membership, at=AT - timedelta(days=3))
    assert [duty.title for duty in due(inside, alice.membership, AT)] == [
        "Confirmer un droit de l’agent Facturier",
        "Nommer un responsable pour Facturier",
        "Finir une déclaration d’agent",
        "Répondre à une question sur Facturier",
    ]
    assert due(inside, chloe.membership, AT) == []


def test_a_responsible_person_who_left_leaves_the_agent_alone(alice: Person, sofia: Person, inside) -> None:
    make(sofia, "Facturier")
    sofia.membership.ended_at = AT
    sofia.membership.save(update_fields=["ended_at"])
    assert [duty.title for duty in due(inside, alice.membership, AT)] == ["Nommer un responsable pour Facturier"]
    shown = card(inside, Agent.objects.of(inside).with_state().select_related("in_charge__user", "deputy__user").get(), AT)
    assert shown.reason.why == "Personne n’en est responsable."
