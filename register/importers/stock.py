"""What a company has already, beside what a file brings: the same reference or the same name is not created twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from lib.tables.text import fold
from register.importers.preview import ImportedProcessing


@dataclass(frozen=True)
class Known:
    """A processing the company has. `references`: its number here, and the one it had elsewhere."""

    id: UUID
    name: str
    references: tuple[str, ...]


def already_there(processings: Iterable[ImportedProcessing], known: Iterable[Known]) -> Mapping[str, Known]:
    """Key -> what the company has under the same reference, else under the same name."""
    by_reference: dict[str, Known] = {}
    by_name: dict[str, Known] = {}
    for one in known:
        by_name.setdefault(fold(one.name), one)
        for reference in one.references:
            by_reference.setdefault(fold(reference), one)
    found = {
        item.key: by_reference.get(fold(item.reference)) if fold(item.reference) in by_reference else by_name.get(fold(item.name))
        for item in processings
    }
    return {key: one for key, one in found.items() if one}
