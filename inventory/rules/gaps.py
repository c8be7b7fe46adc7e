"""A gap: something still unknown or unsafe about an agent, how much it matters, and the page that mends it."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Level(StrEnum):
    """How much it matters, the gravest first."""

    OBLIGATORY = "obligatory"
    MEND = "mend"
    CONFIRM = "confirm"
    RECOMMENDED = "recommended"


GRAVITY = {level: place for place, level in enumerate(Level)}
LEVEL_WORDS = {Level.OBLIGATORY: "Obligatoire", Level.MEND: "À corriger", Level.CONFIRM: "À confirmer", Level.RECOMMENDED: "Conseillé"}


@dataclass(frozen=True)
class Missing:
    """One gap. `place` names the page that mends it (see inventory.queries.places), `target` the object that page wants."""

    code: str
    label: str
    level: Level
    place: str
    target: UUID | None = None
