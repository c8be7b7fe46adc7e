"""What share of what is asked is answered, and what a value is when nobody answered."""

from dataclasses import dataclass

import pytest

from lib.share import Share, share_of, unsaid


@dataclass(frozen=True)
class Line:
    id: int
    words: str = ""


@dataclass(frozen=True)
class Value:
    title: str
    name: str = ""
    said: bool | None = None
    lines: tuple[Line, ...] = ()
    tags: tuple[str, ...] = ()
    inner: Line = Line(0)


@pytest.mark.parametrize(
    ("points", "missing", "share", "percent"),
    [
        ("", "", Share(0, 0), 100),
        ("abc", "", Share(3, 3), 100),
        ("abc", "a", Share(2, 3), 66),
        ("abc", "abc", Share(0, 3), 0),
        ("ab", "cd", Share(2, 4), 50),
        ("a", "b" * 3, Share(1, 2), 50),
    ],
)
def test_what_is_missing_was_asked(points: str, missing: str, share: Share, percent: int) -> None:
    assert (share_of(points, missing), share_of(points, missing).percent) == (share, percent)


def test_a_hundred_is_said_only_when_nothing_is_left() -> None:
    assert Share(999, 1000).percent == 99


def test_shares_add_up() -> None:
    assert sum([Share(1, 2), Share(3, 5)], start=Share()) == Share(4, 7)


def test_nobody_answered_but_the_lines_are_as_many() -> None:
    told = Value("t", "n", said=True, lines=(Line(4, "a"), Line(5, "b")), tags=("x",), inner=Line(7, "c"))
    assert unsaid(told) == Value("t", "n", lines=(Line(4), Line(5)), inner=Line(7))
