"""What may allow data the law protects more: sensitive (RGPD art. 9), offences (art. 10), the French social security number (art. 87).

The three do not mix: an exception of art. 9.2 allows neither offences nor that number. Sources and their dates: the vocabularies.
"""

from collections.abc import Mapping
from enum import StrEnum

from inventory.rules.overlay import CompanyTerm, CompanyWords

EXCEPTIONS, AUTHORISATIONS = "exceptions_art9", "autorisations_nir_infractions"


class Regime(StrEnum):
    """Which rule a category is under, by the column `niveau` of categories_donnees."""

    ORDINARY = ""
    SENSITIVE = "sensible_art9"
    OFFENCES = "infractions_art10"
    NUMBER = "nir"


QUESTIONS = {
    Regime.SENSITIVE: "Ce qui permet d’utiliser cette donnée sensible (RGPD, art. 9.2)",
    Regime.OFFENCES: "Ce qui permet d’utiliser ces données d’infractions (RGPD, art. 10)",
    Regime.NUMBER: "Ce qui permet d’utiliser ce numéro (RGPD, art. 87 ; loi Informatique et Libertés, art. 30)",
}
WHY = {
    Regime.SENSITIVE: "Ces données sont interdites par principe, sauf l’une de ces exceptions.",
    Regime.OFFENCES: "Elles sont réservées aux autorités publiques et aux cas prévus par la loi.",
    Regime.NUMBER: "L’usage de ce numéro n’est permis que dans les cas listés par décret.",
}
MARKS = {Regime.SENSITIVE: "Sensible", Regime.OFFENCES: "Infractions", Regime.NUMBER: "Numéro encadré"}


def regime_of(category: str, is_said_sensitive: bool, words: CompanyWords) -> Regime:
    """By the vocabulary; a category in the company's own words is sensitive when somebody said so."""
    term = words.term("categories_donnees", category)
    level = str(term.extra.get("niveau") or "") if term else ""
    if level in list(Regime):
        return Regime(level)
    return Regime.SENSITIVE if is_said_sensitive else Regime.ORDINARY


def allowances(regime: Regime, words: CompanyWords, kept: str = "") -> Mapping[str, CompanyTerm]:
    """What may be chosen under this rule, by code. `kept`: the code a line has already."""
    if regime == Regime.ORDINARY:
        return {}
    if regime == Regime.SENSITIVE:
        return words.offered(EXCEPTIONS, kept)
    return {code: term for code, term in words.offered(AUTHORISATIONS, kept).items() if term.extra.get("regime") == regime}


def allowance(code: str, words: CompanyWords) -> CompanyTerm | None:
    """The word of a code, whichever rule it belongs to."""
    return words.term(EXCEPTIONS, code) or words.term(AUTHORISATIONS, code)
