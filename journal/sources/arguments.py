"""What a tool was called with, whatever the instrumentation made of it: JSON in a text, a Python repr, or a tree. Pure."""

import ast
import json
from typing import Any

LONGEST_JSON = 256 * 1024
LONGEST_REPR = 16 * 1024
MOST_NESTED = 500  # signs that open a level: beyond, Python's own reader may run out of stack
WRAPS = ("inputs", "arguments", "args", "kwargs", "input", "parameters", "input_str")
BROKEN = (ValueError, SyntaxError, TypeError, MemoryError, RecursionError)


def arguments(said: Any, depth: int = 3) -> dict[str, Any] | str:
    """The named arguments; a text when the tool takes one unnamed text; empty when nothing can be made of it."""
    if isinstance(said, str):
        read = _read(said)
        return said.strip() if read is None else arguments(read, depth - 1) if depth else ""
    if not isinstance(said, dict):
        return ""
    wrap = next((name for name in WRAPS if said.get(name) and _is_wrap(said, name)), "")
    return arguments(said[wrap], depth - 1) if wrap and depth else said


def _is_wrap(said: dict[str, Any], name: str) -> bool:
    """LangChain sends `inputs` among other things; elsewhere a wrap stands alone."""
    return len(said) == 1 or ("input_str" in said and name in ("inputs", "input_str"))


def _read(text: str) -> Any:
    """None when it is a plain text."""
    text = text.strip()
    if not text.startswith(("{", "[", '"', "'")) or len(text) > LONGEST_JSON:
        return None
    try:
        return json.loads(text)
    except BROKEN:
        pass
    if len(text) > LONGEST_REPR or sum(map(text.count, "([{-+~")) > MOST_NESTED:
        return None
    try:
        return ast.literal_eval(text)
    except BROKEN:
        return None
