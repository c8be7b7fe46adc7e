"""What exports of other programs share: exact words to our codes, lines with their limits, a whole preview. Nothing is guessed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from lib.tables.text import fold, one_line, shorten
from lib.vocabulary import vocabulary
from register.importers import labels
from register.importers.joining import with_shared_names
from register.importers.page import Notes
from register.importers.preview import DataLine, ImportedProcessing, ImportPreview, Line, Organisation

NAME_LIMIT, REFERENCE_LIMIT, CODE_LIMIT = 200, 80, 120
BULLET = re.compile(r"^[-•–\s]+")
SUBCONTRACTORS = "Sous-traitants"
TWICE = "Ce traitement figure déjà ailleurs dans le fichier, avec le même nom."


@cache
def bases(column: str = "") -> Mapping[str, str]:
    """Legal bases by folded word: our label, our code, and the word of another program (`column` of the vocabulary)."""
    found: dict[str, str] = {}
    for code, term in vocabulary("bases_legales").items():
        for word in (term.label, code, str(term.extra.get(column, "")) if column else ""):
            if word:
                found.setdefault(fold(word), code)
    return found


@cache
def english(name: str) -> Mapping[str, str]:
    """Codes of a vocabulary by folded English label."""
    return {fold(str(term.extra.get("label_en", ""))): code for code, term in vocabulary(name).items()}


def name(text: str) -> str:
    return shorten(one_line(text), NAME_LIMIT)


def reference(text: str) -> str:
    return shorten(one_line(text), REFERENCE_LIMIT)


def data_line(words: str, description: str = "", retention: str = "") -> DataLine:
    """Our category when the words are exactly one of ours, else the words themselves."""
    term = labels.category(words)
    if term:
        return DataLine(term.code, description or one_line(words), retention, labels.is_sensitive(term))
    return DataLine(shorten(one_line(words), CODE_LIMIT), description or _rest(words), retention)


def line(vocabulary_name: str, words: str, precision: str = "", kind: str = "", column: str = "") -> Line:
    """Our code when the words are exactly one of ours, else the words themselves; nothing of long words is lost."""
    code = labels.codes(vocabulary_name, column).get(fold(words), "")
    if code:
        return Line(code, precision, kind)
    return Line(shorten(one_line(words), CODE_LIMIT), "\n".join(text for text in (_rest(words), precision) if text), kind)


def distinct(texts: Iterable[str]) -> list[str]:
    """Each text once, in order, without what opens a list item."""
    found: dict[str, str] = {}
    for text in texts:
        if (plain := BULLET.sub("", text).strip()) and fold(plain):
            found.setdefault(fold(plain), plain)
    return list(found.values())


def whole(processings: Sequence[ImportedProcessing], notes: Notes, organisation: Organisation) -> ImportPreview:
    """The preview of a file: the same name and reference twice is one processing; keys are given here."""
    kept: dict[tuple[str, str], ImportedProcessing] = {}
    for item in processings:
        if kept.setdefault((fold(item.name), fold(item.reference)), item) is not item:
            notes.refuse(item.name, item.where, TWICE)
    numbered = [replace(item, key=f"p{number}") for number, item in enumerate(kept.values(), 1)]
    return ImportPreview(
        organisation=organisation,
        processings=with_shared_names(numbered),
        unclear=tuple(notes.unclear),
        refused=tuple(notes.refused),
        ignored=tuple(notes.ignored),
    )


def _rest(words: str) -> str:
    return words if len(one_line(words)) > CODE_LIMIT else ""
