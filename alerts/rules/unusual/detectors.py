"""Every comparison with the usual. Each is pure: an agent's series in, findings out. More join the table."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found
from alerts.rules.unusual.hours import days, declared, hours
from alerts.rules.unusual.money import doubles, splits
from alerts.rules.unusual.names import payees, recipients
from alerts.rules.unusual.pace import bursts, loops
from alerts.rules.unusual.paths import sensitive
from alerts.rules.unusual.scope import commands, outside
from alerts.rules.unusual.series import Series
from alerts.rules.unusual.volumes import growth, silence, volumes

Detector = Callable[[Series], Iterator[Found]]
DETECTORS: tuple[Detector, ...] = (
    outside, commands, sensitive, declared, hours, days, recipients, payees, doubles, splits, bursts, loops, volumes, growth, silence,
)  # fmt: skip
NEAR = timedelta(minutes=20)
# What may be told by another finding about the same actions; of money, secrets and new addresses nothing is left out.
TOLD_BY_OTHERS = frozenset({Oddity.SCOPE, Oddity.TOOL, Oddity.BURST, Oddity.LOOP, Oddity.HOURS, Oddity.VOLUME, Oddity.GROWTH})


def found_in(series: Series) -> list[Found]:
    """What the table has to say of an agent's week, each thing once."""
    found = sorted((one for detector in DETECTORS for one in detector(series)), key=lambda one: -one.weight)
    return [one for number, one in enumerate(found) if not any(_tells(other, one) for other in found[:number])]


def _tells(graver: Found, one: Found) -> bool:
    """It is about at least half of the same actions, and no others."""
    within = one.picked.since - NEAR <= graver.picked.since and graver.picked.until <= one.picked.until + NEAR
    return one.kind in TOLD_BY_OTHERS and within and one.picked.type in ("", graver.picked.type) and 0 < one.times <= 2 * graver.times
