"""How often one may call, and a demand that waits for its answer."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from accounts.boundary import scope
from api import limits, waiting
from api.models import AgentKey
from approvals.models import ApprovalRequest
from tests.api.test_approvals import ACTION, HERE, agent, answer, get, key, post, small  # noqa: F401
from tests.cast import Person

NOON = datetime(2026, 11, 23, 12, 0, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may end in another minute than it began."""
    monkeypatch.setattr("api.front.timezone.now", lambda: NOON)


def test_demands_above_the_limit_write_nothing_and_say_when_to_come_back(alice: Person, key: str, monkeypatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CREATIONS", 2)
    assert [post(key, small(target=str(n)), name=f"n-{n}").status_code for n in range(4)] == [200, 200, 429, 429]
    refused = post(key, small(target="x"), name="n-9")
    assert (refused.json()["code"], refused["Retry-After"]) == ("rate-limited", "40")
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).count() == 2
    assert get(key, HERE).status_code == 200


def test_other_calls_have_their_own_limit(key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CALLS", 2)
    assert [get(key, HERE).status_code for _ in range(3)] == [200, 200, 429]
    assert post(key, small()).status_code == 200


def test_the_next_minute_begins_again(key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CALLS", 1)
    assert [get(key, HERE).status_code for _ in range(2)] == [200, 429]
    monkeypatch.setattr("api.front.timezone.now", lambda: NOON + timedelta(minutes=1))
    assert get(key, HERE).status_code == 200


def test_an_address_with_too_many_wrong_keys_is_not_listened_to(key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "WRONG_KEYS", 2)
    assert [get("gf_wrong", HERE).status_code for _ in range(3)] == [401, 401, 429]
    assert get(key, HERE).status_code == 429
    elsewhere = Client(headers={"authorization": f"Bearer {key}"}, REMOTE_ADDR="203.0.113.7")
    assert elsewhere.get(HERE).status_code == 200


def test_old_minutes_go_and_nobody_else_reads_them(db: None) -> None:
    mine = f"call {uuid4()}"
    with connection.cursor() as cursor:
        counted = []
        for at in (NOON, NOON, NOON + timedelta(minutes=11)):
            cursor.execute("select gf_count_call(%s, %s)", [mine, at])
            counted.append(cursor.fetchone()[0])
        cursor.execute("select gf_calls_of(%s, %s)", [mine, NOON])
        assert (counted, cursor.fetchone()[0]) == ([1, 2, 1], 0)
        cursor.execute("select has_table_privilege('gf_app', 'gf_calls', 'select')")
        assert cursor.fetchone() == (False,)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_all_processes_count_together(key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CALLS", 20)
    monkeypatch.setattr(limits, "check_memory", lambda *_, **__: None)  # as if each call met another process

    def call(_: int) -> bool:
        try:
            return get(key, HERE).status_code == 200
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(call, range(30))) == limits.CALLS


def test_a_flood_asks_nothing_of_the_database(key: str, monkeypatch, django_assert_num_queries) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CALLS", 1)
    assert [get(key, HERE).status_code for _ in range(2)] == [200, 429]
    with django_assert_num_queries(0):
        said = get(key, HERE)
    assert (said.json()["code"], said["Retry-After"]) == ("rate-limited", "40")
    assert post(key, small()).status_code == 200


def asking(key: str, seconds: str) -> Any:  # noqa: F811
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "n-1", "prefer": f"wait={seconds}"}
    return Client(headers=headers).post(HERE, {"action": ACTION}, content_type="application/json")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_demand_that_prefers_to_wait_hears_the_answer(alice: Person, key: str) -> None:  # noqa: F811
    def ask() -> Any:
        try:
            return asking(key, "45")
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        while not waiting._bells:
            assert not asked.done()
        (_, approval) = next(iter(waiting._bells))
        answer(alice, str(approval))
        said = asked.result(timeout=30)
    assert (said.status_code, said.json()["state"], said["Preference-Applied"]) == (200, "approved", "wait=45")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("seconds", "waited"), [("5", 5), ("3600", 45), ("soon", None), ("-1", None)])
def test_a_wait_that_ends_is_still_pending(key: str, monkeypatch, seconds: str, waited: int | None) -> None:  # noqa: F811
    waits: list[int] = []
    monkeypatch.setattr(waiting, "until", lambda read, *_, seconds, **__: (waits.append(seconds), read())[1])
    said = asking(key, seconds)
    assert (said.status_code, said.json()["state"]) == (202, "pending")
    assert waits == ([waited] if waited else [])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_call_that_waits_and_reads_again_is_one_call(key: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(limits, "CALLS", 2)
    first = post(key, {"action": ACTION}).headers["Location"]
    assert [get(key, f"{first}?wait=1").status_code for _ in range(3)] == [200, 200, 429]
    assert asking(key, "1").status_code == 202  # what it reads again is no call either, however few there are left


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [{"ended_at": NOON}, {"until": NOON + timedelta(milliseconds=1)}], ids=["ended", "out of date"])
def test_a_key_that_ended_meanwhile_is_told_so_when_it_reads_again(alice: Person, key: str, monkeypatch, end: Any) -> None:  # noqa: F811
    def ended(read: Any, *_: Any, **__: Any) -> Any:
        with scope(alice.company):
            AgentKey.objects.of(alice.company).update(**end)
        time.sleep(0.01)
        return read()

    monkeypatch.setattr(waiting, "until", ended)
    first = post(key, {"action": ACTION}).headers["Location"]
    assert get(key, f"{first}?wait=1").status_code == 401
