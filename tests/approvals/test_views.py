"""The pages of the stop: who reaches them, what a second click says, what a phone or a printer gets."""

from uuid import uuid4

import pytest
from django.urls import reverse

from approvals.actions import stopping as actions
from approvals.models import Suspension
from approvals.queries import stops as queries
from inventory.models import Agent, ConnectionUse
from ledger.queries import newest
from tests.cast import AT, Person, sign_in

HOME = reverse("approvals:emergency")
STOP_ALL = reverse("approvals:stop_all")


@pytest.fixture
def stopped(facturier: Agent, relance: Agent, alice: Person, inside) -> queries.Stop:
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    return queries.standing(inside)[0]


def text(answer) -> str:
    return answer.content.decode()


def test_the_two_choices_are_on_one_page(alice: Person, facturier: Agent) -> None:
    page = text(sign_in(alice).get(HOME))
    assert "Tout arrêter" in page
    assert reverse("approvals:agent_stop", args=[facturier.pk]) in page


def test_looking_never_stops_anything(alice: Person, facturier: Agent, inside) -> None:
    client = sign_in(alice)
    assert client.get(STOP_ALL).status_code == 405
    assert client.get(reverse("approvals:agent_stop", args=[facturier.pk])).status_code == 200
    assert queries.standing(inside) == []


def test_one_click_stops_all_and_leads_to_what_must_be_done(alice: Person, facturier: Agent, relance: Agent) -> None:
    page = text(sign_in(alice).post(STOP_ALL, {"why": "Virement inconnu"}, follow=True))
    assert "Ce qu’ils nous demandent est refusé. Le reste, vous seul pouvez l’arrêter" in page
    assert "Non\u00a0: il n’a pas de clé, il ne peut pas nous entendre." in page
    assert "Accès retirés\u00a0: 0 sur 3" in page
    assert "Sage, menu Utilisateurs, « bot », Désactiver." in page
    assert "Arrêtez-le là où il tourne\u00a0: OpenClaw" in page
    assert "Virement inconnu" in page


def test_a_second_click_says_that_it_was_done_already(alice: Person, benoit: Person, facturier: Agent, inside) -> None:
    sign_in(alice).post(STOP_ALL)
    page = text(sign_in(benoit).post(STOP_ALL, follow=True))
    assert "déjà demandé" in page
    assert Suspension.objects.of(inside).count() == 1


def test_a_stop_is_never_refused_over_a_reason_that_is_too_long(alice: Person, facturier: Agent, inside) -> None:
    sign_in(alice).post(reverse("approvals:agent_stop", args=[facturier.pk]), {"why": "a" * 400})
    assert len(queries.standing(inside)[0].why) == 300


def test_a_stop_is_written_whatever_its_reason_holds(alice: Person, facturier: Agent, inside) -> None:
    sign_in(alice).post(reverse("approvals:agent_stop", args=[facturier.pk]), {"why": "nul\0 tourne\u202e"})
    held = queries.standing(inside)[0]
    assert (held.is_recorded, held.why) == (True, "nul tourne")


def test_the_confirmation_of_a_stopped_agent_leads_to_its_stop(alice: Person, facturier: Agent, inside) -> None:
    client, url = sign_in(alice), reverse("approvals:agent_stop", args=[facturier.pk])
    client.post(url)
    held = queries.standing(inside)[0]
    assert client.get(url).url == reverse("approvals:stop", args=[held.id])


def test_accounts_are_ticked_one_by_one_and_unticked(alice: Person, facturier: Agent, stopped) -> None:
    client, url = sign_in(alice), reverse("approvals:account", args=[stopped.id])
    use = ConnectionUse.objects.filter(agent=facturier).first()
    sent = {"agent": facturier.pk, "connection": use.connection_id}
    assert "Accès retirés\u00a0: 1 sur 3" in text(client.post(url, {**sent, "done": "1"}, follow=True))
    assert "Accès retirés\u00a0: 0 sur 3" in text(client.post(url, sent, follow=True))


def test_an_agent_without_account_is_ticked_too(alice: Person, relance: Agent, stopped) -> None:
    url = reverse("approvals:account", args=[stopped.id])
    page = text(sign_in(alice).post(url, {"agent": relance.pk, "connection": "", "done": "1"}, follow=True))
    assert "Accès retirés\u00a0: 1 sur 3" in page
    assert "Retiré par Alice Martin" in page


def test_an_account_of_another_agent_cannot_be_ticked(alice: Person, facturier: Agent, relance: Agent, stopped) -> None:
    use = ConnectionUse.objects.filter(agent=facturier).first()
    url = reverse("approvals:account", args=[stopped.id])
    assert sign_in(alice).post(url, {"agent": relance.pk, "connection": use.connection_id, "done": "1"}).status_code == 404
    assert sign_in(alice).post(url, {"agent": "x"}).status_code == 404


