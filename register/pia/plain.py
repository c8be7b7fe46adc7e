"""The simple HTML of the CNIL's tool as plain paragraphs: words only, never a tag, a link or a script.

Read in one go, whatever was written: Python's own parser takes minutes for a text made to be slow.
"""

import re
from collections.abc import Iterator
from html import unescape

from lib.tables.text import clean

BLOCKS = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote".split())
SILENT = frozenset(("script", "style", "template", "iframe", "object"))
MAX_TEXT = 100_000
TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>|<[!?][^<>]*>")


def paragraphs(html: object) -> tuple[str, ...]:
    """The text of an answer; a list item begins with a bullet."""
    if not isinstance(html, str):
        return ()
    return tuple(line for line in clean("".join(_pieces(html[:MAX_TEXT]))).split("\n") if line.strip("• "))


def _pieces(html: str) -> Iterator[str]:
    """Words; a block begins a line."""
    place = silent = 0
    for tag in TAG.finditer(html):
        yield "" if silent else _words(html[place : tag.start()])
        place, name, is_end = tag.end(), (tag["name"] or "").lower(), bool(tag["end"])
        if name in SILENT:
            silent = max(0, silent + (-1 if is_end else 1))
        if name in BLOCKS:
            yield "\n• " if name == "li" and not is_end else "\n"
    yield "" if silent else _words(html[place:])


def _words(text: str) -> str:
    return unescape(text).replace("\n", " ")
