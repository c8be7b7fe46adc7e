"""What a written table is, whatever the file: no library is loaded for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Value = str | date


@dataclass(frozen=True)
class Table:
    """A named table with its titles."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
