"""Who did it and what it is about, as plain values. Names are kept as text: the record outlives what it describes."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

ActorKind = Literal["person", "agent", "system"]


@dataclass(frozen=True)
class Actor:
    """The author of an act, with the name it had then."""

    kind: ActorKind
    id: UUID | None
    name: str


@dataclass(frozen=True)
class Subject:
    """An object an act is about; `kind` is its model's name in lower case."""

    kind: str
    id: UUID
    name: str


SYSTEM = Actor("system", None, "Garde-fou")
SERVER = Actor("system", None, "Commande sur le serveur")
