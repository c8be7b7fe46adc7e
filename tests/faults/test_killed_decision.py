"""Killed at each statement of a decision, and of what an agent does with it: all of it stands, or nothing. Never between."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from accounts.boundary import scope
from approvals.actions.asking import ask, cancel, spend
from approvals.actions.deciding import decide, expire_due
from approvals.enums import Measure, RequestState
from approvals.models import ApprovalRequest, Decision
from inventory.models import Agent
from ledger.models import Entry, Head
from tests.approvals.test_requests import AT, LATER, asked, limit, no, yes
from tests.cast import Person
from tests.database import owner as superuser
from tests.register import rows

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Act = Callable[[], Any]
Kill = Callable[[], None]
END = ("commit", "after")
MOST = 60  # statements; a longer act would be another act
ACTS = ("yes", "no", "spend", "cancel", "expire", "ask")
LEFT = {
    "yes": RequestState.APPROVED,
    "no": RequestState.DENIED,
    "spend": RequestState.CONSUMED,
    "cancel": RequestState.CANCELLED,
    "expire": RequestState.EXPIRED,
    "ask": RequestState.PENDING,
}


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        return rows.agent(alice.company, "Facturier", AT)


def prepared(alice: Person, agent: Agent, name: str, number: int) -> tuple[Act, ApprovalRequest | None]:
    """The act to kill, on a demand of its own."""
    small = asked(
        5_00 if name == "spend" else 1840_00, sent_as=f"n-{number}", reference=f"F-{number}", payee=f"Lebrun {number}", account=""
    )
    if name == "ask":
        return lambda: ask(agent, small, at=AT), None
    with scope(alice.company):
        made = ask(agent, small, at=AT)
    acts: dict[str, Act] = {
        "yes": lambda: decide(made, yes(made), by=alice.membership, at=LATER),
        "no": lambda: decide(made, no(made), by=alice.membership, at=LATER),
        "spend": lambda: spend(agent, made.pk, bytes(made.digest), at=LATER),
        "cancel": lambda: cancel(agent, made.pk, at=LATER),
        "expire": lambda: expire_due(alice.company, at=made.expires_at),
    }
    return acts[name], made


def run(alice: Person, act: Act, when: int | str, kill: Kill) -> int:
    """Statements of the act; `kill` is called before statement `when`, before the commit or after it."""
    count = 0

    def before(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == when:
            kill()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(before):
        with scope(alice.company):
            act()
            if when == "commit":
                kill()
                connection.needs_rollback = False
        if when == "after":
            kill()
    return count


def in_a_child(alice: Person, act: Act, when: int | str) -> bool:
    """A process of its own, with a connection of its own, ended by kill -9. True when it was."""
    child = os.fork()
    if child == 0:
        try:
            DatabaseWrapper._connection_pools = {}
            settings.DATABASES["default"]["OPTIONS"] |= {"pool": False}
            connections["default"] = connections.create_connection("default")
            run(alice, act, when, lambda: os.kill(os.getpid(), signal.SIGKILL))
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def cut_by_the_server(alice: Person, act: Act, when: int | str) -> bool:
    """The connection is ended from the other side."""
    with superuser(connection.settings_dict["NAME"]) as boss:
        try:
            run(alice, act, when, lambda: _cut(boss))
        except DatabaseError:
            return True
        finally:
            connection.close()
    return when == "after"


def _cut(boss: Any) -> None:
    boss.execute("select pg_terminate_backend(%s, 2000)", [connection.connection.info.backend_pid])


def told(alice: Person, made: ApprovalRequest | None, number: int) -> tuple[str, int, int]:
    """(state, answers, lines of the record about it), once the killed one has let go; the record has no hole."""
    with scope(alice.company):
        mine = ApprovalRequest.objects.of(alice.company).select_for_update()
        found = mine.filter(pk=made.pk).first() if made else mine.filter(sent_as=f"n-{number}").first()
        lines = list(Entry.objects.filter(company_id=alice.company.pk).order_by("seq").values_list("seq", "payload"))
        assert [seq for seq, _ in lines] == list(range(Head.objects.get(company_id=alice.company.pk).size))
        if found is None:
            return "", 0, 0
        about = sum(str(found.pk).encode() in bytes(payload or b"") for _, payload in lines)
        return str(found.state), Decision.objects.of(alice.company).filter(request=found).count(), about


EACH = [(name, killed) for name in ACTS for killed in (in_a_child, cut_by_the_server)]
SOME = [("yes", in_a_child), ("spend", in_a_child), ("ask", cut_by_the_server)]  # the twelve take two minutes: GARDEFOU_KILLS=all


@pytest.mark.parametrize(("name", "killed"), EACH if os.environ.get("GARDEFOU_KILLS") == "all" else SOME)
def test_before_or_after_never_between(alice: Person, agent: Agent, name: str, killed: Callable[..., bool]) -> None:
    act, whole = prepared(alice, agent, name, 0)
    untouched = told(alice, whole, 0)
    statements = run(alice, act, 0, lambda: None)
    done = told(alice, whole, 0)
    assert done[0] == LEFT[name]
    assert 5 < statements < MOST
    deaths = 0
    for number, when in enumerate([*range(1, statements + 1), *END], start=1):
        act, made = prepared(alice, agent, name, number)
        was_killed = killed(alice, act, when)
        deaths += was_killed
        assert told(alice, made, number) == (untouched if was_killed and when != "after" else done), when
    assert deaths >= statements  # some acts are a statement shorter the second time
