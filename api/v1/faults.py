"""What is wrong with a body, in a few words: the field and the rule, never the value, which may be secret."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

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
MOST_LISTED = 1000  # of a list, looked at: none that is taken is as long


def narrowed(shape: type[BaseModel] | None, said: Any) -> Any:
    """What was sent, to be held to its shape. Of unknown fields the first stands for all: each would cost a fault of its own."""
    if type(said) is list:
        return [narrowed(shape, one) for one in said[:MOST_LISTED]]
    if type(said) is not dict or shape is None:
        return said
    known, unknown = _inner(shape), False
    kept: dict[str, Any] = {}
    for name, value in said.items():
        if name in known:
            kept[name] = narrowed(known[name], value)
        elif not unknown:
            kept[name], unknown = value, True
    return kept


@cache
def _inner(shape: type[BaseModel]) -> Mapping[str, type[BaseModel] | None]:
    """The fields of a shape, with the shape that stands in them."""
    return {name: _model(field.annotation) for name, field in shape.model_fields.items()}


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model(one))), None)


def first_fault(error: Exception) -> str:
    """« amount.value » : n’a pas la forme attendue."""
    if not isinstance(error, ValidationError):
        return "un objet est attendu"
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    rule = next((words for kind, words in FAULTS.items() if first["type"].startswith(kind)), "n’est pas accepté")
    return f"«\u00a0{'.'.join(str(part) for part in first['loc']) or 'corps'}\u00a0»\u00a0: {rule}"
