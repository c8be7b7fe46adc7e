"""The same amount twice, and an amount cut into several below a limit. Pure."""

import re
from collections.abc import Iterator

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.series import Series, Split, Twice
from lib.words import folded

REFERENCE = re.compile(r"\d{3,}")  # a target with a number of its own names one thing, not a kind of thing
FEWEST = 4


def doubles(series: Series) -> Iterator[Found]:
    """Twice the same reference; without a reference, twice the same amount for the same payee, unless that is a habit."""
    twice = [one for one in series.doubles if REFERENCE.search(one.target) or (folded(one.payee) and not one.often)]
    if not twice:
        return
    worst = max(twice, key=lambda one: (bool(REFERENCE.search(one.target)), one.cents, one.at))
    facts = {
        "times": len(twice), "type": worst.type, "what": worst.target[:80], "payee": worst.payee[:80], "cents": worst.cents,
        "currency": worst.currency, "before": worst.before.astimezone(series.span.starts_at.tzinfo).date().isoformat(),
    }  # fmt: skip
    picked = Picked(worst.before, worst.at, worst.type, targets=(worst.target,), name=folded(worst.payee) and worst.payee)
    yield Found(Oddity.DOUBLE, 90 if _is_named(worst) else 76, worst.at, picked, facts, len(twice))


def splits(series: Series) -> Iterator[Found]:
    """Each below a limit and their sum above it; without a limit, many more to one payee in a day than ever."""
    for split in sorted(series.splits, key=lambda one: -one.cents):
        limit = min((one.cents for one in series.limits if one.type in ("", split.type) and _hides(split, one.cents)), default=0)
        if not limit and (split.times < FEWEST or split.times <= 2 * split.usual):
            continue
        facts = {
            "times": split.times, "type": split.type, "payee": split.payee[:80], "cents": split.cents, "most": split.most_cents,
            "currency": split.currency, "limit": limit, "usual": split.usual,
        }  # fmt: skip
        picked = Picked(split.since, split.until, split.type, name=split.payee)
        yield Found(Oddity.SPLIT, 93 if limit else 82, split.since, picked, facts, split.times)
        return


def _hides(split: Split, limit: int) -> bool:
    return split.most_cents <= limit < split.cents and split.times > split.usual


def _is_named(twice: Twice) -> bool:
    return bool(REFERENCE.search(twice.target))
