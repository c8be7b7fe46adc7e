"""The policy of limits, as a table."""

from datetime import time
from uuid import UUID

import pytest

from approvals.enums import Answer, Measure
from approvals.rules.limits import Facts, Rule, is_softer, judge

BOT, OTHER, ONE, TWO = UUID(int=1), UUID(int=2), UUID(int=11), UUID(int=12)
NOON = time(12)


def limit(measure: Measure, value: int | None = None, **more: object) -> Rule:
    return Rule(**({"id": ONE, "measure": measure, "value": value} | more))  # type: ignore[arg-type]


def facts(nature: str = "payment", cents: int | None = 500_00, **more: object) -> Facts:
    told: dict[str, object] = {"agent": BOT, "type": nature, "local": NOON, "amount_cents": cents, "currency": "EUR"}
    return Facts(**(told | more))  # type: ignore[arg-type]


WORK = frozenset({1, 2, 3, 4, 5})
TRANSFER = limit(Measure.AMOUNT, 1000_00, type="payment")


@pytest.mark.parametrize(
    ("rule", "action", "answer"),
    [
        (TRANSFER, facts(cents=1000_00), Answer.ALLOW),
        (TRANSFER, facts(cents=1000_01), Answer.ASK),
        (TRANSFER, facts(cents=None), Answer.ASK),
        (TRANSFER, facts(cents=1_00, currency="USD"), Answer.ASK),
        (TRANSFER, facts("quote", cents=9000_00), Answer.ALLOW),
        (TRANSFER, facts(cents=5, has_reference=False), Answer.ASK),
        (TRANSFER, facts(cents=5, is_account_changed=True), Answer.ASK),
        (TRANSFER, facts(cents=5, is_tool_known=False), Answer.ASK),
        (limit(Measure.AMOUNT, 1000_00, agent=OTHER), facts(cents=9000_00), Answer.ALLOW),
        (limit(Measure.AMOUNT, 1000_00, answer=Answer.TWO), facts(cents=9000_00), Answer.TWO),
        (limit(Measure.AMOUNT, 1000_00, answer=Answer.FORBID), facts(cents=9000_00), Answer.FORBID),
        (limit(Measure.PERCENT, 10_00), facts("quote", percent=10_00), Answer.ALLOW),
        (limit(Measure.PERCENT, 10_00), facts("quote", percent=12_50), Answer.ASK),
        (limit(Measure.PERCENT, 10_00), facts("quote"), Answer.ASK),
        (limit(Measure.COUNT, 20), facts("message.send", count=20), Answer.ALLOW),
        (limit(Measure.COUNT, 20), facts("message.send", count=21), Answer.ASK),
        (limit(Measure.DAY_COUNT, 50), facts("message.send", day_count=51), Answer.ASK),
        (limit(Measure.WEEK_PAYEE, 3000_00), facts(week_cents=3000_01), Answer.ASK),
        (limit(Measure.WEEK_PAYEE, 3000_00), facts(week_cents=3000_00), Answer.ALLOW),
        (limit(Measure.NEW_PAYEE), facts(is_new_payee=True), Answer.ASK),
        (limit(Measure.NEW_PAYEE), facts(), Answer.ALLOW),
        (limit(Measure.ALWAYS, kind="mise_en_demeure"), facts("message.send", kind="mise_en_demeure"), Answer.ASK),
        (limit(Measure.ALWAYS, kind="mise_en_demeure"), facts("message.send"), Answer.ALLOW),
        (limit(Measure.HOURS, starts=time(8), ends=time(19)), facts(local=time(18, 59)), Answer.ALLOW),
        (limit(Measure.HOURS, starts=time(8), ends=time(19)), facts(local=time(19)), Answer.ASK),
        (limit(Measure.HOURS, starts=time(22), ends=time(6)), facts(local=time(23)), Answer.ALLOW),
        (limit(Measure.HOURS), facts(), Answer.ASK),
        (limit(Measure.HOURS, starts=time(8), ends=time(19), days=WORK), facts(weekday=5), Answer.ALLOW),
        (limit(Measure.HOURS, starts=time(8), ends=time(19), days=WORK), facts(weekday=6), Answer.ASK),
        (limit(Measure.HOURS, starts=time(8), ends=time(19), days=WORK), facts(), Answer.ASK),
        (limit(Measure.HOURS, days=WORK), facts(weekday=1, local=time(3)), Answer.ALLOW),
        (limit(Measure.HOURS, days=WORK), facts(weekday=7), Answer.ASK),
        (limit(Measure.HOURS, starts=time(22), ends=time(6), days=WORK), facts(weekday=6, local=time(5)), Answer.ALLOW),
        (limit(Measure.HOURS, starts=time(22), ends=time(6), days=WORK), facts(weekday=1, local=time(5)), Answer.ASK),
        (limit(Measure.HOURS, starts=time(22), ends=time(6), days=WORK), facts(weekday=7, local=time(23)), Answer.ASK),
        (limit(Measure.ALWAYS, answer=Answer.FORBID, type="decision", kind="rejet"), facts("decision", None), Answer.FORBID),
        (limit(Measure.ALWAYS, answer=Answer.FORBID, type="decision", kind="rejet"), facts("decision", None, kind="note"), Answer.ASK),
    ],
)
def test_a_limit_says_what_it_means(rule: Rule, action: Facts, answer: Answer) -> None:
    assert judge([rule], action).answer == answer


