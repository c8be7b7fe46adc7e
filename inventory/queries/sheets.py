"""The pages of one sheet: which tab one is on, and its lines ready to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from inventory.models import Processing
from inventory.rules.overlay import CompanyTerm, CompanyWords
from inventory.rules.vocabularies import BY_NAME
from lib.vocabulary import checked_on, document

TABS = (
    ("edit", "La fiche"),
    ("purposes", "Finalités"),
    ("data", "Données"),
    ("people", "Personnes"),
    ("recipients", "Destinataires"),
    ("transfers", "Hors de l’Union"),
    ("measures", "Sécurité"),
    ("agents", "Agents"),
)


@dataclass(frozen=True)
class LineRow:
    """One line as it is read: its words, smaller ones under them, and a mark (tone, words)."""

    id: UUID
    title: str
    details: tuple[str, ...] = ()
    mark: tuple[str, str] | None = None
    is_proposed: bool = False


@dataclass(frozen=True)
class Words:
    """A vocabulary to explain: its terms, the day its sources were read, and the sources. `slug`: its page."""

    slug: str
    terms: tuple[CompanyTerm, ...]
    checked_on: date
    sources: tuple[str, ...]


def tabs(processing: Processing, current: str) -> list[tuple[str, str, bool]]:
    """(address, words, is this one)."""
    return [(reverse(f"inventory:processing_{name}", args=[processing.pk]), words, name == current) for name, words in TABS]


def words_of(source: str, words: CompanyWords) -> Words:
    """What the reader may want to know of a list of words."""
    sources = tuple(document(source)["meta"].get("sources", ()))
    return Words(BY_NAME[source].slug, tuple(words.offered(source).values()), date.fromisoformat(checked_on(source)), sources)


def rows_of(sort: str, lines: list[Any], words: CompanyWords) -> list[LineRow]:
    """The lines of one group."""
    return [ROWS[sort](line, words) for line in lines]


def _purpose(line: Any, words: CompanyWords) -> LineRow:
    basis = f"Base légale\u00a0: {words.label('bases_legales', line.basis)}" if line.basis else ""
    confirmed = f"Confirmé par {line.confirmed_by.user.name}" if line.confirmed_by else ""
    details = tuple(filter(None, (basis, line.justification, confirmed)))
    is_proposed = bool(line.basis) and line.confirmed_at is None
    mark = ("ok", "Confirmé") if line.confirmed_at else (("watch", "À confirmer") if is_proposed else None)
    return LineRow(line.pk, line.description, details, mark, is_proposed)


def _data(line: Any, words: CompanyWords) -> LineRow:
    retention = f"Conservées\u00a0: {line.retention}" if line.retention else "Durée de conservation à préciser"
    archive = f"Puis en archive\u00a0: {line.archive}" if line.archive else ""
    exception = f"Permis par\u00a0: {words.label('exceptions_art9', line.exception)}" if line.exception else ""
    details = tuple(filter(None, (line.description, retention, archive, exception)))
    return LineRow(line.pk, words.label("categories_donnees", line.category), details, ("watch", "Sensible") if line.is_sensitive else None)


def _word(source: str) -> Callable[[Any, CompanyWords], LineRow]:
    def row(line: Any, words: CompanyWords) -> LineRow:
        return LineRow(line.pk, words.label(source, line.code), (line.precision,) if line.precision else ())

    return row


def _transfer(line: Any, words: CompanyWords) -> LineRow:
    term = words.term("transferts", line.mechanism)
    safeguard = f"Garantie\u00a0: {term.label if term else line.mechanism}" if line.mechanism else "Garantie à préciser"
    is_invalid = term is not None and not term.extra.get("valide")
    return LineRow(
        line.pk, line.recipient, tuple(filter(None, (line.country, safeguard, line.link))), ("stop", "Plus valable") if is_invalid else None
    )


ROWS: dict[str, Callable[[Any, CompanyWords], LineRow]] = {
    "purposes": _purpose,
    "data": _data,
    "people": _word("categories_personnes"),
    "recipients": _word("destinataires"),
    "transfers": _transfer,
    "measures": _word("mesures_securite"),
}
