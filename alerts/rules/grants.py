"""Does an action stay within what was granted? Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from alerts.rules.seen import Grant, Seen
from lib.words import folded

BEFORE, AFTER = timedelta(minutes=15), timedelta(minutes=5)  # a grant is spent just before; the agent's clock may be a little behind
HIDDEN = "••••"


def is_spent(grant: Grant, seen: Seen) -> bool:
    """By this agent, and before it told of the action: both moments are read on our clock."""
    return grant.agent == seen.agent and grant.consumed_at is not None and grant.consumed_at <= seen.received_at


def differences(seen: Seen, grant: Grant) -> Iterator[str]:
    """What was done otherwise than granted. What one of the two does not tell is no difference, but for an amount that nobody granted."""
    if seen.type != grant.type:
        yield "type"
    if seen.amount_cents is not None and seen.amount_cents != grant.amount_cents:
        yield "amount"
    if seen.currency and grant.currency and seen.currency != grant.currency:
        yield "currency"
    if _is_other_payee(seen, grant):
        yield "payee"
    if grant.count is not None and seen.count > grant.count:
        yield "count"


def _is_other_payee(seen: Seen, grant: Grant) -> bool:
    """By the account when both tell one; else by the name."""
    if HIDDEN in seen.payee and HIDDEN in grant.payee:
        return seen.payee_mark != grant.payee_mark
    mine, theirs = _name(seen.payee), _name(grant.payee)
    return bool(mine and theirs and mine != theirs)


def _name(payee: str) -> str:
    """« Lebrun (FR76 •••• 0189) » is « lebrun »; an account alone has no name."""
    name = payee.rpartition(" (")[0] if payee.endswith(")") and HIDDEN in payee else payee
    return "" if HIDDEN in name else folded(name)


def stands_for(seen: Seen, grants: Iterable[Grant]) -> Grant | None:
    """The grant spent nearest to an action that cannot name one: same agent, same kind, nothing against it."""
    near = [grant for grant in grants if grant.agent == seen.agent and _is_near(seen.occurred_at, grant)]
    near = [grant for grant in near if not any(differences(seen, grant))]
    return min(near, key=lambda grant: abs(seen.occurred_at - (grant.consumed_at or seen.occurred_at)), default=None)


def _is_near(at: datetime, grant: Grant) -> bool:
    return grant.consumed_at is not None and grant.consumed_at - AFTER <= at <= grant.consumed_at + BEFORE
