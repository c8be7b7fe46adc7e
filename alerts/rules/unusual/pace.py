"""Too many at once: bursts, and the same thing again and again. Pure."""

from collections.abc import Iterator
from math import log2

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.series import Peak, Series
from journal.enums import Type

# How many in twenty minutes are worth a look at all, and how grave such a burst is at least.
FLOORS = {
    Type.FILE_DELETED: (10, 84), Type.PAYMENT: (8, 82), Type.CREDIT: (8, 80), Type.MESSAGE: (10, 70), Type.POST: (10, 74),
    Type.EXPORT: (8, 74), Type.FILE: (20, 72), Type.RECORD: (20, 66), Type.COMMAND: (10, 80), Type.INVOICE: (15, 70),
    Type.QUOTE: (15, 64), Type.DECISION: (15, 70),
}  # fmt: skip
FLOOR = (40, 52)
FAILED, FAILING = 0.3, (12, 62)  # a third of them failed: it tries again and again
AGAIN = 8  # times on the same thing


def bursts(series: Series) -> Iterator[Found]:
    """Twice what it ever did in so short a time. The gravest."""
    told = [found for peak in series.peaks if (found := _burst(peak, series))]
    if told:
        yield max(told, key=lambda found: (found.weight, found.times, found.happened_at))


def loops(series: Series) -> Iterator[Found]:
    """The same tool on the same thing. The worst."""
    again = [one for one in series.repeats if one.times >= max(AGAIN, 2.5 * one.usual)]
    if again:
        worst = max(again, key=lambda one: (one.times, one.since))
        facts = _facts(worst) | {"what": worst.target[:120]}
        picked = Picked(worst.since, worst.until, worst.type, worst.tool, (worst.target,))
        yield Found(Oddity.LOOP, min(74 + round(3 * log2(worst.times / AGAIN)), 88), worst.since, picked, facts, worst.times)


def _burst(peak: Peak, series: Series) -> Found | None:
    fewest, gravity = FLOORS.get(Type(peak.type), FLOOR)
    if peak.failed >= FAILED * peak.times:
        fewest, gravity = min(fewest, FAILING[0]), max(gravity, FAILING[1])
    usual = peak.usual if series.worked else fewest
    if peak.times < fewest or peak.times < 1.8 * usual:
        return None
    more = round(4 * log2(peak.times / max(usual, fewest / 2)))
    picked = Picked(peak.since, peak.until, peak.type, peak.tool)
    return Found(Oddity.BURST, min(gravity + more, 95), peak.since, picked, _facts(peak), peak.times)


def _facts(peak: Peak) -> dict[str, object]:
    seconds = int((peak.until - peak.since).total_seconds())
    return {"times": peak.times, "failed": peak.failed, "type": peak.type, "tool": peak.tool, "seconds": seconds, "usual": peak.usual}
