"""What each finding says, and the usual beside it. Pure words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alerts.enums import Oddity

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """`sentence`: after the agent's name, without its point. `usual`: one whole sentence, or none."""

    sentence: str
    usual: str = ""


def told(kind: str, facts: Facts) -> Told:  # noqa: ARG001
    """« a supprimé 60 fichiers en 2 minutes », « D’habitude, il n’en supprime pas. »"""
    return Told(str(Oddity(kind).label).lower())
