"""Names as a point may keep them: it outlives the content of the actions behind it. Pure."""

import re

LONGEST = 60
CALLED = re.compile(r"(?<![\w-])(?:\+|0)\d[\d .()-]{6,}\d(?![\w-])")  # a telephone, alone or after « tel: »


def shown_name(name: str) -> str:
    """« jeanne.durand@exemple.fr » -> « j•••@exemple.fr », « +33 6 12 34 56 78 » -> « ••• 78 »; other names as the journal's lists
    show them, cut at LONGEST."""
    plain = CALLED.sub(lambda found: f"••• {found[0][-2:]}", " ".join(name.split()))
    return " ".join(_masked(word) for word in plain.split())[:LONGEST]


def _masked(word: str) -> str:
    who, at, host = word.rpartition("@")
    return f"{who.lstrip('<(')[:1]}•••@{host}" if at and who else word
