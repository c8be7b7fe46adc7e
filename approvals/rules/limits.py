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

    `starts`, `ends`: the hours in which it is quiet, in the company's time, for Measure.HOURS."""

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


@dataclass(frozen=True)
class Facts:
    """What an action is, as we read it, not as the agent says. Amounts in cents, percents in hundredths.

    `week_cents`, `day_count`: with this action. `local`: the hour at the company's. `also`: the types by the agent's word and by
    the tool's name, which may only add limits, never take one away."""

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
    week_cents: int | None = None
    day_count: int | None = None


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
    return rule.measure == Measure.ALWAYS or not _within(facts.local, rule.starts, rule.ends)


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
    }
    yield from (reason for reason, holds in asked.items() if holds)


def _over(measured: int | None, value: int | None) -> bool:
    return measured is None or value is None or measured > value


def _within(local: time, starts: time | None, ends: time | None) -> bool:
    """Hours may run over midnight. Without both ends nothing is quiet."""
    if starts is None or ends is None:
        return False
    return starts <= local < ends if starts <= ends else local >= starts or local < ends
