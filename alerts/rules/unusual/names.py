"""Addresses and payees met for the first time, and what goes to them. Pure."""

from collections.abc import Iterator

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.series import Name, Series
from journal.enums import Type

PAID = frozenset({Type.PAYMENT, Type.CREDIT})
FEWEST = 6  # messages to one new address


def recipients(series: Series) -> Iterator[Found]:
    """Much to one new address, at once or a little every day: more than it ever sent to a name it had just met."""
    sent = [
        (one, at_once)
        for one in series.names
        if one.type not in PAID
        for at_once in [_at_once(one, series)]
        if at_once or _is_much(one, series)
    ]
    if not sent:
        return
    worst, at_once = max(sent, key=lambda pair: (pair[0].ever, pair[0].since))
    facts = {
        "times": worst.times, "ever": worst.ever, "days": worst.days, "name": worst.name, "usual": series.new_before, "names": len(sent),
        "at_once": at_once,
    }  # fmt: skip
    weight = 80 if at_once else min(62 + 3 * (worst.ever - series.new_before) + 3 * min(worst.days, 5), 90)
    picked = Picked(worst.since, worst.until, worst.type, name=worst.name)
    yield Found(Oddity.RECIPIENT, weight, worst.since, picked, facts, worst.times)


def payees(series: Series) -> Iterator[Found]:
    """A payee known by another account; a new one who gets more than any other before."""
    paid = [one for one in series.names if one.type in PAID and one.first_at >= series.span.starts_at]
    told = [one for one in paid if one.is_known or one.most_cents > series.most_paid > 0]
    if told:
        worst = max(told, key=lambda one: (one.is_known, one.most_cents))
        facts = {
            "times": worst.times, "name": worst.name, "cents": worst.most_cents, "currency": worst.currency, "usual": series.most_paid,
            "known": worst.is_known,
        }  # fmt: skip
        picked = Picked(worst.since, worst.until, worst.type, name=worst.name)
        yield Found(Oddity.PAYEE, 86 if worst.is_known else 68, worst.since, picked, facts, worst.times)


def _is_much(name: Name, series: Series) -> bool:
    """In some days; once it is much more, a single one says that it goes on."""
    usual = max(series.new_before, 1)
    return name.ever >= FEWEST and (name.ever > 2 * usual or (name.times >= FEWEST // 2 and name.ever > 1.3 * usual))


def _at_once(name: Name, series: Series) -> int:
    """How many within minutes, when that is far more than to any one address before."""
    same = [one for one in series.repeats if one.type == name.type and one.target.lower().endswith(name.name.lower())]
    worst = max(same, key=lambda one: one.times, default=None)
    return worst.times if worst and worst.times >= max(FEWEST - 1, 1.5 * worst.usual) else 0
