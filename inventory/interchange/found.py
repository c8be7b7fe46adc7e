"""What a file of agents was found to hold: values that travel as JSON and come back the same. Nothing is decided here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Remark:
    """Something that was not taken, or left aside: the value (never a secret), where it stands, why."""

    value: str
    where: str
    reason: str


@dataclass(frozen=True)
class FoundRow:
    """A row: the tab it is in, the identifier it bears, and its values by column; days are ISO text. A name left out: not said."""

    tab: str
    where: str
    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """A whole file."""

    rows: tuple[FoundRow, ...] = ()
    refused: tuple[Remark, ...] = ()
    ignored: tuple[Remark, ...] = ()

    def of(self, tab: str) -> tuple[FoundRow, ...]:
        """The rows of one tab."""
        return tuple(row for row in self.rows if row.tab == tab)


def to_json(found: Found) -> dict[str, Any]:
    """What a JSON column holds."""
    return asdict(found)


def from_json(value: Mapping[str, Any]) -> Found:
    """The reverse of to_json."""
    return Found(
        tuple(FoundRow(**row) for row in value.get("rows", ())),
        tuple(Remark(**one) for one in value.get("refused", ())),
        tuple(Remark(**one) for one in value.get("ignored", ())),
    )
