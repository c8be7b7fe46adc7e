"""How each kind of review is titled, told, answered and signed: what the pages, the actions and the paper ask, so that they need not
know the kinds. Filled here for the week; whoever brings another kind puts its own manner in `manners` when the app starts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import Membership
from reviews.enums import Code, Kind, Verdict
from reviews.models import Answer, Point, Review
from reviews.rules.headings import week_heading, week_words
from reviews.rules.heads import head_words
from reviews.rules.sentences import Told, told
from reviews.rules.verdicts import OF_TASK, OF_WEEK


def _of_week(point: Point) -> Sequence[Verdict]:
    return OF_TASK if point.code == Code.FOLLOW_UP else OF_WEEK


def _never(_point: Point, _verdict: Verdict, _note: str) -> str:
    return ""


def _no_hint(_point: Point) -> str:
    return ""


def _is_never_calm(_point: Point) -> bool:
    return False


def _nothing(_review: Review, _said: Mapping[Point, Answer], *, by: Membership, at: datetime) -> None:
    """A week is signed, and nothing else changes."""


@dataclass(frozen=True)
class Manner:
    """`heading(points, agent)`: the title of its page; `period(starts_at, ends_at, zone)`: the small line above; `head(facts)`: its
    figures in sentences. `told(code, facts)`: a point in words. `offered(point)`: what may be answered. `refusal(point, verdict, note)`:
    why this answer is not taken, in French; empty when it is. `sign(review, said, by=, at=)`: what the signature does besides, in its
    transaction. `lead`: the sentence under the title. `is_calm(point)`: nothing stands out, so it may be answered with others at once.
    `word_hint(point)`: when a word of why is asked; empty: it never is. `is_grouped`: its page goes agent by agent."""

    heading: Callable[[int, str], str] = week_heading
    period: Callable[[datetime, datetime, str], str] = week_words
    head: Callable[[Mapping[str, Any]], Sequence[str]] = head_words
    told: Callable[[str, Mapping[str, Any]], Told] = told
    offered: Callable[[Point], Sequence[Verdict]] = _of_week
    refusal: Callable[[Point, Verdict, str], str] = _never
    sign: Callable[..., None] = _nothing
    lead: str = "Pour chaque point, dites-nous si cela vous paraît normal. Vous pouvez changer d’avis jusqu’à la signature."
    is_calm: Callable[[Point], bool] = _is_never_calm
    word_hint: Callable[[Point], str] = _no_hint
    is_grouped: bool = False


manners: dict[str, Manner] = {Kind.WEEK: Manner()}


def manner_of(review: Review) -> Manner:
    """The manner of its kind."""
    return manners[review.kind]
