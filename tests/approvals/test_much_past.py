"""What is asked of one payee, one demand or one agent reads as little in a company that did a lot as in one that did nothing."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from accounts.boundary import scope
from approvals.actions.asking import ask
from approvals.enums import Measure, Reason, RequestState
from approvals.models import ApprovalRequest, Decision
from approvals.queries import hot
from approvals.queries.answering import asks_demand_and_deciders
from approvals.queries.lists import Wanted, ended
from approvals.queries.payments import payments_asked
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from lib.postgresql.letter import Statement, written
from tests.api.test_approvals import HERE, get, key_of
from tests.approvals.test_refreshing import paid
from tests.approvals.test_requests import AT, asked, limit
from tests.cast import Person
from tests.database import owner
from tests.register import rows

ACTIONS, DEMANDS, DAYS = 4_000, 1_200, 200
MOST_PAGES = 80  # of eight kibibytes, read to answer one question: the trees of a dozen months, and what is found


def others(first: ApprovalRequest, number: int) -> ApprovalRequest:
    """A demand that ended today, of another payee, from the same agent."""
    made = copy(first)
    made.pk, made.sent_as, made.digest, made.payee_mark = uuid4(), f"n-{number}", sha256(b"%d" % number).digest(), UUID(int=number)
    made.asked_at = made.decided_at = AT - timedelta(minutes=number / 2)
    if number % 2:
        made.state, made.reason = RequestState.DENIED, Reason.REFUSED
    else:
        made.state, made.consumed_at = RequestState.CONSUMED, made.decided_at
    return made


def pages(asked: Statement) -> int:
    """Read to answer a statement that is planned for all values, as those of a busy path are (lib.prepared)."""
    query, _, order = written(asked[0])
    values = [asked[1][name] for name in order] if order is not None and isinstance(asked[1], Mapping) else list(asked[1])
    name = f"much_{uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute("select set_config('plan_cache_mode', 'force_generic_plan', true)")
        cursor.execute(f"prepare {name} as {query.decode()}")
        given = psycopg.ClientCursor(connection.connection).mogrify(", ".join(["%s"] * len(values)), values)
        cursor.execute(f"explain (analyze, buffers, format json) execute {name}({given})")
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def pages_of(read: Callable[[], Any]) -> int:
    """Read to answer the longest question it asks of demands."""
    questions = list[Statement]()

    def kept(execute: Any, sql: str, values: Any, *more: Any) -> Any:
        questions.append((sql, values))
        return execute(sql, values, *more)

    with connection.execute_wrapper(kept):
        read()
    found = []
    with connection.cursor() as cursor:
        for sql, values in [one for one in questions if 'FROM "approvals_approvalrequest"' in one[0]]:
            cursor.execute(f"explain (analyze, buffers, format json) {sql}", values)
            plan = cursor.fetchone()[0][0]["Plan"]
            found.append(int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]))
    return max(found)


def questions(request: ApprovalRequest) -> dict[str, Statement]:
    company, mark, at = request.company, request.payee_mark, request.asked_at
    assert mark is not None
    week = hot.totals(company.pk, mark, at - timedelta(days=7), at, request.pk)
    return {
        "payments": payments_asked(company, [mark, UUID(int=1)], at),
        "refusal": hot.refusal(company.pk, mark, request.type, at - timedelta(days=1), at),
        "held": hot.held(company.pk, [mark], at, request.pk),
        "week": week["totals"],
        "answer": asks_demand_and_deciders(company.pk, request.pk),
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_one_payee_is_read_in_few_pages_among_thousands(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        paid(agent, 300_00, days=30)
        spread = [AT - timedelta(days=DAYS * number / ACTIONS) for number in range(ACTIONS)]
        told = [Reported(uuid4(), at, "payment", payee=f"P {number}", amount_cents=1, currency="EUR") for number, at in enumerate(spread)]
        for start in range(0, ACTIONS, 500):
            report(agent, told[start : start + 500], Source.API)
        request = ask(agent, asked(), at=AT)
        made = [others(request, number) for number in range(1, DEMANDS)]
        ApprovalRequest.objects.bulk_create(made)
        said = {"company": alice.company, "membership": alice.membership, "facts_number": 1, "at": AT, "is_yes": False}
        Decision.objects.bulk_create([Decision(request=one, **said) for one in made])
    with owner(connection.settings_dict["NAME"]) as boss:
        boss.autocommit = True
        boss.execute("analyze")  # as PostgreSQL does by itself a minute later
    with scope(alice.company):
        read = {name: pages(question) for name, question in questions(request).items()}
        key = key_of(alice, agent)
        read |= {"ended": pages_of(lambda: ended(alice.company, Wanted())), "listed": pages_of(lambda: get(key, HERE))}
    assert max(read.values()) < MOST_PAGES, read
