"""A CSV export as rows that know where they stand. What a row holds is each format's affair."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from lib.tables import csv_file
from lib.tables.archive import Unreadable
from lib.tables.ods import MAX_TEXT
from lib.tables.text import clean
from lib.tables.values import filled
from register.importers.page import Notes

MAX_ROWS = 500
MAX_RECORDS = 5_000  # empty ones included
MAX_COLUMNS = 300
TOO_MANY = f"Ce registre dépasse {MAX_ROWS} traitements. Partagez-le en plusieurs fichiers."


@dataclass
class Row:
    """One processing of the export. `number` is the row's number in a spreadsheet, the titles being 1."""

    number: int
    texts: Sequence[str]
    titles: Sequence[str]
    notes: Notes = field(default_factory=Notes)
    taken: set[int] = field(default_factory=set)

    def raw(self, column: int) -> str:
        """The visible text, marked as read."""
        self.taken.add(column)
        text = clean(self.texts[column]) if column < len(self.texts) else ""
        if len(text) > MAX_TEXT:
            self.ask(column, f"Ce texte dépasse {MAX_TEXT} caractères. Seul le début est repris.", "Relisez-le et abrégez-le.")
        return text[:MAX_TEXT]

    def text(self, column: int) -> str:
        """The text, or nothing when it means nothing (« Sans objet »)."""
        return filled(self.raw(column))

    def title(self, column: int) -> str:
        return self.titles[column] if column < len(self.titles) else f"n° {column + 1}"

    def where(self, column: int) -> str:
        """« ligne 2, colonne « Base légale » »."""
        return f"ligne {self.number}, colonne «\u00a0{self.title(column)}\u00a0»"

    def ask(self, column: int, sentence: str, to_do: str) -> None:
        self.notes.ask(self.title(column), self.where(column), sentence, to_do)

    def ignore_rest(self, reason: str) -> None:
        """Whatever was not read is said."""
        for column in range(len(self.texts)):
            if column not in self.taken and (text := self.text(column)):
                self.notes.ignore(f"{self.title(column)}\u00a0: {text}", self.where(column), reason)


def rows(text: str, delimiter: str) -> list[Row]:
    """Every filled row under the titles. Raises Unreadable."""
    try:
        records = list(islice(csv_file.reader(text, delimiter), MAX_RECORDS + 1))
    except csv.Error as error:
        raise Unreadable(csv_file.DAMAGED) from error
    titles = [clean(title) for title in records[0]] if records else []
    found = [Row(number, texts, titles) for number, texts in enumerate(records[1:], 2) if any(map(str.strip, texts))]
    if len(found) > MAX_ROWS or len(records) > MAX_RECORDS:
        raise Unreadable(TOO_MANY)
    if any(len(row.texts) > MAX_COLUMNS for row in found):
        raise Unreadable(csv_file.DAMAGED)
    return found
