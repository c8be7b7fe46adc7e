"""The pages of the vocabularies: every list in short, one list to look through, one word beside ours."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import Company
from inventory.queries.agent_page import HistoryRow, told
from inventory.queries.word_uses import uses
from inventory.queries.words import company_words
from inventory.rules.overlay import CompanyTerm, CompanyWords
from inventory.rules.vocabularies import LISTS, Vocabulary, part_words, said_of
from lib.dates import french_date
from lib.vocabulary import checked_on, document
from lib.words import folded

SIGHTS: Mapping[str, tuple[str, Callable[[CompanyTerm], bool]]] = {
    "": ("Tous", lambda term: not term.is_hidden),
    "a-verifier": ("À vérifier", lambda term: term.must_be_verified and not term.is_hidden),
    "les-notres": ("De l’entreprise", lambda term: term.is_own or term.is_reworded),
    "masques": ("Masqués", lambda term: term.is_hidden),
}


@dataclass(frozen=True)
class ListRow:
    """One vocabulary in short."""

    vocabulary: Vocabulary
    many: int
    own: int
    doubtful: int
    read_on: date


@dataclass(frozen=True)
class ListPage:
    """One vocabulary, as searched. `rows`: (word, what else must be seen at once). `sights`: (value, words, how many, is this one)."""

    vocabulary: Vocabulary
    rows: tuple[tuple[CompanyTerm, str], ...]
    sights: tuple[tuple[str, str, int, bool], ...]
    read_on: date
    sources: tuple[str, ...]
    is_empty: bool


@dataclass(frozen=True)
class WordPage:
    """One word. `rows`: (what, as the company says it, as we say it)."""

    term: CompanyTerm
    rows: tuple[tuple[str, str, str], ...]
    used: int
    history: tuple[HistoryRow, ...]
    read_on: date


def all_lists(company: Company) -> list[ListRow]:
    """Every vocabulary. One query."""
    words = company_words(company)
    return [_row(one, words) for one in LISTS]


def one_list(company: Company, vocabulary: Vocabulary, searched: str, sight: str) -> ListPage:
    """The words that hold everything searched, of those in sight. One query."""
    words = company_words(company)
    terms = words.terms(vocabulary.name).values()
    chosen = sight if sight in SIGHTS else ""
    wanted = folded(searched).split()
    seen = tuple((term, _brief(vocabulary, term, words)) for term in terms if SIGHTS[chosen][1](term) and _holds(term, wanted))
    sights = tuple((value, label, sum(map(test, terms)), value == chosen) for value, (label, test) in SIGHTS.items())
    sources = tuple(source.partition(" — ")[0] for source in document(vocabulary.name)["meta"].get("sources", ()))
    return ListPage(vocabulary, seen, sights, read_on(vocabulary), sources, is_empty=not seen)


def one_word(company: Company, vocabulary: Vocabulary, key: str) -> WordPage | None:
    """The word of this address; None when there is none. Four queries."""
    term = term_of(company, vocabulary, key)
    if term is None:
        return None
    rows = tuple(row for row in _rows(vocabulary, term) if row[1] or row[2])
    history = tuple(told(UUID(term.row_id))) if term.row_id else ()
    return WordPage(term, rows, uses(company, vocabulary.name).get(term.code, 0), history, read_on(vocabulary))


def term_of(company: Company, vocabulary: Vocabulary, key: str) -> CompanyTerm | None:
    """A word of ours by its code, the company's own by its row. One query."""
    return next((term for term in company_words(company).terms(vocabulary.name).values() if term.key == key), None)


def read_on(vocabulary: Vocabulary) -> date:
    """The day our sources were read."""
    return date.fromisoformat(checked_on(vocabulary.name))


def _row(one: Vocabulary, words: CompanyWords) -> ListRow:
    terms = [term for term in words.terms(one.name).values() if not term.is_hidden]
    own, doubtful = sum(term.is_own for term in terms), sum(term.must_be_verified for term in terms)
    return ListRow(one, len(terms), own, doubtful, read_on(one))


def _holds(term: CompanyTerm, wanted: list[str]) -> bool:
    text = folded(f"{term.label} {term.explanation} {term.ref} {term.ours.label if term.ours else ''}")
    return all(word in text for word in wanted)


def _rows(vocabulary: Vocabulary, term: CompanyTerm) -> list[tuple[str, str, str]]:
    ours = term.ours
    names = {part: part_words(vocabulary.name, part) for part in ("label", "explanation", "ref")}
    rows = [(words, str(getattr(term, part)), str(getattr(ours, part)) if ours else "") for part, words in names.items()]
    for column in vocabulary.columns:
        first = _said(column, ours.extra.get(column)) if ours else ""
        rows.append((part_words(vocabulary.name, column), _said(column, term.extra.get(column)), first))
    return rows


def _brief(vocabulary: Vocabulary, term: CompanyTerm, words: CompanyWords) -> str:
    """A duration in full, a country's scope and end, a level that is not ordinary."""
    if vocabulary.name == "durees_conservation":
        active, archive = words.retention(term.code)
        return " ; ".join(filter(None, (active, archive and f"archive\u00a0: {archive}")))
    if vocabulary.name == "pays_adequats":
        end = _said("expiration", term.extra.get("expiration"))
        return " ; ".join(filter(None, (str(term.extra.get("portee_fr") or ""), end and f"jusqu’au {end}")))
    level = str(term.extra.get("niveau") or "")
    return said_of("niveau", level) if level not in ("", "courante") else ""


def _said(column: str, value: object) -> str:
    if column in ("date", "expiration") and value:
        return french_date(date.fromisoformat(str(value)))
    return said_of(column, str(value or ""))
