"""`{% load sheet_words %}`: on screen, the same phrases as on paper."""

from register import documents, phrases
from register.paper_filters import register

__all__ = ["register"]


@register.simple_tag
def word_sources() -> str:
    """`{% word_sources %}`: where the legal words of a sheet come from, and when they were verified."""
    return phrases.sources(documents.sources())
