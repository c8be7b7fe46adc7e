"""A batch, single answers and new demands at the same moment: all of a batch or none, one answer each, and nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.enums import Role
from approvals.actions.asking import ask, spend
from approvals.actions.batches import decide_together
from approvals.actions.deciding import AlreadyDecided, Answered, FactsChanged, decide
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Decision, Limit
from inventory.models import Agent
from tests.approvals.test_batches import ACCOUNTS, answers
from tests.approvals.test_requests import asked
from tests.cast import AT, Person, make_company, make_person
from tests.register import rows

ROUNDS = 2


@pytest.fixture
def alice(transactional_db: None) -> Person:
    return make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        for n in range(2):
            paid = ask(agent, asked(10_00 + n, name=f"Fournisseur {n}", account=ACCOUNTS[n], sent_as=f"a{n}", reference=f"A-{n}"), at=AT)
            spend(agent, paid.pk, bytes(paid.digest), at=AT)
        columns = {"answer": Answer.ASK, "set_at": AT, "type": "payment"}
        Limit.objects.create(company=alice.company, measure=Measure.AMOUNT, value=100_00, **columns)
        Limit.objects.create(company=alice.company, measure=Measure.WEEK_PAYEE, value=50_000_00, **columns)
    return agent


def at_once(*acts: Callable[[], object]) -> list[str]:
    """What became of each; anything but a refusal of ours is raised."""
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        barrier.wait(60)
        try:
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = '60s'")  # a busy machine is no deadlock
            act()
        except (AlreadyDecided, FactsChanged) as late:
            return type(late).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.slow
def test_a_batch_against_itself_a_single_answer_and_new_demands(alice: Person, agent: Agent) -> None:
    company = alice.company
    other = make_person(company, "Paul Martin", Role.OWNER)
    for turn in range(ROUNDS):
        with scope(company):
            made = [_ask(agent, turn, n) for n in range(4)]

        def batch(person: Person, made: list[ApprovalRequest] = made) -> None:
            with scope(company):
                decide_together(company, answers(made), by=person.membership, at=AT)

        def single(made: list[ApprovalRequest] = made) -> None:
            with scope(company):
                refused = Answered(False, bytes(made[2].digest), made[2].facts_number, may_ask_again=True)  # the next turn is as plain
                decide(made[2], refused, by=other.membership, at=AT)

        def more(number: int, turn: int = turn) -> None:
            with scope(company):
                _ask(agent, turn, number)

        outcome = at_once(lambda: batch(alice), lambda: batch(other), single, lambda: more(4), lambda: more(5))
        assert outcome[:3].count("done") == 1, outcome
        assert outcome[3:] == ["done", "done"]
        with scope(company):
            told = ApprovalRequest.objects.of(company).filter(pk__in=[one.pk for one in made])
            states = sorted(told.values_list("state", flat=True))
            assert states == (["denied", *["pending"] * 3] if outcome[2] == "done" else ["approved"] * 4)
            many = Decision.objects.of(company).filter(request__in=made).count()
            assert many == (1 if outcome[2] == "done" else 4)


def _ask(agent: Agent, turn: int, n: int) -> ApprovalRequest:
    told = asked(150_00 + n, name=f"Fournisseur {n % 2}", account=ACCOUNTS[n % 2], sent_as=f"t{turn}-{n}", reference=f"T-{turn}-{n}")
    return ask(agent, told, at=AT)


@pytest.mark.slow
def test_answers_while_the_same_agent_asks_on(alice: Person, agent: Agent) -> None:
    company = alice.company
    with scope(company):
        made = [_ask(agent, 0, n) for n in range(3)]

    def answer(one: ApprovalRequest) -> None:
        with scope(company):
            decide(one, Answered(True, bytes(one.digest), one.facts_number), by=alice.membership, at=AT)

    def more(number: int) -> None:
        with scope(company):
            _ask(agent, 0, number)

    acts = [act for n, one in enumerate(made) for act in (lambda one=one: answer(one), lambda n=n: more(n + 3))]
    assert at_once(*acts) == ["done"] * 6
