"""What is wrong with a body, in a few words: the field and the rule, never the value, which may be secret."""

from pydantic import ValidationError


def first_fault(error: Exception) -> str:
    """« amount.value : string_pattern_mismatch »."""
    if not isinstance(error, ValidationError):
        return "un objet est attendu"
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    return f"«\u00a0{'.'.join(str(part) for part in first['loc']) or 'corps'}\u00a0»\u00a0: {first['type']}"
