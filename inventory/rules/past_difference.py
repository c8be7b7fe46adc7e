"""Two texts side by side: what was added, what was taken away, and enough around it to recognise the place. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

LONG = 60  # characters: a shorter text is shown whole, before and after
AROUND = 6  # words kept on each side of a change
MOST = 2_000  # words compared; longer texts are shown whole


@dataclass(frozen=True)
class Piece:
    """Some words: `same`, `gone` or `new`."""

    kind: str
    words: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The change inside a long text; nothing for texts that are better shown whole."""
    old, new = before.split(" "), after.split(" ")
    if min(len(before), len(after)) < LONG or max(len(old), len(new)) > MOST:
        return ()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(_pieces(matcher, old, new)) if matcher.real_quick_ratio() and matcher.ratio() > 0.3 else ()


def _pieces(matcher: "SequenceMatcher[str]", old: list[str], new: list[str]) -> Iterator[Piece]:
    steps = matcher.get_opcodes()
    for place, (kind, start, end, other_start, other_end) in enumerate(steps):
        if kind == "equal":
            yield Piece("same", _shortened(old[start:end], is_first=place == 0, is_last=place == len(steps) - 1))
            continue
        if end > start:
            yield Piece("gone", " ".join(old[start:end]))
        if other_end > other_start:
            yield Piece("new", " ".join(new[other_start:other_end]))


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> str:
    """Words that did not change, without the middle of a long stretch."""
    if len(words) <= 2 * AROUND + 2:
        return " ".join(words)
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[-AROUND:]
    return " ".join([*head, "…", *tail])