UNREADABLE = [facts("decision", None), facts("payment", None), facts("credit", None), facts("other", is_tool_known=False)]


@pytest.mark.parametrize("action", UNREADABLE)
def test_without_any_limit_what_cannot_be_read_is_asked(action: Facts) -> None:
    assert judge([], action).answer == Answer.ASK


def test_without_any_limit_the_rest_passes() -> None:
    assert judge([], facts("data.read", None)).answer == Answer.ALLOW


def test_the_strictest_holds_and_every_met_limit_is_named() -> None:
    strict = limit(Measure.AMOUNT, 10_000_00, id=TWO, answer=Answer.TWO)
    verdict = judge([TRANSFER, strict], facts(cents=20_000_00))
    assert (verdict.answer, verdict.met) == (Answer.TWO, (ONE, TWO))
    assert judge([strict, TRANSFER], facts(cents=2000_00)).answer == Answer.ASK


@pytest.mark.parametrize("strict", [Answer.ASK, Answer.TWO, Answer.FORBID])
@pytest.mark.parametrize("is_first", [True, False])
def test_what_lets_pass_never_overrides_a_stricter_one(strict: Answer, is_first: bool) -> None:
    mild = limit(Measure.ALWAYS, id=TWO, answer=Answer.ALLOW, agent=BOT, type="payment")
    hard = limit(Measure.AMOUNT, 1000_00, answer=strict)
    assert judge([mild, hard] if is_first else [hard, mild], facts(cents=1000_01)).answer == strict
    assert judge([mild], facts(cents=1, has_reference=False)).answer == Answer.ASK


BEFORE = limit(Measure.AMOUNT, 1000_00, type="payment", agent=BOT)
NIGHT = limit(Measure.HOURS, starts=time(8), ends=time(19), days=WORK)


@pytest.mark.parametrize(
    ("before", "after", "softer"),
    [
        (BEFORE, None, True),
        (BEFORE, BEFORE, False),
        (BEFORE, limit(Measure.AMOUNT, 999_99, type="payment", agent=BOT), False),
        (BEFORE, limit(Measure.AMOUNT, 1000_01, type="payment", agent=BOT), True),
        (BEFORE, limit(Measure.AMOUNT, 1000_00), False),
        (BEFORE, limit(Measure.AMOUNT, 1000_00, type="quote"), True),
        (BEFORE, limit(Measure.AMOUNT, 1000_00, type="payment", agent=OTHER), True),
        (BEFORE, limit(Measure.AMOUNT, 1000_00, type="payment", kind="urgence"), True),
        (BEFORE, limit(Measure.AMOUNT, 1000_00, type="payment", currency="USD"), True),
        (BEFORE, limit(Measure.ALWAYS, type="payment"), False),
        (BEFORE, limit(Measure.COUNT, 3, type="payment"), True),
        (BEFORE, limit(Measure.AMOUNT, 1000_00, type="payment", agent=BOT, answer=Answer.TWO), False),
        (limit(Measure.ALWAYS, answer=Answer.FORBID), limit(Measure.ALWAYS), True),
        (limit(Measure.NEW_PAYEE), limit(Measure.NEW_PAYEE), False),
        (NIGHT, limit(Measure.HOURS, starts=time(9), ends=time(18), days=WORK), False),
        (NIGHT, limit(Measure.HOURS, starts=time(9), ends=time(18)), True),
        (NIGHT, limit(Measure.HOURS, starts=time(7), ends=time(19), days=WORK), True),
    ],
)
def test_what_lets_more_pass_is_known(before: Rule, after: Rule | None, softer: bool) -> None:
    assert is_softer(before, after) is softer
