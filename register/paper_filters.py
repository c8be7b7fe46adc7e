"""The template filters of the register on paper."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import mark_safe

TALL = 900  # characters: about a third of a page in a narrow column

register = template.Library()


@register.filter
def tall(row: object) -> str:
    """The class of a table row that may be cut by a page: kept whole, a very long one would push the head of its table away."""
    return mark_safe(' class="tall"') if len(repr(row)) > TALL else ""


@register.filter
def described(rows: Iterable[Any]) -> bool:
    """Has any of them a description? A column of blanks is not printed."""
    return any(row.description or row.exception for row in rows)


@register.filter
def says_more(kind: str, label: str) -> bool:
    """Does the CNIL model's own word add anything to the label?"""
    return bool(kind) and label.lower() not in kind.lower()
