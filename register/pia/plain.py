"""The simple HTML of the CNIL's tool as plain paragraphs: words only, never a tag, a link or a script."""

from html.parser import HTMLParser

from lib.tables.text import clean

BLOCKS = frozenset("p div br li ul ol h1 h2 h3 h4 h5 h6 tr table blockquote".split())
SILENT = frozenset(("script", "style", "template", "iframe", "object"))
MAX_TEXT = 100_000


def paragraphs(html: object) -> tuple[str, ...]:
    """The text of an answer; a list item begins with a bullet."""
    if not isinstance(html, str):
        return ()
    reader = _Reader()
    reader.feed(html[:MAX_TEXT])
    reader.close()
    return tuple(line for line in clean("".join(reader.pieces)).split("\n") if line.strip("• "))


class _Reader(HTMLParser):
    """Gathers words; a block begins a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (what the parser calls)
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self.pieces.append("\n• " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in BLOCKS and tag != "br":
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(data.replace("\n", " "))
