"""May an action pass, must a person be asked, or two, or is it forbidden? From plain values: no database, no clock.

Silence never lets anything pass: what cannot be read (an amount, a currency, a tool) is asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from approvals.enums import Answer, Measure
from journal.enums import Type

STRICTNESS = {answer: weight for weight, answer in enumerate((Answer.ALLOW, Answer.ASK, Answer.TWO, Answer.FORBID))}
READ_FROM = {
    Measure.AMOUNT: "amount_cents",
    Measure.WEEK_PAYEE: "week_cents",
    Measure.PERCENT: "percent",
    Measure.COUNT: "count",
    Measure.DAY_COUNT: "day_count",
}
PAYING = frozenset({Type.PAYMENT, Type.CREDIT})


@dataclass(frozen=True)
class Rule:
    """A limit as the owner set it. `agent` None: every agent. `type` or `kind` empty: any. `value`: see Measure.

    `starts`, `ends`, `days`: the hours in which the agent may act by itself, in the company's time, for Measure.HOURS; ISO days, none
    for every day, and no hours for the whole day."""

    id: UUID
    measure: Measure
    answer: Answer = Answer.ASK
    agent: UUID | None = None
    type: str = ""
    kind: str = ""
    value: int | None = None
    currency: str = "EUR"
    starts: time | None = None
    ends: time | None = None
    days: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What an action is, as we read it, not as the agent says. Amounts in cents, percents in hundredths.

    `week_cents`, `day_count`: with this action. `local`, `weekday`: the hour and the ISO day at the company's. `also`: the types by the
    agent's word and by the tool's name, which may only add limits, never take one away."""

    agent: UUID
    type: str
    local: time
    also: frozenset[str] = frozenset()
    kind: str = ""
    amount_cents: int | None = None
    currency: str = ""
    percent: int | None = None
    count: int | None = None
    is_new_payee: bool = False
    is_account_changed: bool = False
    has_reference: bool = True
    is_tool_known: bool = True
    has_stray_account: bool = False
    was_refused: bool = False
    is_paid_already: bool = False
    week_cents: int | None = None
    day_count: int | None = None
    weekday: int = 0


@dataclass(frozen=True)
class Verdict:
    """`met`: the limits that call for the answer, or are part of it; `reasons`: what no limit can wave through, as codes."""

    answer: Answer
    met: tuple[UUID, ...]
    reasons: tuple[str, ...]


def judge(rules: Iterable[Rule], facts: Facts) -> Verdict:
    """The strictest answer any limit or reason calls for."""
    met = [rule for rule in rules if applies(rule, facts) and is_met(rule, facts)]
    reasons = tuple(always_asked(facts))
    answers = [rule.answer for rule in met] + [Answer.ASK] * bool(reasons)
    return Verdict(max(answers, key=lambda answer: STRICTNESS[answer], default=Answer.ALLOW), tuple(rule.id for rule in met), reasons)


def applies(rule: Rule, facts: Facts) -> bool:
    """Is the limit about such an action at all? An action that keeps its kind to itself may be of any kind of its type."""
    is_its_kind = rule.kind in ("", facts.kind) or bool(rule.type and not facts.kind)
    return rule.agent in (None, facts.agent) and rule.type in ("", facts.type, *facts.also) and is_its_kind


def is_met(rule: Rule, facts: Facts) -> bool:
    """Is the limit passed? A measure that cannot be read counts as passed."""
    if rule.measure in READ_FROM:
        is_money = rule.measure in (Measure.AMOUNT, Measure.WEEK_PAYEE)
        return (is_money and facts.currency != rule.currency) or _over(getattr(facts, READ_FROM[rule.measure]), rule.value)
    if rule.measure == Measure.NEW_PAYEE:
        return facts.is_new_payee or facts.is_account_changed
    return rule.measure == Measure.ALWAYS or not is_quiet(rule, facts.weekday, facts.local)


def always_asked(facts: Facts) -> Iterator[str]:
    """Agent contract, sections 1.3, 1.4 and 2: what is asked whatever the limits say."""
    types = {facts.type, *facts.also}
    asked = {
        "decision": Type.DECISION in types,
        "unknown-tool": not facts.is_tool_known,
        "stray-account": facts.has_stray_account,
        "no-amount": bool(PAYING & types) and facts.amount_cents is None,
        "no-reference": Type.PAYMENT in types and not facts.has_reference,
        "account-changed": Type.PAYMENT in types and facts.is_account_changed,
        "refused-before": facts.was_refused,
        "paid-already": facts.is_paid_already,
    }
    yield from (reason for reason, holds in asked.items() if holds)


def _over(measured: int | None, value: int | None) -> bool:
    return measured is None or value is None or measured > value


def is_quiet(rule: Rule, weekday: int, local: time) -> bool:
    """May the agent act by itself then? Hours may run over midnight: they belong to the day they began. Without hours nor days, never."""
    if rule.starts is None or rule.ends is None:
        return weekday in rule.days
    if rule.starts <= rule.ends:
        began, is_within = weekday, rule.starts <= local < rule.ends
    else:
        began = weekday if local >= rule.starts else (weekday + 5) % 7 + 1
        is_within = local >= rule.starts or local < rule.ends
    return is_within and (not rule.days or began in rule.days)


def is_softer(before: Rule, after: Rule | None) -> bool:
    """May something pass that did not? Yes whenever it cannot be told."""
    if after is None or STRICTNESS[after.answer] < STRICTNESS[before.answer]:
        return True
    scopes = ((after.agent, before.agent), (after.type, before.type), (after.kind, before.kind))
    if any(new and new != old for new, old in scopes):
        return True
    if after.measure == Measure.ALWAYS:
        return False
    if after.measure != before.measure or after.currency != before.currency:
        return True
    if after.measure == Measure.HOURS:
        minutes = ((day, time(hour, minute)) for day in range(1, 8) for hour in range(24) for minute in range(60))
        return any(is_quiet(after, *when) and not is_quiet(before, *when) for when in minutes)
    return after.value is not None and (before.value is None or after.value > before.value)
