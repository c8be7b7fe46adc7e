"""Names as a point may keep them: it outlives the content of the actions behind it. Pure."""

LONGEST = 60


def shown_name(name: str) -> str:
    """« jeanne.durand@exemple.fr » -> « j•••@exemple.fr »; other names as the journal's lists show them, cut at LONGEST."""
    return " ".join(_masked(word) for word in name.split())[:LONGEST]


def _masked(word: str) -> str:
    who, at, host = word.rpartition("@")
    return f"{who.lstrip('<(')[:1]}•••@{host}" if at and who else word
