"""Threads tell of one company at once: each action is kept once, in a record without a hole, whoever wrote it."""

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import Error, connection
from psycopg.errors import BadCopyFileFormat

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions import intake
from journal.actions.intake import Taken, report
from journal.enums import Source
from journal.models import Action, DailyTotal
from ledger import batches
from ledger.enums import Kind
from ledger.models import Entry, Head
from ledger.rules import commitment, grow, header, leaf
from lib.lines import Lines
from lib.prepared import Asked
from tests.cast import Person
from tests.database import owner
from tests.faults.stack import until
from tests.journal.test_intake import AT, agent, told  # noqa: F401
from tests.register import rows

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, LONG = 6, 50.0  # the pool has eight connections
LOCK = batches.lock_counter


@pytest.fixture
def agents(alice: Person) -> list[Agent]:
    with scope(alice.company):
        return [rows.agent(alice.company, f"Agent {number}", AT) for number in range(4)]


def tell(of: Agent, *numbers: int) -> Taken:
    try:
        with scope(of.company):
            return report(of, [told(number) for number in numbers], Source.API, is_last=True)
    finally:
        connection.close()


class Gate:
    """Before the counter, whoever writes waits until it is opened."""

    def __init__(self) -> None:
        self.begun, self.go, self.pid = Event(), Event(), 0

    def lock_counter(self, *before: Asked) -> batches.Counter:
        if not self.begun.is_set():
            self.pid = connection.connection.info.backend_pid
            self.begun.set()
            assert self.go.wait(LONG)
        return LOCK(*before)

    def called(self, pool: ThreadPoolExecutor, *calls: tuple[Agent, list[int]]) -> "list[Future[Taken]]":
        """Each behind the one before; the first is to write for all."""
        said, key = [], calls[0][0].company_id
        for number, (of, numbers) in enumerate(calls):
            said.append(pool.submit(tell, of, *numbers))
            assert self.begun.wait(LONG)
            until(lambda number=number: len(intake.LINES._lines[key]) == number)  # type: ignore[misc]
        return said


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    made = Gate()
    monkeypatch.setattr(batches, "lock_counter", made.lock_counter)
    monkeypatch.setattr(intake, "LINES", Lines[intake.Told](most=2000, patience=LONG))
    return made


def together(gate: Gate, *calls: tuple[Agent, list[int]]) -> "list[Future[Taken]]":
    with ThreadPoolExecutor(len(calls)) as pool:
        said = gate.called(pool, *calls)
        gate.go.set()
    gate.begun.clear()
    gate.go.clear()
    return said


def examined(person: Person) -> list[Entry]:
    """The rows of actions; the record is whole."""
    with scope(person.company):
        kept = list(Entry.objects.filter(company_id=person.company.pk).order_by("seq"))
        head = Head.objects.get(company_id=person.company.pk)
        told_of = list(Action.objects.of(person.company).order_by("seq").values_list("seq", flat=True))
        assert sum(DailyTotal.objects.of(person.company).values_list("number", flat=True)) == len(told_of)
    assert [row.seq for row in kept] == list(range(head.size))
    for row in kept:
        assert commitment(bytes(row.salt or b""), bytes(row.payload or b"")) == bytes(row.commitment)
        assert leaf(header(row.company_id, row.seq, row.recorded_at, row.kind, bytes(row.commitment))) == bytes(row.leaf)
    assert grow(b"", 0, [bytes(row.leaf) for row in kept]) == (bytes(head.edge), head.size)
    actions = [row for row in kept if row.kind == Kind.ACTION]
    assert [row.seq for row in actions] == told_of
    return actions


def test_what_is_told_meanwhile_is_kept_with_it(alice: Person, agents: list[Agent], gate: Gate) -> None:
    calls = [(agents[n % 4], [10 * n + 1, 10 * n + 2]) for n in range(THREADS)]
    assert [one.result(LONG) for one in together(gate, *calls)] == [Taken(2, 0)] * THREADS
    actions = examined(alice)
    assert len({row.recorded_at for row in actions}) == 1  # in one transaction
    with scope(alice.company):
        kept = Action.objects.of(alice.company).order_by("seq").values_list("agent_id", "key")
        assert [(of, key.int) for of, key in kept] == [(of.pk, number) for of, numbers in calls for number in numbers]


