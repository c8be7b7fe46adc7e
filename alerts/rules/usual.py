"""« D’habitude »: what an agent usually does, beside what it did. From plain figures of the ninety days before. Pure."""

from collections.abc import Mapping

from alerts.enums import Code
from journal.enums import Type

NBSP = "\u00a0"
Uses = Mapping[str, tuple[int, int]]  # by type: how many, on how many days


def usual_words(code: str, kind: str, uses: Uses, asked: Mapping[str, int]) -> str:
    """One sentence, or none when the figures say nothing about it."""
    if code in (Code.BYPASSED, Code.GRANT_REUSED, Code.GRANT_MISUSED):
        return _with_grants(kind, uses.get(kind, (0, 0))[0], asked.get(f"{kind}:spent", 0))
    if code == Code.REFUSALS:
        return _often(asked.get("refused", 0), "refus", "refus") + " en quatre-vingt-dix jours avant cela."
    if code == Code.FLOOD:
        return _often(asked.get("asked", 0), "demande", "demandes") + " en quatre-vingt-dix jours avant cela."
    if code == Code.UNCONFIRMED:
        spent = asked.get("spent", 0)
        return (
            f"D’habitude, il dit ce qu’il fait\u00a0: {_many(spent, 'accord utilisé', 'accords utilisés')} avant celui-ci." if spent else ""
        )
    if code in (Code.AFTER_STOP, Code.OUT_OF_SCOPE):
        return _pace(uses)
    return ""


def _with_grants(kind: str, times: int, spent: int) -> str:
    label = str(Type(kind).label).lower() if kind in Type.values else "action"
    if not times and not spent:
        return f"Rien de tel ({label}) dans les quatre-vingt-dix jours d’avant."
    grants = _many(spent, "accord utilisé", "accords utilisés")
    return f"Dans les quatre-vingt-dix jours d’avant\u00a0: {_many(times, 'fois', 'fois')} ({label}), {grants}."


def _pace(uses: Uses) -> str:
    times, days = sum(one[0] for one in uses.values()), max((one[1] for one in uses.values()), default=0)
    if not days:
        return "Nous n’avions rien entendu de lui dans les quatre-vingt-dix jours d’avant."
    a_day = max(round(times / days), 1)
    return f"D’habitude, il fait environ {_many(a_day, 'action', 'actions')} les jours où il travaille."


def _often(number: int, one: str, more: str) -> str:
    return f"D’habitude\u00a0: {_many(number, one, more)}"


def _many(number: int, one: str, more: str) -> str:
    """0 and 1 are singular. Thousands apart: « 1 840 »."""
    return f"{number:,}".replace(",", NBSP) + f" {one if number <= 1 else more}"
