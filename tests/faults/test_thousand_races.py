"""Two deciders, the clock, the agent and its spenders at once on the same demand: one outcome, told to all, and never two grants.

A few in the suite; the thousand with GARDEFOU_RACES=1000. Eight companies, eight clients on each demand: sixty-four at a time.
"""

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from accounts.boundary import scope
from accounts.enums import Role
from approvals.actions.asking import NotSpent, ask, cancel, spend
from approvals.actions.deciding import AlreadyAnswered, AlreadyDecided, decide, expire_due
from approvals.enums import Measure, RequestState
from approvals.models import ApprovalRequest, Decision
from inventory.models import Agent
from ledger.models import Entry, Head
from tests.approvals.test_requests import AT, asked, empower, limit, no, yes
from tests.cast import Person, make_company, make_person
from tests.register import rows

RACES = int(os.environ.get("GARDEFOU_RACES", "16"))
COMPANIES, ANSWERERS, SPENDERS = 8, 4, 4
CLIENTS = COMPANIES * (ANSWERERS + SPENDERS)
WON = "won"
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Team:
    """Who meets in a race."""

    alice: Person
    benoit: Person
    agent: Agent


@dataclass
class Race:
    """One demand; `answered`: everybody who may answer it has tried."""

    team: Team
    made: ApprovalRequest
    start: Barrier = field(default_factory=lambda: Barrier(ANSWERERS + SPENDERS))
    answered: Barrier = field(default_factory=lambda: Barrier(ANSWERERS + SPENDERS))


@pytest.fixture
def teams(db: None) -> Iterator[list[Team]]:
    connection.pool.resize(0, CLIENTS)
    made = []
    for number in range(COMPANIES):
        company = make_company(f"Course {number}", f"course-{number}")
        alice, benoit = make_person(company, "Alice Martin", Role.OWNER), make_person(company, "Benoît Leroy", Role.APPROVER)
        with scope(company):
            limit(alice, Measure.AMOUNT, 1000_00, type="payment")
            empower(benoit, alice)
            made.append(Team(alice, benoit, rows.agent(company, "Facturier", AT)))
    yield made
    connection.pool.resize(0, settings.POOL_SIZE)


def spender(race: Race) -> str:
    """Tries among those who answer, then once more with the other spenders. « won », or the state it reads."""
    late, told = race.made.expires_at - timedelta(microseconds=1), []
    for gate in (race.start, race.answered):
        gate.wait()
        try:
            with scope(race.team.agent.company):
                spend(race.team.agent, race.made.pk, bytes(race.made.digest), at=late)
            told.append(WON)
        except NotSpent as refusal:
            told.append(refusal.code)
    with scope(race.team.agent.company):
        state = ApprovalRequest.objects.of(race.team.agent.company).values_list("state", flat=True).get(pk=race.made.pk)
    return WON if WON in told else str(state)


def answerer(race: Race, act: Callable[[], Any]) -> None:
    race.start.wait()
    try:
        with scope(race.team.agent.company):
            act()
    except (AlreadyDecided, AlreadyAnswered):
        pass
    finally:
        race.answered.wait()


def clients(race: Race, number: int) -> list[Callable[[], Any]]:
    """Eight, in an order of this race: at the last instant before the end, and at the end."""
    made, (alice, benoit, agent) = race.made, (race.team.alice, race.team.benoit, race.team.agent)
    end, late = made.expires_at, made.expires_at - timedelta(microseconds=1)
    acts: list[Callable[[], Any]] = [
        lambda: decide(made, yes(made), by=alice.membership, at=late),
        lambda: decide(made, (no if number % 4 == 1 else yes)(made), by=benoit.membership, at=late),
        lambda: cancel(agent, made.pk, at=late) if number % 4 == 2 else None,
        lambda: expire_due(alice.company, at=end),
    ]
    everyone: list[Callable[[], Any]] = [lambda act=act: answerer(race, act) for act in acts]  # type: ignore[misc]
    everyone += [lambda: spender(race)] * SPENDERS
    random.Random(number).shuffle(everyone)  # noqa: S311 (the same order each time)
    return everyone


def run(pool: ThreadPoolExecutor, team: Team, number: int) -> str:
    """The outcome, once it was held against what everybody was told."""

    def closing(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connection.close()

    whom = {"payee": f"Lebrun {number}", "account": "", "reference": f"F-{number}"}
    with scope(team.alice.company):
        made = ask(team.agent, asked(sent_as=f"n-{number}", expires_in=timedelta(minutes=60 + number), **whom), at=AT)
    said = [one.result() for one in [pool.submit(closing, act) for act in clients(Race(team, made), number)]]
    heard = [str(one) for one in said if one is not None]
    with scope(team.alice.company):
        made.refresh_from_db()
        answers = list(Decision.objects.of(team.alice.company).filter(request=made).values_list("is_yes", flat=True))
    assert len(heard) == SPENDERS
    assert heard.count(WON) == (made.state == RequestState.CONSUMED) == answers.count(True), (heard, made.state, answers)
    assert set(heard) - {WON} == {made.state}, (heard, made.state)
    assert len(answers) <= 1
    return str(made.state)


def test_one_outcome_told_to_all(teams: list[Team]) -> None:
    def of(place: int) -> list[str]:
        try:
            return [run(pool, teams[place], number) for number in range(place, RACES, COMPANIES)]
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool, ThreadPoolExecutor(COMPANIES) as places:
        ends = Counter(end for ended in places.map(of, range(COMPANIES)) for end in ended)
    assert ends.total() == RACES
    print(dict(ends))  # noqa: T201
    for team in teams:
        with scope(team.alice.company):
            numbers = list(Entry.objects.filter(company_id=team.alice.company.pk).order_by("seq").values_list("seq", flat=True))
            assert numbers == list(range(Head.objects.get(company_id=team.alice.company.pk).size))
