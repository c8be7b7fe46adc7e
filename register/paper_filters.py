"""The one template filter of the register on paper."""

from django import template
from django.utils.safestring import mark_safe

TALL = 900  # characters: about a third of a page in a narrow column

register = template.Library()


@register.filter
def tall(row: object) -> str:
    """The class of a table row that may be cut by a page: kept whole, a very long one would push the head of its table away."""
    return mark_safe(' class="tall"') if len(repr(row)) > TALL else ""
