"""A CSV export as rows that know where they stand. What a row holds is each format's affair."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from register.importers.archive import Unreadable
from register.importers.page import Notes
from register.importers.spreadsheet import MAX_TEXT
from register.importers.text import clean, fold
from register.importers.values import filled

MAX_ROWS = 500
MAX_RECORDS = 5_000  # empty ones included
MAX_COLUMNS = 300
LONGEST_TITLES = 20_000
DELIMITERS = (";", ",", "\t")
TOO_MANY = f"Ce registre dépasse {MAX_ROWS} traitements. Partagez-le en plusieurs fichiers."
DAMAGED = "Ce fichier CSV est abîmé ou incomplet. Exportez-le de nouveau, puis réessayez."


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


def decoded(data: bytes) -> str | None:
    """UTF-8, or what a spreadsheet program makes of it when saving again; None when it is no text."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return None


def titled(text: str, titles: Sequence[str]) -> str:
    """The delimiter with which the first row holds exactly these titles first; an empty string when it does not."""
    wanted = [fold(title) for title in titles]
    for delimiter in DELIMITERS:
        try:
            first = next(_reader(text[:LONGEST_TITLES], delimiter), [])
        except csv.Error:
            continue
        if [fold(title) for title in first[: len(wanted)]] == wanted:
            return delimiter
    return ""


def rows(text: str, delimiter: str) -> list[Row]:
    """Every filled row under the titles. Raises Unreadable."""
    try:
        records = list(islice(_reader(text, delimiter), MAX_RECORDS + 1))
    except csv.Error as error:
        raise Unreadable(DAMAGED) from error
    titles = [clean(title) for title in records[0]] if records else []
    found = [Row(number, texts, titles) for number, texts in enumerate(records[1:], 2) if any(map(str.strip, texts))]
    if len(found) > MAX_ROWS or len(records) > MAX_RECORDS:
        raise Unreadable(TOO_MANY)
    if any(len(row.texts) > MAX_COLUMNS for row in found):
        raise Unreadable(DAMAGED)
    return found


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
