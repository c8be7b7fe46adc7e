"""The template filters of the register on paper."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import mark_safe

from register import phrases
from register.book import Data, Line, Recipient, Transfer

TALL = 900  # characters: about a third of a page in a narrow column
SAME_RULE = "Même règle que ci-dessus"
register = template.Library()


@register.filter
def tall(row: object) -> str:
    """The class of a table row that may be cut by a page: kept whole, a very long one would push the head of its table away."""
    return mark_safe(' class="tall"') if len(repr(row)) > TALL else ""


@register.filter
def described(rows: Iterable[Data]) -> bool:
    """Is anything told of any of them? A column of blanks is not printed."""
    return any(about(row) for row in rows)


@register.filter
def about(row: Data) -> str:
    """What stands in the middle column: the description, where the data come from, what permits their use."""
    came = phrases.origin(row)
    told = (row.description, f"Origine\u00a0: {came}" if came else "", f"Permis par\u00a0: {row.exception}" if row.exception else "")
    return "\n".join(filter(None, told))


@register.filter
def with_durations(rows: Iterable[Data]) -> list[tuple[Data, str]]:
    """Each row with how long, then in the archive, then the rule the duration comes from; said once when the next rows share it."""
    told, before = [], ""
    for row in rows:
        rule = phrases.retention_rule(row)
        shown = SAME_RULE if rule and rule == before else f"Règle\u00a0: {rule}"
        words = (row.retention, f"Archivage\u00a0: {row.archive}" if row.archive else "", shown if rule else "")
        told.append((row, "\n".join(filter(None, words)) if row.retention else ""))
        before = rule
    return told


@register.filter
def safeguard(row: Transfer) -> str:
    """The safeguard, the decision it relies on, and when somebody looked at it."""
    named = row.safeguard + doubt(row.must_verify)
    return "\n".join(filter(None, (named, phrases.decision(row), phrases.checked(row).capitalize())))


@register.filter
def doubt(must_verify: bool) -> str:
    """The mark of a word nobody has held against the law."""
    return phrases.TO_VERIFY if must_verify else ""


@register.filter
def under_contract(line: Line) -> str:
    """All that is told of a recipient as a processor, where the CNIL's own word does not stand beside it."""
    return phrases.contract(line) if isinstance(line, Recipient) else ""


@register.filter
def contract(line: Line) -> str:
    """What is told of a recipient; nothing of people or measures."""
    return phrases.contract(line, is_told=says_more(line.kind, line.label)) if isinstance(line, Recipient) else ""


@register.filter
def says_more(kind: str, label: str) -> bool:
    """Does the CNIL model's own word add anything to the label?"""
    return bool(kind) and label.lower() not in kind.lower()


for phrase in (phrases.joint, phrases.client, phrases.mandate, phrases.informed, phrases.automation):
    register.filter(phrase.__name__, phrase)
