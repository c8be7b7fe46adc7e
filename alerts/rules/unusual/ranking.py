"""In which order findings are told: each agent's gravest first, so that no agent hides behind another. Pure."""

from collections.abc import Iterable
from itertools import groupby

from alerts.rules.unusual.found import Unusual


def ranked(found: Iterable[Unusual]) -> list[Unusual]:
    """The gravest of each agent by weight, then the second of each, and so on."""
    by_agent = sorted(found, key=lambda one: (str(one.agent), -one.weight, one.happened_at, one.kind))
    placed = [(turn, one) for _, ones in groupby(by_agent, key=lambda one: one.agent) for turn, one in enumerate(ones)]
    return [one for _, one in sorted(placed, key=lambda pair: (pair[0], -pair[1].weight, pair[1].happened_at, str(pair[1].agent)))]
