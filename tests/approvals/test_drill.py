"""« Essayer l’arrêt », what a real stop does to it, who heard which, and what starts again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Company
from api.actions import keys
from api.enums import Scope
from approvals import markers
from approvals.actions import stopping as actions
from approvals.actions.hearing import hear
from approvals.enums import Call, RequestState
from approvals.models import ApprovalRequest, Lifting, Suspension
from approvals.queries import hearings
from approvals.queries import stops as queries
from approvals.queries.resuming import resuming
from approvals.rules.hearing import is_watched, span, took
from inventory.enums import Environment
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported, key_of
from ledger.queries import newest
from tests.cast import AT, Person, sign_in

HOME, DRILL = reverse("approvals:emergency"), reverse("approvals:drill")
LATER = AT + timedelta(minutes=5)


def text(answer) -> str:
    return answer.content.decode()


def page_of(held: queries.Stop) -> str:
    return reverse("approvals:stop", args=[held.id])


def heard(agent: Agent, held: queries.Stop, at: datetime, *, confirmed: bool = False) -> None:
    hear(agent, [held.id], through=Call.ASK, began_at=at, at=at)
    if confirmed:
        hear(agent, [held.id], through=Call.BEAT, began_at=at + timedelta(seconds=1), at=at + timedelta(seconds=1))


def asked(agent: Agent, state: RequestState, name: str) -> ApprovalRequest:
    more = {"grant_expires_at": AT + timedelta(days=30), "decided_at": AT} if state == RequestState.APPROVED else {}
    return ApprovalRequest.objects.create(
        company=agent.company, agent=agent, key_id=agent.pk, sent_as=name, body_hash=b"", action=b"{}", digest=name.encode(),
        type="payment",
        state=state, asked_at=AT, expires_at=AT + timedelta(days=30), **more,
    )  # fmt: skip


@pytest.fixture
def branched(facturier: Agent, alice: Person) -> Agent:
    """Facturier has a key."""
    keys.make(facturier, list(Scope), by=alice.membership, at=AT)
    return facturier


def standing(company: Company) -> queries.Stop:
    return queries.standing(company)[0]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1\u00a0s"),
        (3, "3\u00a0s"),
        (59.4, "59\u00a0s"),
        (125, "2\u00a0min"),
        (3900, "1\u00a0h\u00a005"),
        (90_000, "1\u00a0jour"),
        (200_000, "2\u00a0jours"),
    ],
)
def test_how_long_is_said_in_words(seconds: float, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_the_slowest_counts_and_nobody_heard_in_less_than_nothing() -> None:
    assert took(AT, []) is None
    assert took(AT, [AT + timedelta(seconds=3), AT + timedelta(seconds=1)]) == timedelta(seconds=3)
    assert took(AT, [AT - timedelta(seconds=1)]) == timedelta(0)


def test_a_page_looks_again_only_while_something_is_awaited_and_not_for_long() -> None:
    assert is_watched(AT, 1, AT + timedelta(seconds=30))
    assert not is_watched(AT, 0, AT)
    assert not is_watched(AT, 1, LATER)


def test_never_tried_is_said_then_when_it_was(alice: Person, branched: Agent, relance: Agent, inside: Company) -> None:
    Agent.objects.of(inside).update(declared_at=datetime(2026, 1, 5, tzinfo=UTC))  # before any clock this test may run under
    client = sign_in(alice)
    assert "Jamais essayé." in text(client.get(HOME))
    page = text(client.post(DRILL, follow=True))
    assert "Essai de l’arrêt sur tous vos agents" in page
    assert "Ne retirez aucun accès." in page
    assert "J’ai retiré cet accès" not in page
    held = standing(inside)
    heard(branched, held, held.asked_at + timedelta(seconds=3))
    done = text(client.post(reverse("approvals:lift", args=[held.id]), follow=True))
    assert "L’essai est terminé. Reprend le travail\u00a0: Facturier, Relance." in done
    assert "entendu en 3\u00a0s par 1 agent sur 2." in done
    assert "entendu en 3\u00a0s par 1 agent sur 2." in text(client.get(reverse("approvals:history")))
    assert [line.act for line in newest(2)] == ["stop.drill_ended", "stop.heard"]


def test_a_drill_of_one_agent_leaves_the_others_alone(alice: Person, facturier: Agent, relance: Agent, inside: Company) -> None:
    page = text(sign_in(alice).post(DRILL, {"agent": facturier.pk}, follow=True))
    assert "Essai de l’arrêt sur «\u00a0Facturier\u00a0»" in page
    assert queries.stops_over(facturier)
    assert queries.stops_over(relance) == []
    assert "Terminer l’essai de l’arrêt" in text(sign_in(alice).get(reverse("home")))


def test_a_drill_asks_to_take_nothing_back(alice: Person, facturier: Agent, inside: Company) -> None:
    client = sign_in(alice)
    client.post(DRILL, {"agent": facturier.pk})
    sent = {"agent": facturier.pk, "connection": "", "done": "1"}
    assert client.post(reverse("approvals:account", args=[standing(inside).id]), sent).status_code == 404


def test_a_real_stop_takes_the_place_of_a_drill_and_nothing_works_in_between(alice: Person, facturier: Agent, inside: Company) -> None:
    client = sign_in(alice)
    client.post(DRILL)
    assert "Tout arrêter</button>" in text(client.get(HOME))
    page = text(client.post(reverse("approvals:stop_all"), {"why": "Virement inconnu"}, follow=True))
    assert "Arrêt de tous vos agents" in page
    assert [(held.is_drill, held.why) for held in queries.standing(inside)] == [(False, "Virement inconnu")]
    assert Lifting.objects.of(inside).get().why == actions.REPLACED
    assert "déjà en cours" in text(client.post(DRILL, follow=True))
    assert Suspension.objects.of(inside).count() == 2


def test_one_agent_is_really_stopped_during_its_own_drill(alice: Person, facturier: Agent, inside: Company) -> None:
    client, place = sign_in(alice), reverse("approvals:agent_stop", args=[facturier.pk])
    client.post(DRILL, {"agent": facturier.pk})
    assert client.get(place).status_code == 200
    client.post(place)
    assert [held.is_drill for held in queries.standing(inside)] == [False]


def test_a_stop_on_disk_takes_the_place_of_a_drill_when_it_is_written(alice: Person, facturier: Agent, inside: Company) -> None:
    actions.stop(inside, agent=None, is_drill=True, by=alice.membership, at=AT)
    marker = markers.Marker(facturier.pk, inside.pk, None, "", "Vrai", LATER, alice.membership.pk, "Alice Martin")
    markers.write(marker)
    actions.recover(inside, marker)
    assert [(held.is_drill, held.why) for held in queries.standing(inside) if held.is_recorded] == [(False, "Vrai")]


def test_a_drill_that_a_file_holds_is_still_a_drill(alice: Person, facturier: Agent, inside: Company, monkeypatch) -> None:
    from django.db import DatabaseError

    def refuse(*args, **kwargs):
        raise DatabaseError("disk full")

    real = actions.record
    monkeypatch.setattr(actions, "record", refuse)
    assert actions.stop(inside, agent=facturier, is_drill=True, by=alice.membership, at=AT) is False
    assert [(held.is_drill, held.is_recorded) for held in queries.standing(inside)] == [(True, False)]
    monkeypatch.setattr(actions, "record", real)
    (marker,) = markers.of_company(inside.pk)
    actions.recover(inside, marker)
    assert Suspension.objects.of(inside).get().is_drill


@pytest.mark.parametrize("who", ["benoit", "sofia", "chloe"])
def test_only_who_may_lift_may_try(who: str, facturier: Agent, inside: Company, request) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(DRILL).status_code == 404
    assert client.post(DRILL).status_code == 404
    assert "Un dirigeant peut lancer un essai." in text(client.get(HOME))


def test_an_unknown_agent_is_not_tried(alice: Person, driss: Person, facturier: Agent, inside: Company) -> None:
    assert sign_in(alice).post(DRILL, {"agent": "x"}).status_code == 404
    assert sign_in(driss).post(DRILL, {"agent": facturier.pk}).status_code == 404
    assert queries.standing(inside) == []


def test_each_agent_s_proof_is_on_the_page(alice: Person, branched: Agent, relance: Agent, inside: Company) -> None:
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    held = standing(inside)
    client = sign_in(alice)
    page = text(client.get(page_of(held)))
    assert "N’a encore rien dit\u00a0: sa clé n’a jamais servi." in page
    assert "Garde-fou ne peut pas l’arrêter à votre place" in page
    assert "entendu par aucun agent sur 2." in page
    heard(branched, held, AT + timedelta(seconds=2), confirmed=True)
    asked(branched, RequestState.PENDING, "a")
    page = text(client.get(page_of(held)))
    assert "2\u00a0s après, par une demande d’accord" in page
    assert "par un signal de présence" in page
    assert "Tout ce qu’il nous demande est refusé dès maintenant." in page
    assert reverse("api:plug", args=[branched.pk]) in page


def test_what_it_did_after_the_stop_is_counted_and_linked(alice: Person, branched: Agent, inside: Company) -> None:
    now = datetime.now(UTC)
    Agent.objects.of(inside).filter(pk=branched.pk).update(environment=Environment.TEST)
    actions.stop(inside, agent=None, by=alice.membership, at=now - timedelta(days=1))
    told = [Reported(key=key_of("id", name), occurred_at=now, type="other", tool="envoyer", outcome="done") for name in "ab"]
    report(branched, told, Source.API, is_after_stop=True)
    page = text(sign_in(alice).get(page_of(standing(inside))))
    assert "2 actions reçues depuis l’arrêt" in page
    assert f"agent={branched.pk}&amp;du=" in page
    assert "essais=on" in page


def test_the_page_reloads_itself_until_somebody_reads_it(alice: Person, branched: Agent, inside: Company) -> None:
    actions.stop(inside, agent=branched, by=alice.membership, at=datetime.now(UTC))
    client, held = sign_in(alice), standing(inside)
    assert client.get(page_of(held))["Refresh"] == "5"
    assert "Refresh" not in client.get(f"{page_of(held)}?fixe=oui")
    heard(branched, held, AT, confirmed=True)
    assert "Refresh" not in client.get(page_of(held))


def test_lifting_says_what_starts_again_and_ends_what_was_granted(alice: Person, branched: Agent, relance: Agent, inside: Company) -> None:
    rows = [
        asked(branched, RequestState.PENDING, "a"),
        asked(branched, RequestState.APPROVED, "b"),
        asked(relance, RequestState.PENDING, "c"),
    ]
    actions.stop(inside, agent=relance, by=alice.membership, at=AT)
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    held = standing(inside)
    with time_machine.travel(AT):
        client = sign_in(alice)
    again = resuming(inside, held, AT)
    assert (again.names, again.still, again.pending, again.grants) == ("Facturier", "Relance", 1, 1)
    with time_machine.travel(AT):
        page = text(client.get(reverse("approvals:lift", args=[held.id])))
        assert "1 demande d’avant l’arrêt attend encore une réponse." in page
        assert "1 accord donné avant l’arrêt n’a pas encore servi." in page
        done = text(client.post(reverse("approvals:lift", args=[held.id]), {"why": "Compris", "voids": "on"}, follow=True))
    assert "Reprend le travail\u00a0: Facturier. Reste arrêté ou en pause\u00a0: Relance." in done
    states = [ApprovalRequest.objects.of(inside).get(pk=row.pk).state for row in rows]
    assert states == ["cancelled", "expired", "pending"]
    assert [line.act for line in newest(3)] == ["stop.lifted_all", "request.voided", "request.voided"]


def test_without_the_tick_what_was_asked_before_stands(alice: Person, branched: Agent, inside: Company) -> None:
    row = asked(branched, RequestState.APPROVED, "b")
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    sign_in(alice).post(reverse("approvals:lift", args=[standing(inside).id]), {"why": "Fausse alerte"})
    row.refresh_from_db()
    assert row.state == RequestState.APPROVED


def test_history_counts_the_agents_of_that_day(alice: Person, branched: Agent, relance: Agent, inside: Company) -> None:
    Agent.objects.of(inside).filter(pk=relance.pk).update(declared_at=LATER)
    actions.stop(inside, agent=None, by=alice.membership, at=AT)
    actions.lift(inside, standing(inside), why="Vu", by=alice.membership, at=LATER)
    (past,) = hearings.past(inside)
    assert (past.heard.count, past.heard.total) == (0, 1)
    assert "entendu par aucun agent sur 1." in text(sign_in(alice).get(reverse("approvals:history")))


def test_history_costs_the_same_with_thirty_stops(alice: Person, branched: Agent, inside: Company, django_assert_num_queries) -> None:
    for _ in range(30):
        actions.stop(inside, agent=None, by=alice.membership, at=AT)
        actions.lift(inside, standing(inside), why="Vu", by=alice.membership, at=LATER)
    with django_assert_num_queries(4):
        assert len(hearings.past(inside)) == 30