def test_repeats_among_them_are_kept_once(alice: Person, agents: list[Agent], gate: Gate) -> None:
    one, two, *_ = agents
    gate.go.set()
    assert tell(one, 1, 2) == Taken(2, 0)
    gate.begun.clear()
    gate.go.clear()
    said = together(gate, (two, [1]), (one, [2, 3]), (one, [3, 4]), (two, [5, 5]))
    taken = [each.result(LONG) for each in said]
    assert (taken[0], taken[3]) == (Taken(1, 0), Taken(1, 1))
    assert sum(each.kept for each in taken) == 4
    examined(alice)


def test_what_one_cannot_keep_the_others_keep(alice: Person, agents: list[Agent], gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of them, and then the one who writes, cannot be written."""
    spelt, wrong = intake.Told.of.__func__, set[object]()  # type: ignore[attr-defined]

    def of(_: type, who: Agent, told_rows: object, seals: object) -> intake.Told:
        made: intake.Told = spelt(intake.Told, who, told_rows, seals)
        return intake.Told(who, [row._replace(cells=b"") for row in made.rows], made.seals, ()) if who.pk in wrong else made

    monkeypatch.setattr(intake.Told, "of", classmethod(of))
    for number, culprit in enumerate((2, 0)):
        wrong = {agents[culprit].pk}
        said = together(gate, *((one, [number]) for one in agents[:3]))
        for place, one in enumerate(said):
            if place == culprit:
                with pytest.raises(BadCopyFileFormat):
                    one.result(LONG)
            else:
                assert one.result(LONG) == Taken(1, 0)
    assert len(examined(alice)) == 4


def test_who_writes_may_die_and_the_others_are_kept(alice: Person, agents: list[Agent], gate: Gate) -> None:
    with ThreadPoolExecutor(3) as pool:
        said = gate.called(pool, *((one, [1]) for one in agents[:3]))
        with owner(connection.settings_dict["NAME"]) as boss:
            boss.execute("select pg_terminate_backend(%s, 2000)", [gate.pid])
        gate.go.set()
        with pytest.raises(Error):
            said[0].result(LONG)
        assert [one.result(LONG) for one in said[1:]] == [Taken(1, 0)] * 2
    assert len(examined(alice)) == 2


def test_two_companies_do_not_wait_for_each_other(alice: Person, driss: Person, agents: list[Agent], gate: Gate) -> None:
    with scope(driss.company):
        other = rows.agent(driss.company, "Relance", AT)
    with ThreadPoolExecutor(1) as pool:
        said = gate.called(pool, (agents[0], [1]))
        assert tell(other, 1) == Taken(1, 0)
        gate.go.set()
        assert said[0].result(LONG) == Taken(1, 0)


def test_the_counter_of_another_company_takes_nothing(alice: Person, driss: Person, agents: list[Agent]) -> None:
    with pytest.raises(LookupError), scope(driss.company):
        report(agents[0], [told(1)], Source.API, words={}, is_last=True)
    assert not intake.LINES._lines
    with scope(driss.company):
        assert not Entry.objects.filter(company_id=driss.company.pk, kind=Kind.ACTION).exists()


def test_a_wait_that_is_too_long_ends_in_writing_alone(
    alice: Person, agents: list[Agent], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LINES", Lines[intake.Told](most=2000, patience=0.01))
    with ThreadPoolExecutor(1) as pool:
        said = gate.called(pool, (agents[0], [1]))
        assert tell(agents[1], 1) == Taken(1, 0)
        gate.go.set()
        assert said[0].result(LONG) == Taken(1, 0)
    assert len(examined(alice)) == 2


@pytest.mark.slow
def test_a_crowd_keeps_each_action_once(alice: Person, agents: list[Agent]) -> None:
    """Every batch is told twice, by whoever is free."""
    calls = [(agents[n % 4], list(range(5 * n, 5 * n + 5))) for n in range(24)] * 2
    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda call: tell(call[0], *call[1]), calls))
    assert (sum(one.kept for one in taken), sum(one.repeated for one in taken)) == (120, 120)
    assert len(examined(alice)) == 120
