"""What people granted and refused in a week, as one point. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from approvals.enums import Reason, RequestState
from reviews.enums import Code
from reviews.rules.drafts import Draft
from reviews.rules.held import Demands, Week
from reviews.rules.usual import spread

GRANTED = (RequestState.APPROVED, RequestState.CONSUMED)
MOST_NAMED = 10


def approvals(week: Week) -> list[Draft]:
    """None when nothing was asked. `requests`: those that went wrong first, then the largest."""
    if not week.demands:
        return []
    groups: dict[str, list[Demands]] = {}
    for one in week.demands:
        groups.setdefault(_end(one), []).append(one)
    numbers: Counter[str] = Counter()
    for end, ones in groups.items():
        numbers[end] += sum(one.number for one in ones)
    named = [one for end in ("refused", "expired", "forbidden", "given", "automatic") for each in groups.get(end, ()) for one in each.ids]
    facts: dict[str, Any] = {
        **numbers,
        "sum": _sums(groups.get("given", ())),
        "automatic_sum": _sums(groups.get("automatic", ())),
        "people": [list(one) for one in week.people],
        "usual": spread(week.granted),
        "requests": named[:MOST_NAMED],
    }
    return [Draft(Code.APPROVALS, "watch" if numbers["expired"] else "info", facts=facts)]


def _end(one: Demands) -> str:
    """« given », « refused »: by a person; « automatic », « forbidden »: by a limit; « expired »: nobody; « withdrawn »: the agent."""
    if one.state in GRANTED:
        return "automatic" if one.reason == Reason.BELOW_LIMIT else "given"
    if one.state == RequestState.DENIED:
        return "refused" if one.reason == Reason.REFUSED else "forbidden"
    return "expired" if one.state == RequestState.EXPIRED else "withdrawn"


def _sums(ones: Iterable[Demands]) -> dict[str, int]:
    """Cents by currency."""
    sums: Counter[str] = Counter()
    for one in ones:
        if one.currency and one.cents:
            sums[one.currency] += one.cents
    return dict(sorted(sums.items()))
