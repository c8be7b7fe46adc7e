"""Which label a category of data gets in the CNIL's model, so that whoever reads the file back understands the same thing."""

from lib.tables.cells import clean
from lib.tables.text import fold
from lib.tables.values import Meaning, meaning
from register.book import Level
from register.exporters.cnil_model import DATA, SENSITIVE, SENSITIVE_LEVELS
from register.exporters.words import term
from register.importers import labels

NAMELESS = "Autres données"
OWN, OWN_SENSITIVE, SAID = "Donnée\u00a0: ", "Donnée sensible\u00a0: ", "Précision\u00a0: "
HEADINGS = {Level.OBLIGATORY: "À compléter (obligatoire)", Level.CONFIRM: "À confirmer", Level.RECOMMENDED: "À compléter (conseillé)"}


def heading(level: Level) -> str:
    """The label of what is missing."""
    return HEADINGS[level]


def ordinary(category: str, code: str = "") -> str:
    """The label of an ordinary category."""
    return _label(category, code, is_sensitive=False)


def sensitive(category: str, code: str = "") -> str:
    """The label of a category of article 9 or 10."""
    return _label(category, code, is_sensitive=True)


def unread(text: str) -> str:
    """A description that begins like a « no » would be read as an absence: say that it is a description."""
    shown = clean(text)
    return f"{SAID}{shown}" if meaning(shown) in (Meaning.ABSENT, Meaning.DOUBTFUL, Meaning.TICK) else shown


def _label(category: str, code: str, *, is_sensitive: bool) -> str:
    own = clean(category).replace("\n", " ")
    found = term("categories_donnees", own, code)
    if found and (found.extra.get("niveau") in SENSITIVE_LEVELS) == is_sensitive:
        return _row(found.code) or own
    if found or labels.category(own) or _is_structure(own):
        return f"{OWN_SENSITIVE if is_sensitive else OWN}{own}"
    return own or NAMELESS


def _row(code: str) -> str:
    """The model's own row, when it is this very category."""
    return next((label for label in (*DATA, *SENSITIVE) if (known := labels.category(label)) and known.code == code), "")


def _is_structure(own: str) -> bool:
    """The owner's category bears a name that the model keeps for something else."""
    folded = fold(own)
    reserved = (labels.SECTIONS, labels.FIELDS, labels.ACTORS, labels.TITLES)
    return any(folded in words for words in reserved) or bool(labels.numbered(folded)) or labels.is_help(own)
