"""What may be said of a right or an account, and when a word of why is asked. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from reviews.enums import Code, RemedyKind, Verdict
from reviews.rules.right_sentences import flag_words
from reviews.rules.verdicts import OF_RIGHT, OF_TASK

REMEDIES: Mapping[tuple[str, str], RemedyKind] = {
    (Code.RIGHT, Verdict.REDUCE): RemedyKind.REDUCE,
    (Code.RIGHT, Verdict.REMOVE): RemedyKind.REMOVE,
    (Code.SECRET, Verdict.TO_DO): RemedyKind.SECRET,
    (Code.FACTOR, Verdict.TO_DO): RemedyKind.FACTOR,
}


def offered(code: str) -> Sequence[Verdict]:
    """The answers of its page, in their order."""
    return OF_RIGHT if code == Code.RIGHT else OF_TASK


def refusal(code: str, facts: Mapping[str, Any], verdict: str, note: str) -> str:
    """A right that stands out is kept for a reason, said in words; one that is reduced says to what."""
    if code != Code.RIGHT or note.strip():
        return ""
    if verdict == Verdict.KEEP and (flags := flag_words(facts)):
        return f"Dites en un mot pourquoi vous gardez ce droit\u00a0: {', '.join(flags).lower()}."
    return "Dites en un mot à quoi le réduire." if verdict == Verdict.REDUCE else ""


def word_hint(code: str, facts: Mapping[str, Any]) -> str:
    """When a word is asked, said before one is refused for want of it."""
    if code != Code.RIGHT:
        return ""
    return "Nécessaire pour garder ou réduire ce droit." if flag_words(facts) else "Nécessaire pour réduire ce droit."


def is_calm(code: str, facts: Mapping[str, Any]) -> bool:
    """Nothing stands out: such rights may be kept together."""
    return code == Code.RIGHT and not facts.get("flags")
