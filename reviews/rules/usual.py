"""The usual week of an agent, from the weeks before this one. Pure: figures in, a spread and its words out."""

from collections.abc import Sequence

from lib.money import grouped

WEEKS = 8  # looked back
FEWEST = 2  # weeks heard before anything is called usual
TRIMMED = 4  # from so many on, the lowest and the highest week are left out: one odd week makes no habit
NBSP = "\u00a0"


def spread(weeks: Sequence[int], heard: Sequence[int] = ()) -> tuple[int, int] | None:
    """(lowest, highest) of the usual weeks, oldest first; None while too few. It begins with the first week in which anything was `heard`
    (else: in which there was any): a week without any counts from then on."""
    all_of_it = list(heard or weeks)
    begun = next((place for place, number in enumerate(all_of_it) if number), len(all_of_it))
    kept = sorted((list(weeks) or [0] * len(all_of_it))[begun:])
    if len(kept) < FEWEST:
        return None
    kept = kept[1:-1] if len(kept) >= TRIMMED else kept
    return kept[0], kept[-1]


def usual_words(low_high: Sequence[int] | None, none: str = "aucune") -> str:
    """« D’habitude, de 30 à 50 par semaine. » `none`: « aucun » or « aucune »."""
    if not low_high:
        return "Pas encore d’habitude à comparer."
    return f"D’habitude, {between(low_high, none)} par semaine."


def between(low_high: Sequence[int], none: str = "aucune") -> str:
    """« de 30 à 50 », « 30 », « aucune »."""
    low, high = low_high
    if low == high:
        return grouped(low) if low else none
    return f"de {grouped(low)} à {grouped(high)}"