def test_lifting_asks_for_a_reason(alice: Person, stopped, inside) -> None:
    client, url = sign_in(alice), reverse("approvals:lift", args=[stopped.id])
    assert "Dites en une phrase pourquoi" in text(client.post(url, {"why": ""}))
    assert queries.standing(inside)
    assert "L’arrêt est levé" in text(client.post(url, {"why": "Corrigé"}, follow=True))
    assert queries.standing(inside) == []


def test_a_lifted_stop_leads_to_the_history(alice: Person, stopped, inside) -> None:
    actions.lift(inside, stopped, why="Fausse alerte", by=alice.membership, at=AT)
    page = text(sign_in(alice).get(reverse("approvals:stop", args=[stopped.id]), follow=True))
    assert "Arrêts passés" in page
    assert "Fausse alerte" in page


@pytest.mark.parametrize("who", ["benoit", "sofia"])
def test_an_approver_and_a_steward_may_stop_but_not_lift(who: str, facturier: Agent, inside, request) -> None:
    client = sign_in(request.getfixturevalue(who))
    client.post(STOP_ALL)
    held = queries.standing(inside)[0]
    assert client.get(reverse("approvals:lift", args=[held.id])).status_code == 404
    assert "Lever l’arrêt" not in text(client.get(reverse("approvals:stop", args=[held.id])))


def test_a_guest_is_told_whom_to_warn(chloe: Person, alice: Person, benoit: Person, facturier: Agent, inside) -> None:
    client = sign_in(chloe)
    page = text(client.get(HOME))
    assert "Alice Martin" in page
    assert "Benoît Leroy" in page
    assert "Tout arrêter</button>" not in page
    assert client.post(STOP_ALL).status_code == 404
    assert client.post(reverse("approvals:agent_stop", args=[facturier.pk])).status_code == 404
    assert queries.standing(inside) == []


def test_the_stranger_finds_nothing_and_stops_nothing(driss: Person, facturier: Agent, stopped, inside) -> None:
    client = sign_in(driss)
    for name in ("stop", "lift"):
        assert client.get(reverse(f"approvals:{name}", args=[stopped.id])).status_code == 404
    assert client.post(reverse("approvals:account", args=[stopped.id]), {"agent": facturier.pk}).status_code == 404
    assert client.post(reverse("approvals:agent_stop", args=[facturier.pk])).status_code == 404
    assert client.get(reverse("approvals:stop", args=[uuid4()])).status_code == 404


def test_when_the_record_refuses_the_page_says_so_and_the_stop_stands(alice: Person, facturier: Agent, inside, monkeypatch) -> None:
    from django.db import DatabaseError

    def refuse(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(actions, "record", refuse)
    page = text(sign_in(alice).post(STOP_ALL, follow=True))
    assert "L’arrêt est en vigueur. Il sera inscrit au journal dès que possible." in page
    assert "J’ai retiré cet accès" not in page
    assert newest() == []


def test_when_the_database_dies_under_a_stop_the_answer_still_says_that_it_stands(alice: Person, facturier: Agent, monkeypatch) -> None:
    from django.db.transaction import TransactionManagementError

    client, asked = sign_in(alice), queries.standing

    def dies(*args, **kwargs):
        def broken(company):
            raise TransactionManagementError("an error occurred in the current transaction")

        monkeypatch.setattr(queries, "standing", broken)
        return False  # a file holds it

    monkeypatch.setattr(actions, "stop", dies)
    answer = client.post(STOP_ALL)
    assert (answer.status_code, answer.url) == (302, HOME)
    monkeypatch.setattr(queries, "standing", asked)
    assert "L’arrêt est en vigueur." in text(client.get(HOME))


def test_the_page_costs_the_same_with_thirty_agents(alice: Person, inside, stopped, django_assert_max_num_queries) -> None:
    from tests.approvals.conftest import give_account, make_agent

    client, url = sign_in(alice), reverse("approvals:stop", args=[stopped.id])
    client.get(url)
    for number in range(30):
        give_account(make_agent(inside, f"Agent {number}"), "Gmail")
    with django_assert_max_num_queries(24):
        assert "sur 33" in text(client.get(url))


def test_a_stopped_agent_is_not_to_be_stopped_again(alice: Person, facturier: Agent, stopped) -> None:
    client, place = sign_in(alice), reverse("approvals:agent_stop", args=[facturier.pk])
    assert place not in text(client.get(reverse("inventory:agent", args=[facturier.pk])))


def test_a_running_agent_may_be_stopped_from_its_page(alice: Person, facturier: Agent) -> None:
    place = reverse("approvals:agent_stop", args=[facturier.pk])
    assert place in text(sign_in(alice).get(reverse("inventory:agent", args=[facturier.pk])))


def test_an_address_to_open_is_not_printed(alice: Person, facturier: Agent, stopped) -> None:
    page = text(sign_in(alice).get(reverse("approvals:stop", args=[stopped.id])))
    assert ("Ouvrir ce site" in page) == ('class="outside"' in page)
