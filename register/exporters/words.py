"""From the register's French words to what other formats call them: the CNIL model's types, the DPV's terms.

By code where the book has one (a company may call a word of ours otherwise), else by label.
"""

from collections.abc import Mapping
from functools import cache

from lib.vocabulary import Term, vocabulary
from register.book import Line

TYPE_COLUMNS = {"categories_personnes": "liste_cnil_ods", "destinataires": "type_cnil_ods", "mesures_securite": "type_cnil_ods"}


@cache
def terms(name: str) -> Mapping[str, Term]:
    """Terms of a vocabulary by label."""
    return {term.label: term for term in vocabulary(name).values()}


def term(name: str, label: str, code: str = "") -> Term | None:
    """The term of ours that a line means, or None: the owner's own words."""
    return vocabulary(name).get(code) or terms(name).get(label)


def typed(name: str, one: Line) -> tuple[str, str]:
    """What the model's two columns say: its own type, then our word and the precision. Our word is left out when the type says it all."""
    label, precision = one.label, one.precision
    found = term(name, label, one.code)
    word = str(found.extra.get(TYPE_COLUMNS[name]) or "") if found else ""
    if not word:
        return label, precision
    return word, precision if _says_it_all(name, word, label) else "\n".join(part for part in (label, precision) if part)


def _says_it_all(name: str, word: str, label: str) -> bool:
    """Only this word of ours has this type, and the company calls it so. Types of recipients are wide: there, « service interne » alone."""
    if label not in terms(name):
        return False
    if name == "destinataires":
        return label == vocabulary(name)["service_interne"].label
    return sum(one.extra.get(TYPE_COLUMNS[name]) == word for one in terms(name).values()) == 1
