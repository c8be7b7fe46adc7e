"""The sentences of a week's points, from their facts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reviews.enums import Code


@dataclass(frozen=True)
class Told:
    """One point in words: what happened, what is usual, and what one may want to know besides."""

    title: str
    usual: str = ""
    details: tuple[str, ...] = ()


def told(code: str, facts: Mapping[str, Any]) -> Told:
    """The words a point brings with it, else the name of its rule."""
    title = str(facts.get("title") or Code(code).label)
    return Told(title, str(facts.get("usual", "")), tuple(str(one) for one in facts.get("details", ())))
