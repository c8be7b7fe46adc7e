"""Texts as a finding may keep them: a review that tells it outlives the content of the actions behind it. Pure."""

import re
from collections.abc import Mapping
from typing import Any

WHO = re.compile(r"([\w.+'’-])[\w.+'’-]*@(?=[\w-])")
CALLED = re.compile(r"(?:[A-Za-z]+:)?(\+|0)\d[\d .()-]{6,}\d")  # a telephone, when it is the whole text: « whatsapp:+33612345678 » too


def masked_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Every text of them."""
    return {name: masked_name(value) if type(value) is str else value for name, value in facts.items()}


def masked_name(text: str) -> str:
    """« jeanne.durand@exemple.fr » -> « j•••@exemple.fr », « +33 6 12 34 56 78 » -> « ••• 78 »; other texts as they are."""
    return f"••• {text[-2:]}" if CALLED.fullmatch(text) else WHO.sub(r"\1•••@", text)


def words_for(text: str) -> str:
    """What the journal is searched by to find them again: of an address, its domain; of a telephone, nothing."""
    if CALLED.fullmatch(text):
        return ""
    return text.rpartition("@")[2] if WHO.search(text) else text
