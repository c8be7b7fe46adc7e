"""Where an agent may go from where it stands. « Coupé » is no state: it is a stop, and lies over any of these."""

from dataclasses import dataclass
from enum import StrEnum

from inventory.enums import State


class Move(StrEnum):
    """One change of state, as the owner would say it."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    RETIRE = "retire"


@dataclass(frozen=True)
class Step:
    """From which states a move may start, where it leads, and its words: button, icon, and what is said afterwards."""

    sources: tuple[State, ...]
    target: State
    label: str
    icon: str
    done: str


TRANSITIONS: dict[Move, Step] = {
    Move.START: Step((State.PLANNED,), State.ACTIVE, "Mettre en service", "play", "L’agent est en service."),
    Move.PAUSE: Step((State.ACTIVE,), State.PAUSED, "Mettre en pause", "pause", "L’agent est en pause."),
    Move.RESUME: Step((State.PAUSED,), State.ACTIVE, "Reprendre", "play", "L’agent a repris."),
    Move.RETIRE: Step(
        (State.PLANNED, State.ACTIVE, State.PAUSED), State.RETIRED, "Retirer l’agent", "archive", "L’agent est retiré, son histoire reste."
    ),
}


def may_move(state: str, move: Move) -> bool:
    """Is this move allowed from this state?"""
    return state in TRANSITIONS[move].sources


def moves_from(state: str) -> tuple[Move, ...]:
    """Every allowed move, in the order of the table."""
    return tuple(move for move in TRANSITIONS if may_move(state, move))
