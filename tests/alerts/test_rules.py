"""What is unusual in one action: the table reads as the policy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from alerts.enums import Code
from alerts.rules.codes import TOLD, sentence
from alerts.rules.detectors import found_in
from alerts.rules.grants import differences, stands_for
from alerts.rules.seen import Around, Grant, Seen
from journal.enums import Source

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
AGENT, OTHER, GRANT, MARK = (UUID(int=number) for number in range(1, 5))
WHOM = "Lebrun (FR76\u00a0••••\u00a00189)"


def seen(**more: Any) -> Seen:
    values: dict[str, Any] = {
        "seq": 7, "agent": AGENT, "key": UUID(int=9), "occurred_at": AT, "received_at": AT, "day": AT.date(), "source": Source.API,
        "type": "payment", "verb": "command", "amount_cents": 1840_00, "currency": "EUR", "payee": WHOM, "payee_mark": MARK,
    }  # fmt: skip
    return Seen(**(values | more))


def grant(**more: Any) -> Grant:
    values: dict[str, Any] = {
        "id": GRANT, "agent": AGENT, "type": "payment", "amount_cents": 1840_00, "currency": "EUR", "payee": WHOM, "payee_mark": MARK,
        "consumed_at": AT - timedelta(seconds=2),
    }  # fmt: skip
    return Grant(**(values | more))


NAMED = {"approval_id": GRANT}


@pytest.mark.parametrize(
    ("action", "around", "codes"),
    [
        ({}, {}, []),
        ({}, {"is_needed": True}, [Code.BYPASSED]),
        ({}, {"is_needed": True, "is_told": True}, []),
        ({"outcome": "failed"}, {"is_needed": True}, []),
        ({"outcome": "blocked"}, {"is_needed": True}, []),
        ({"is_test": True}, {"is_needed": True}, []),
        (NAMED, {"grant": grant()}, []),
        (NAMED, {"grant": None}, [Code.BYPASSED]),
        (NAMED, {"grant": grant(agent=OTHER)}, [Code.BYPASSED]),
        (NAMED, {"grant": grant(consumed_at=None)}, [Code.BYPASSED]),
        (NAMED, {"grant": grant(consumed_at=AT + timedelta(seconds=1))}, [Code.BYPASSED]),
        (NAMED, {"grant": grant(), "told_before": True}, [Code.GRANT_REUSED]),
        (NAMED, {"grant": grant(amount_cents=1800_00)}, [Code.GRANT_MISUSED]),
        (NAMED, {"grant": grant(amount_cents=None)}, [Code.GRANT_MISUSED]),
        (NAMED | {"amount_cents": None}, {"grant": grant()}, []),
        (NAMED | {"currency": "USD"}, {"grant": grant()}, [Code.GRANT_MISUSED]),
        (NAMED, {"grant": grant(type="message.send")}, [Code.GRANT_MISUSED]),
        (NAMED, {"grant": grant(payee_mark=OTHER)}, [Code.GRANT_MISUSED]),
        (NAMED | {"payee": "LEBRUN"}, {"grant": grant(payee_mark=OTHER)}, []),
        (NAMED | {"payee": "Morel"}, {"grant": grant()}, [Code.GRANT_MISUSED]),
        (NAMED | {"count": 500}, {"grant": grant(count=5)}, [Code.GRANT_MISUSED]),
        (NAMED | {"count": 5}, {"grant": grant(count=5)}, []),
        ({"is_after_stop": True}, {}, [Code.AFTER_STOP]),
        ({}, {"is_halted": True}, [Code.AFTER_STOP]),
        ({"outcome": "blocked"}, {"is_halted": True}, []),
        ({"is_test": True}, {"is_halted": True}, [Code.AFTER_STOP]),
        ({}, {"may_verb": False}, [Code.OUT_OF_SCOPE]),
        ({"verb": ""}, {"may_verb": False}, []),
        ({"outcome": "failed"}, {"may_verb": False}, []),
        ({}, {"is_needed": True, "is_halted": True, "may_verb": False}, [Code.BYPASSED, Code.AFTER_STOP, Code.OUT_OF_SCOPE]),
    ],
)
def test_what_is_unusual(action: dict[str, Any], around: dict[str, Any], codes: list[Code]) -> None:
    assert [finding.code for finding in found_in(seen(**action), Around(**around))] == codes


def test_alike_acts_of_a_day_are_one_alert_and_another_day_another() -> None:
    def about(one: Seen) -> UUID:
        return next(found_in(one, Around(is_needed=True))).about

    assert about(seen(seq=1)) == about(seen(seq=2, payee=""))
    assert about(seen()) != about(seen(type="credit"))
    assert about(seen()) != about(seen(day=AT.date() - timedelta(days=1)))


def test_a_thousand_dates_make_no_thousand_alerts() -> None:
    dates = [AT - timedelta(days=days) for days in range(1, 1000)]
    told = [seen(occurred_at=at, day=at.date()) for at in dates]
    assert len({next(found_in(one, Around(is_needed=True))).about for one in told}) == 1


def test_a_file_may_tell_old_days() -> None:
    assert seen(occurred_at=AT - timedelta(days=9), source=Source.FILE).moments == (AT - timedelta(days=9),)
    assert seen(occurred_at=AT - timedelta(days=9)).moments == (AT - timedelta(days=9), AT)
    assert seen(occurred_at=AT - timedelta(minutes=9)).moments == (AT - timedelta(minutes=9),)


def test_the_nearest_grant_of_the_moment_stands_for_an_act_told_without_its_number() -> None:
    near, far = grant(id=UUID(int=10)), grant(id=UUID(int=11), consumed_at=AT - timedelta(minutes=9))
    assert stands_for(seen(), [far, near]) == near
    assert stands_for(seen(amount_cents=None, payee=""), [far]) == far
    assert (
        stands_for(seen(), [grant(consumed_at=AT - timedelta(hours=1)), grant(agent=OTHER), grant(type="quote"), grant(amount_cents=1)])
        is None
    )
    assert stands_for(seen(), [grant(consumed_at=AT + timedelta(minutes=4))]) is not None


def test_two_ways_of_naming_a_payee_are_no_difference() -> None:
    assert list(differences(seen(payee="FR76\u00a0••••\u00a00189"), grant())) == []
    assert list(differences(seen(payee=""), grant())) == []
    assert list(differences(replace(seen(), payee="Morel (FR76\u00a0••••\u00a00189)", payee_mark=OTHER), grant())) == ["payee"]


# Enough for the sentence of every alert.
FACTS: dict[str, Any] = {
    "type": "payment", "verb": "delete", "differences": ["amount"], "address": "203.0.113.7", "number": 100, "times": 12, "files": 2,
    "cents": 1840_00, "most": 600_00, "currency": "EUR", "at_once": 12, "seconds": 40, "failed": 0, "tool": "crm.read",
    "from": "2026-11-17", "to": "2026-11-18", "usual": 3, "usual_from": 8, "usual_to": 18,
}  # fmt: skip


@pytest.mark.parametrize("code", list(Code))
def test_every_alert_has_its_words(code: Code) -> None:
    assert sentence(code, FACTS)
    assert sentence(code, {})
    assert TOLD[code].advice
