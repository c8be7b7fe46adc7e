"""Free words of a file that are words of this company: its own vocabulary, read after the file and before any comparison."""

from collections.abc import Iterable
from dataclasses import replace

from inventory.rules.overlay import CompanyWords
from register.importers.preview import DataLine, ImportedProcessing, ImportPreview, Line


def worded(preview: ImportPreview, words: CompanyWords) -> ImportPreview:
    """The same preview, with the company's codes where its own words stand, whatever their case and accents."""
    return replace(preview, processings=tuple(_processing(item, words) for item in preview.processings))


def _processing(item: ImportedProcessing, words: CompanyWords) -> ImportedProcessing:
    data = tuple(_data(words, one) for one in item.data)
    return replace(
        item,
        purposes=tuple(replace(one, basis=_code(words, "bases_legales", one.basis)) for one in item.purposes),
        data=data,
        has_sensitive_data=True if any(one.is_sensitive for one in data) else item.has_sensitive_data,
        people=_lines(words, "categories_personnes", item.people),
        recipients=_lines(words, "destinataires", item.recipients),
        measures=_lines(words, "mesures_securite", item.measures),
        transfers=tuple(replace(one, mechanism=_code(words, "transferts", one.mechanism)) for one in item.transfers),
    )


def _data(words: CompanyWords, one: DataLine) -> DataLine:
    """A category that the company says sensitive is so, whatever the file says."""
    category = _code(words, "categories_donnees", one.category)
    return replace(
        one,
        category=category,
        is_sensitive=one.is_sensitive or words.is_sensitive(category),
        exception=_code(words, "exceptions_art9", one.exception),
        retention_code=_code(words, "durees_conservation", one.retention_code),
    )


def _lines(words: CompanyWords, name: str, lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, code=_code(words, name, line.code)) for line in lines)


def _code(words: CompanyWords, name: str, told: str) -> str:
    """A code stays; a label becomes its code; any other word stays."""
    return told if not told or words.term(name, told) else words.code_of(name, told) or told
