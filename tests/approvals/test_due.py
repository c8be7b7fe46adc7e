"""What a stop asks of each person on the first page, and what the pill of an agent says."""

from datetime import timedelta

from approvals.actions import stopping as actions
from approvals.due import due
from approvals.queries import stops as queries
from approvals.shown import panel, reasons
from inventory.models import Agent
from tests.cast import AT, Person


def test_without_a_stop_nothing_is_asked(alice: Person, facturier: Agent, inside, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        assert due(inside, alice.membership, AT) == []


def test_a_stop_asks_for_its_accounts_today(alice: Person, facturier: Agent, inside) -> None:
    actions.stop(inside, agent=facturier, by=alice.membership, at=AT)
    [duty] = due(inside, alice.membership, AT)
    assert (duty.tone, duty.minutes, duty.due_on) == ("stop", 4, AT.date())
    assert duty.why == "Vous avez arrêté l’agent «\u00a0Facturier\u00a0». Il reste 2 accès à retirer."


def test_once_all_is_taken_back_only_who_may_lift_decides(alice: Person, benoit: Person, relance: Agent, inside) -> None:
    actions.stop(inside, agent=relance, by=benoit.membership, at=AT)
    actions.tick(inside, queries.standing(inside)[0], agent=relance, connection=None, by=benoit.membership, at=AT)
    [duty] = due(inside, alice.membership, AT)
    assert (duty.tone, duty.due_on) == ("watch", None)
    assert due(inside, benoit.membership, AT) == []


def test_a_guest_is_asked_nothing(chloe: Person, alice: Person, facturier: Agent, inside) -> None:
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    assert due(inside, chloe.membership, AT) == []


def test_the_pill_says_who_and_when(alice: Person, facturier: Agent, relance: Agent, inside) -> None:
    actions.stop(inside, agent=facturier, by=alice.membership, at=AT)
    said = reasons(inside, [facturier.pk, relance.pk], AT + timedelta(days=1))
    told = "Coupé par Alice Martin, hier à 10\u00a0h\u00a012. Il lui reste 2\u00a0accès à retirer."
    assert [(r.tone, r.words, r.why) for r in said[facturier.pk]] == [("stop", "Coupé", told)]
    assert relance.pk not in said


def test_the_pill_is_calm_once_every_access_is_taken_back(alice: Person, relance: Agent, inside) -> None:
    actions.stop(inside, agent=relance, by=alice.membership, at=AT)
    actions.tick(inside, queries.standing(inside)[0], agent=relance, connection=None, by=alice.membership, at=AT)
    [reason] = reasons(inside, [relance.pk], AT)[relance.pk]
    assert (reason.tone, reason.why) == ("off", "Coupé par Alice Martin, aujourd’hui à 10\u00a0h\u00a012.")


def test_the_card_of_an_agent_shows_its_own_accounts_only(alice: Person, facturier: Agent, relance: Agent, inside) -> None:
    assert panel(inside, facturier, AT) is None
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    assert panel(inside, facturier, AT).values["list"].total == 2
    assert panel(inside, relance, AT).values["list"].total == 1
