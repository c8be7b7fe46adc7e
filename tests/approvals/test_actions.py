"""Stopping, taking accounts back, lifting: rows that stay, entries beside them, and who loses a race."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.enums import Role
from approvals.actions import stopping as actions
from approvals.models import Lifting, Revocation, Suspension
from approvals.queries import hearings
from approvals.queries import stops as queries
from inventory.models import Agent, ConnectionUse
from ledger.queries import history, newest
from tests.approvals.conftest import give_account, make_agent
from tests.cast import AT, Person, make_person

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def stopped(facturier: Agent, relance: Agent, alice: Person, inside) -> queries.Stop:
    actions.stop(inside, agent=None, why="Virements inconnus", by=alice.membership, at=AT)
    return queries.standing(inside)[0]


def first_account(agent: Agent):
    return ConnectionUse.objects.filter(agent=agent).order_by("connection__service").first().connection


def test_stopping_all_holds_for_agents_declared_later(stopped, inside) -> None:
    later = make_agent(inside, "Nouveau")
    assert queries.stop_on(queries.standing(inside), later.pk) == stopped
    assert [group.name for group in queries.checklist(inside, stopped).agents] == ["Facturier", "Nouveau", "Relance"]


def test_stopping_one_agent_leaves_the_others(facturier: Agent, relance: Agent, benoit: Person, inside) -> None:
    actions.stop(inside, agent=facturier, by=benoit.membership, at=AT)
    stops = queries.standing(inside)
    assert queries.stop_on(stops, facturier.pk)
    assert not queries.stop_on(stops, relance.pk)


def test_a_stop_is_told_in_the_record_with_its_reason(stopped) -> None:
    line = newest(1)[0]
    assert line.sentence == "Alice Martin a arrêté tous les agents"
    assert line.detail["why"] == "Virements inconnus"
    assert line.at == AT


def test_a_stop_of_one_agent_stands_in_its_history(facturier: Agent, alice: Person, inside) -> None:
    actions.stop(inside, agent=facturier, by=alice.membership, at=AT)
    assert [line.sentence for line in history(facturier.pk)] == ["Alice Martin a coupé l’agent «\u00a0Facturier\u00a0»"]


def test_the_second_click_loses_politely(stopped, benoit: Person, inside) -> None:
    with pytest.raises(actions.AlreadyStopped):
        actions.stop(inside, agent=None, by=benoit.membership, at=LATER)
    assert Suspension.objects.of(inside).count() == 1


def test_the_database_itself_lets_only_one_of_two_phones_win(stopped, benoit: Person, inside, monkeypatch) -> None:
    monkeypatch.setattr(actions, "standing", lambda _: [])  # the second phone looked a moment too early
    with pytest.raises(actions.AlreadyStopped):
        actions.stop(inside, agent=None, by=benoit.membership, at=LATER)
    assert len(newest()) == 1


def test_no_second_standing_row_can_be_written_at_all(stopped, benoit: Person, inside) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(company=inside, number=1, asked_at=LATER, asked_by=benoit.membership)


def test_a_stop_of_all_and_a_stop_of_one_may_stand_together(stopped, facturier: Agent, alice: Person, inside) -> None:
    assert actions.stop(inside, agent=facturier, by=alice.membership, at=LATER)
    actions.lift(inside, stopped, why="Fausse alerte", by=alice.membership, at=LATER)
    assert queries.stop_on(queries.standing(inside), facturier.pk)


def test_after_lifting_the_same_agent_can_be_stopped_again(facturier: Agent, alice: Person, inside) -> None:
    for _ in range(3):
        actions.stop(inside, agent=facturier, by=alice.membership, at=AT)
        actions.lift(inside, queries.standing(inside)[0], why="Corrigé", by=alice.membership, at=LATER)
    assert [past.stop.number for past in hearings.past(inside)] == [3, 2, 1]
    assert queries.standing(inside) == []


def test_lifting_writes_the_reason_in_the_record(stopped, alice: Person, inside) -> None:
    actions.lift(inside, stopped, why="Mot de passe changé", by=alice.membership, at=LATER)
    assert newest(1)[0].sentence == "Alice Martin a levé l’arrêt de tous les agents\u00a0: Mot de passe changé"


def test_lifting_twice_loses_politely(stopped, alice: Person, inside) -> None:
    actions.lift(inside, stopped, why="Corrigé", by=alice.membership, at=LATER)
    with pytest.raises(actions.AlreadyLifted):
        actions.lift(inside, stopped, why="Corrigé", by=alice.membership, at=LATER)
    assert Lifting.objects.of(inside).count() == 1


def test_lifting_is_refused_when_it_cannot_be_recorded(stopped, alice: Person, inside, monkeypatch) -> None:
    def refuse(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(actions, "record", refuse)
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.lift(inside, stopped, why="Corrigé", by=alice.membership, at=LATER)
    assert queries.standing(inside) == [stopped]


def test_each_account_is_ticked_by_name_and_hour(stopped, facturier: Agent, benoit: Person, inside) -> None:
    actions.tick(inside, stopped, agent=facturier, connection=first_account(facturier), by=benoit.membership, at=LATER)
    done = [step for step in queries.checklist(inside, stopped).steps if step.done_at]
    assert [(step.title, step.done_by, step.done_at) for step in done] == [("Gmail (factures@vasseur.example)", "Benoît Leroy", LATER)]
    assert (
        newest(1)[0].sentence == "Benoît Leroy a retiré un accès à l’agent «\u00a0Facturier\u00a0»\u00a0: Gmail (factures@vasseur.example)"
    )


def test_ticking_twice_changes_nothing(stopped, facturier: Agent, relance: Agent, benoit: Person, inside) -> None:
    for _ in range(2):
        actions.tick(inside, stopped, agent=facturier, connection=first_account(facturier), by=benoit.membership, at=LATER)
        actions.tick(inside, stopped, agent=relance, connection=None, by=benoit.membership, at=LATER)
    assert Revocation.objects.of(inside).count() == 2
    assert len(newest()) == 3


def test_a_tick_can_be_taken_off_and_that_is_told_too(stopped, relance: Agent, benoit: Person, inside) -> None:
    actions.tick(inside, stopped, agent=relance, connection=None, by=benoit.membership, at=LATER)
    for _ in range(2):
        actions.untick(inside, stopped, agent=relance, connection=None, by=benoit.membership, at=LATER)
    assert queries.checklist(inside, stopped).done == 0
    assert [line.act for line in newest(2)] == ["stop.account_restored", "stop.account_revoked"]


def test_progress_counts_accounts_and_agents_without_any(stopped, relance: Agent, alice: Person, inside) -> None:
    actions.tick(inside, stopped, agent=relance, connection=None, by=alice.membership, at=LATER)
    todo = queries.checklist(inside, stopped)
    assert (todo.done, todo.total, todo.left) == (1, 3, 2)


def test_what_one_stop_took_back_another_does_not_ask_again(stopped, facturier: Agent, alice: Person, inside) -> None:
    actions.tick(inside, stopped, agent=facturier, connection=first_account(facturier), by=alice.membership, at=LATER)
    actions.stop(inside, agent=facturier, by=alice.membership, at=LATER)
    own = next(stop for stop in queries.standing(inside) if stop.agent_id)
    assert queries.checklist(inside, own).done == 1


def test_a_closed_account_is_no_longer_asked_for(stopped, facturier: Agent, inside) -> None:
    account = first_account(facturier)
    account.closed_at = AT
    account.save()
    assert queries.checklist(inside, stopped).total == 2


def test_the_checklist_costs_the_same_for_one_agent_and_for_thirty(stopped, inside, django_assert_num_queries) -> None:
    for number in range(30):
        give_account(make_agent(inside, f"Agent {number}"), "Gmail")
    with django_assert_num_queries(4):
        assert queries.checklist(inside, stopped).total == 33


def test_a_person_who_left_keeps_their_name_on_the_stop(facturier: Agent, inside) -> None:
    gone = make_person(inside, "Zoé Caron", Role.STEWARD)
    actions.stop(inside, agent=facturier, by=gone.membership, at=AT)
    gone.membership.ended_at = LATER
    gone.membership.save()
    assert queries.standing(inside)[0].by_name == "Zoé Caron"
