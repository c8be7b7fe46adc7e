"""The lists of words an owner may make his own: their names, what may change, and which columns each word has. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Vocabulary:
    """One list. Closed by law: its words can be explained otherwise and verified, never added nor set aside.

    `columns` are those of `extra` that a word of this list has; `fixed` the ones a word of ours keeps, for they say the law."""

    name: str
    slug: str
    title: str
    lead: str
    law: str = ""
    is_closed: bool = False
    columns: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()


LISTS = (
    Vocabulary(
        "categories_donnees",
        "donnees",
        "Catégories de données",
        "Ce que vos agents savent des personnes.",
        "RGPD, art. 30.1.c",
        columns=("niveau",),
        fixed=("niveau",),
    ),
    Vocabulary("categories_personnes", "personnes", "Personnes concernées", "À qui sont les données.", "RGPD, art. 30.1.c"),
    Vocabulary(
        "destinataires",
        "destinataires",
        "Destinataires",
        "Qui reçoit ou voit les données.",
        "RGPD, art. 30.1.d",
        columns=("role_par_defaut",),
    ),
    Vocabulary("mesures_securite", "securite", "Mesures de sécurité", "Comment vous protégez les données.", "RGPD, art. 30.1.g et 32"),
    Vocabulary(
        "durees_conservation",
        "durees",
        "Durées de conservation",
        "Combien de temps vous gardez les données.",
        "RGPD, art. 5.1.e et 30.1.f",
        columns=("base_active_fr", "archivage_fr", "point_de_depart_fr", "nature"),
    ),
    Vocabulary("services", "services", "Services", "Où vos agents se connectent, et comment leur retirer l’accès.", columns=("lien",)),
    Vocabulary(
        "transferts",
        "garanties",
        "Garanties de transfert",
        "Ce qui permet d’envoyer des données hors de l’Union.",
        "RGPD, art. 44 à 49",
        is_closed=True,
    ),
    Vocabulary(
        "pays_adequats",
        "pays",
        "Pays adéquats",
        "Les pays que la Commission européenne juge assez protecteurs.",
        "RGPD, art. 45",
        columns=("date", "portee_fr", "expiration"),
    ),
    Vocabulary(
        "bases_legales",
        "bases",
        "Bases légales",
        "Ce qui autorise un traitement. La loi en fixe la liste.",
        "RGPD, art. 6.1",
        is_closed=True,
    ),
    Vocabulary(
        "exceptions_art9",
        "exceptions",
        "Données sensibles\u00a0: exceptions",
        "Ce qui permet d’utiliser une donnée sensible. La loi en fixe la liste.",
        "RGPD, art. 9.2",
        is_closed=True,
    ),
    Vocabulary(
        "autorisations_nir_infractions",
        "autorisations",
        "Infractions et numéro de Sécurité sociale",
        "Ce qui permet de les utiliser. La loi en fixe la liste.",
        "RGPD, art. 10 et 87",
        is_closed=True,
    ),
)
BY_SLUG: Mapping[str, Vocabulary] = MappingProxyType({one.slug: one for one in LISTS})
BY_NAME: Mapping[str, Vocabulary] = MappingProxyType({one.name: one for one in LISTS})
COLUMN_WORDS = {
    "niveau": "Niveau",
    "role_par_defaut": "Son rôle",
    "base_active_fr": "Tant qu’elles servent",
    "archivage_fr": "Puis en archive",
    "point_de_depart_fr": "À compter de",
    "nature": "D’où vient cette durée",
    "lien": "Adresse de la page",
    "date": "Date de la décision",
    "portee_fr": "Ce qu’elle couvre",
    "expiration": "Fin de validité",
}
PART_WORDS = {"label": "Le mot", "explanation": "Ce que cela veut dire", "ref": "Source"}
OTHER_PART_WORDS = {
    "services": {"label": "Nom du service", "explanation": "Comment lui retirer l’accès"},
    "pays_adequats": {"label": "Pays", "explanation": "Remarque", "ref": "Numéro de la décision"},
}
LEVELS = {
    "courante": "Courante",
    "hautement_personnelle": "Très personnelle",
    "nir": "Numéro de sécurité sociale",
    "sensible_art9": "Sensible (RGPD, art. 9)",
    "infractions_art10": "Infractions et condamnations (RGPD, art. 10)",
}
NATURES = {
    "legale": "La loi l’impose",
    "recommandation": "La CNIL la recommande",
    "usage": "L’usage",
    "interne": "Votre choix",
}
ROLES = ("interne", "sous-traitant", "responsable distinct", "responsable distinct ou conjoint", "autorité", "sans objet")
CLOSED_WORDS = ("explanation",)  # what may change in a list the law fixes
OPEN_WORDS = ("label", "explanation", "ref")


def may_change(vocabulary: Vocabulary, *, is_own: bool) -> tuple[str, ...]:
    """The parts of a word that the company may write: columns of the row first, then those of `extra`."""
    if vocabulary.is_closed:
        return CLOSED_WORDS
    return OPEN_WORDS + tuple(name for name in vocabulary.columns if is_own or name not in vocabulary.fixed)


def own_code(label: str, taken: frozenset[str], limit: int = 120) -> str:
    """The code of a new word of the company: its label as first written, so that lines which said it in free text already mean it."""
    first = label[:limit].strip()
    tries = (first, *(f"{first[: limit - 5]} ({number})" for number in range(2, len(taken) + 3)))
    return next(code for code in tries if code not in taken)


def part_words(name: str, part: str) -> str:
    """What a part of a word is called in its list."""
    return {**PART_WORDS, **COLUMN_WORDS, **OTHER_PART_WORDS.get(name, {})}[part]


def said_of(column: str, value: str) -> str:
    """A column's value in words."""
    return {**LEVELS, **NATURES}.get(value, value) if column in ("niveau", "nature") else value
