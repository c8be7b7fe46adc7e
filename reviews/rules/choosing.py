"""The 5 to 12 points of a week, the most telling first: the policy as a table. Pure. What finds no room is counted, never dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviews.enums import Code
from reviews.rules.drafts import Draft

FEWEST, MOST = 5, 12


@dataclass(frozen=True)
class Rule:
    """`kept`: so many places are its own, whatever comes before it; `most`: it never takes more, however much room is left."""

    code: Code
    kept: int
    most: int


# In this order they are read, and in this order they share the places that nobody keeps.
RULES = (
    Rule(Code.FOLLOW_UP, kept=1, most=4),  # what the last review asked for and nobody has done
    Rule(Code.ALERT, kept=2, most=5),  # a control was bypassed; an alert nobody has looked at
    Rule(Code.UNUSUAL, kept=3, most=9),  # against what is declared, then against the weeks before
    Rule(Code.APPROVALS, kept=1, most=1),  # what people granted and refused
    Rule(Code.BLOCKED, kept=1, most=3),  # what an agent tried and could not do
    Rule(Code.NEW_NAMES, kept=1, most=3),  # who was paid or written to for the first time
    Rule(Code.TOTALS, kept=1, most=5),  # the week of an agent beside its usual one
    Rule(Code.SILENT, kept=1, most=2),  # an agent that works every week and did nothing
    Rule(Code.SAMPLE, kept=1, most=1),  # ordinary actions, drawn
)
ORDER = {rule.code: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True)
class Chosen:
    """`left`: what found no room, in the same order."""

    points: Sequence[Draft]
    left: Sequence[Draft]


def choose(candidates: Sequence[Draft], spare: Sequence[Draft] = ()) -> Chosen:
    """Each rule's candidates come the most telling first. `spare` fills up a quiet week to FEWEST, and is no loss when it is left out."""
    found = {rule.code: [one for one in candidates if one.code == rule.code] for rule in RULES}
    places = _places({code: len(ones) for code, ones in found.items()})
    points = [one for code, ones in found.items() for one in ones[: places[code]]]
    left = [one for code, ones in found.items() for one in ones[places[code] :]]
    points += spare[: max(FEWEST - len(points), 0)]
    return Chosen(sorted(points, key=lambda one: ORDER[one.code]), left)


def _places(wanted: Mapping[Code, int]) -> dict[Code, int]:
    """First what each rule keeps, then the rest in order."""
    places = {rule.code: min(rule.kept, wanted[rule.code]) for rule in RULES}
    free = MOST - sum(places.values())
    for rule in RULES:
        more = min(wanted[rule.code], rule.most) - places[rule.code]
        given = max(min(more, free), 0)
        places[rule.code] += given
        free -= given
    return places
