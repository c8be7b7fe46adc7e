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
    """Key -> what the company has under the same reference, else under the same name. A file of ours bears identifiers: its numbers
    (RT-0001) may be another company's, and say nothing."""
    by_reference: dict[str, Known] = {}
    by_name: dict[str, Known] = {}
    by_id: dict[str, Known] = {}
    for mine in known:
        by_name.setdefault(fold(mine.name), mine)
        by_id[str(mine.id)] = mine
        for reference in mine.references:
            by_reference.setdefault(fold(reference), mine)

    def twin(item: ImportedProcessing) -> Known | None:
        if item.is_own or item.id:
            return by_id.get(item.id) or by_name.get(fold(item.name))
        return by_reference.get(fold(item.reference)) or by_name.get(fold(item.name))

    return {item.key: one for item in processings if (one := twin(item)) is not None}
