"""Vocabularies explained to whoever chooses in them: each word, what it rests on, the day its sources were read."""

from dataclasses import dataclass
from datetime import date

from inventory.rules.overlay import CompanyTerm, CompanyWords
from inventory.rules.vocabularies import BY_NAME
from lib.dates import french_date
from lib.vocabulary import checked_on, document

NATURES = {
    "legale": "fixée par la loi",
    "recommandation": "recommandation de la CNIL",
    "usage": "usage, sans texte",
    "interne": "choix de l’entreprise",
}
TITLES = {
    "durees_conservation": "Les durées usuelles et leurs sources",
    "pays_adequats": "Les pays reconnus par l’Union, et leur décision",
    "autorisations_nir_infractions": "Infractions et numéro de Sécurité sociale",
    "exceptions_art9": "Ce qui permet des données sensibles",
}
PHASES = {"base_active_fr": "En usage", "archivage_fr": "En archive", "point_de_depart_fr": "Point de départ"}


@dataclass(frozen=True)
class Words:
    """A vocabulary to explain: its words with what each fixes, the day its sources were read, and the sources. `slug`: its page."""

    title: str
    slug: str
    entries: tuple[tuple[CompanyTerm, tuple[str, ...]], ...]
    checked_on: date
    sources: tuple[str, ...]


def words_of(name: str, words: CompanyWords) -> Words:
    """What the reader may want to know of a list of words."""
    entries = tuple((term, _facts(name, term)) for term in words.offered(name).values())
    sources = tuple(document(name)["meta"].get("sources", ()))
    return Words(TITLES.get(name, "Comprendre ces mots"), BY_NAME[name].slug, entries, day_of(name), sources)


def retention_words(term: CompanyTerm | None) -> str:
    """« Durée usuelle : Factures, fixée par la loi, point de départ : clôture de l’exercice »."""
    if term is None:
        return ""
    start = str(term.extra.get("point_de_depart_fr") or "")
    parts = (term.label, nature_words(term), f"point de départ\u00a0: {start}" if start else "")
    return f"Durée usuelle\u00a0: {', '.join(filter(None, parts))}"


def nature_words(term: CompanyTerm) -> str:
    """What a retention rests on."""
    return NATURES.get(str(term.extra.get("nature")), "")


def _facts(name: str, term: CompanyTerm) -> tuple[str, ...]:
    if name == "durees_conservation":
        phases = [
            f"{words}\u00a0: {term.extra[column]}" for column, words in PHASES.items() if term.extra.get(column) not in (None, "", "—")
        ]
        return tuple(filter(None, (*phases, nature_words(term).capitalize())))
    if name == "pays_adequats":
        day, end = (str(term.extra.get(column) or "") for column in ("date", "expiration"))
        said = (
            f"Décision du {_french(day)}" if day else "",
            str(term.extra.get("portee_fr") or ""),
            f"Fin\u00a0: {_french(end)}" if end else "",
        )
        return tuple(filter(None, said))
    return ()


def _french(day: str) -> str:
    return french_date(date.fromisoformat(day))


def day_of(name: str) -> date:
    """The day the sources of this vocabulary were read."""
    return date.fromisoformat(checked_on(name))
