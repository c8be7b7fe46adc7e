"""Statements planned once: what they answer, in what order, and what becomes of the rest when one fails."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.boundary import scope
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit
from inventory.models import Agent
from lib.prepared import insert, insertion, rows, rows_of_each, run
from tests.api.test_approvals import ACTION, HERE, agent, key, post  # noqa: F401
from tests.cast import AT, Person

pytestmark = pytest.mark.django_db
SET = "select set_config('test.word', %s, true)"
GET = "select current_setting('test.word', true)"


def request_of(agent: Agent) -> ApprovalRequest:  # noqa: F811
    told = {"sent_as": str(uuid4()), "body_hash": b"b", "action": b"{}", "digest": b"d", "type": "payment", "state": "approved"}
    times = {"asked_at": AT, "expires_at": AT, "grant_expires_at": None}
    more = {"limits": [uuid4()], "facts": [{"code": "new-payee"}], "context": {"run_id": "é"}, "amount_cents": 12_00}
    return ApprovalRequest(company=agent.company, agent=agent, key_id=uuid4(), **told, **times, **more)


def test_values_are_bound_by_their_place_or_by_their_name() -> None:
    assert rows("select %s::int + %s::int", [1, 2]) == [(3,)]
    assert rows("select %(one)s::text, %(one)s::text", {"one": "it's"}) == [("it's", "it's")]
    assert rows("select 1 where false", []) == []


def test_what_travels_together_runs_in_order() -> None:
    with transaction.atomic():
        found = rows_of_each({"first": (SET, ["a"]), "read": (GET, []), "then": (SET, ["b"]), "last": (GET, [])})
    assert [found[name] for name in ("read", "last")] == [[("a",)], [("b",)]]


def test_more_than_the_socket_takes_at_once_travels_together() -> None:
    long = ["é" * 200_000, "a" * 300_000]
    found = rows_of_each({str(turn): ("select %s::text", [long[turn % 2]]) for turn in range(40)})
    assert [found[str(turn)] for turn in range(40)] == [[(long[turn % 2],)] for turn in range(40)]


@pytest.mark.django_db(transaction=True)
def test_what_travels_together_begins_one_transaction() -> None:
    with transaction.atomic():
        found = rows_of_each({name: ("select pg_current_xact_id()::text", []) for name in ("one", "two")})
        assert found["one"] == found["two"] == rows("select pg_current_xact_id()::text", [])
        connection.set_rollback(True)
    assert not connection.in_atomic_block


def test_behind_a_failure_nothing_runs_and_the_transaction_can_be_left() -> None:
    with transaction.atomic():
        run((SET, ["before"]))
        with pytest.raises(DataError), transaction.atomic():
            rows_of_each({"fails": ("select 1 / %s::int", [0]), "after": (SET, ["after"])})
        assert rows(GET, []) == [("before",)]


def test_what_is_broken_takes_no_more_statements() -> None:
    with pytest.raises(transaction.TransactionManagementError), transaction.atomic():
        with pytest.raises(DataError), transaction.atomic(savepoint=False):
            rows("select 1 / %s::int", [0])
        rows("select 1", [])


def test_whoever_wraps_statements_is_handed_each() -> None:
    handed: list[str] = []

    def told(execute: Any, sql: str, *more: Any) -> Any:
        handed.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(told):
        assert rows("select 1", []) == [(1,)]
        run((SET, ["a"]))
    assert handed == ["select 1", SET]


def test_whoever_wraps_statements_is_told_djangos_errors() -> None:
    told: list[type[BaseException]] = []

    def heard(execute: Any, *more: Any) -> Any:
        try:
            return execute(*more)
        except Exception as error:
            told.append(type(error))
            raise

    with CaptureQueriesContext(connection) as seen, connection.execute_wrapper(heard), pytest.raises(DataError), transaction.atomic():
        rows("select 1 / %s::int", [0])
    assert DataError in told
    assert "select 1 / $1::int" in [query["sql"] for query in seen]


@pytest.mark.django_db(transaction=True)
def test_what_stands_apart_does_so_for_whoever_counts_too() -> None:
    xact = ("select pg_current_xact_id()::text", ())
    with CaptureQueriesContext(connection), transaction.atomic():
        found = rows_of_each({"mine": xact, "too": xact}, {"one": xact, "two": xact})
    assert found["mine"] == found["too"]
    assert len({str(found[name]) for name in found}) == 3


def test_each_statement_is_seen_by_whoever_counts_them() -> None:
    with CaptureQueriesContext(connection) as seen:
        rows_of_each({"one": ("select %s::int", [1]), "two": ("select %s::int", [2])})
    assert [query["sql"] for query in seen] == ["select $1::int", "select $1::int"]


def test_a_row_is_inserted_as_the_orm_would(agent: Agent) -> None:  # noqa: F811
    with scope(agent.company):
        mine, theirs = request_of(agent), request_of(agent)
        insert(mine)
        theirs.pk, theirs.key_id, theirs.limits, theirs.sent_as = uuid4(), mine.key_id, mine.limits, "another"
        theirs.save(force_insert=True)
        columns = "to_jsonb(r) - 'id' - 'sent_as'"
        kept = rows(f"select {columns} from approvals_approvalrequest r order by sent_as = 'another'", [])
        assert json.loads(kept[0][0]) == json.loads(kept[1][0])
        mine.comment = "kept"
        mine.save()  # it is there: an update, no second row
        assert ApprovalRequest.objects.of(agent.company).count() == 2


def test_a_row_of_the_same_name_is_refused_as_the_orm_would(agent: Agent) -> None:  # noqa: F811
    with scope(agent.company):
        one = request_of(agent)
        run(insertion(one))
        one.pk = uuid4()
        with pytest.raises(IntegrityError), transaction.atomic():
            run(insertion(one))


def test_a_demand_below_the_limits_asks_little(alice: Person, agent: Agent, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        for kind in ("quote", "invoice", "message.send"):
            Limit.objects.create(company=alice.company, type=kind, measure=Measure.AMOUNT, value=1, answer=Answer.ASK, set_at=AT)
        Limit.objects.create(company=alice.company, type="payment", measure=Measure.WEEK_PAYEE, value=10**9, answer=Answer.ASK, set_at=AT)
    small = {"action": ACTION | {"amount": {"value": "12.00", "currency": "EUR"}}}
    post(key, {"action": small["action"] | {"summary": "warm"}}, name="n-0")
    with CaptureQueriesContext(connection) as seen:
        answer = post(key, small, name="n-1")
    assert answer.json()["reason"] == "below_limit"
    texts = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"] and "set_config('gardefou.company'" not in query["sql"]]
    assert len([text for text in texts if "current_setting('gardefou.company'" not in text]) <= 11
