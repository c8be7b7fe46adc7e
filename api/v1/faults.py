"""What is wrong with a body, in a few words: the field and the rule, never the value, which may be secret."""

from pydantic import ValidationError

# Pydantic's kinds of faults (docs.pydantic.dev, « Validation Errors », read on 21 November 2026).
FAULTS = {
    "missing": "manque",
    "extra_forbidden": "n’est pas un champ connu",
    "string_pattern_mismatch": "n’a pas la forme attendue",
    "string_too_long": "est trop long",
    "string_too_short": "est trop court",
    "too_long": "contient trop d’éléments",
    "too_short": "contient trop peu d’éléments",
    "greater_than": "est trop petit",
    "less_than": "est trop grand",
    "enum": "n’est pas dans la liste",
    "literal_error": "n’est pas dans la liste",
    "timezone_aware": "doit dire son fuseau horaire",
    "datetime": "n’est pas une date",
    "uuid": "n’est pas un identifiant",
    "int": "doit être un nombre entier",
    "string": "doit être un texte",
    "bool": "doit être vrai ou faux",
    "list": "doit être une liste",
    "dict": "doit être un objet",
    "model": "doit être un objet",
}


def first_fault(error: Exception) -> str:
    """« amount.value » : n’a pas la forme attendue."""
    if not isinstance(error, ValidationError):
        return "un objet est attendu"
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    rule = next((words for kind, words in FAULTS.items() if first["type"].startswith(kind)), "n’est pas accepté")
    return f"«\u00a0{'.'.join(str(part) for part in first['loc']) or 'corps'}\u00a0»\u00a0: {rule}"
