"""A payee's name as the book compares it. Pure."""

from lib.words import folded

LONGEST = 160  # of the column: « œ » counts for two once spelt out, and other letters for up to eighteen


def spelt(name: str) -> str:
    """Two spellings of one name are the same."""
    return folded(name)[:LONGEST]
