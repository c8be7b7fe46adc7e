"""The same document in ReportLab: every word our own templates print, as headings, paragraphs and tables; no tags, no joined pieces."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

WIDTH = 450.0  # points between the margins
BLOCKS = {"h1", "h2", "h3", "p", "li", "dt", "dd", "figcaption", "caption"}
CELLS = {"td", "th"}


@dataclass
class Block:
    """A heading or paragraph (`words`), or a table (`rows`)."""

    tag: str
    words: str = ""
    rows: list[list[str]] = field(default_factory=list)


class _Reading(HTMLParser):
    """From a piece's HTML to blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self.depth, self.skipped = 0, 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002
        if tag in ("head", "style", "svg"):
            self.skipped += 1
        elif tag == "table":
            self.depth += 1
            self.blocks.append(Block("table"))
        elif tag == "tr" and self.depth:
            self.blocks[-1].rows.append([])
        elif tag in CELLS and self.depth:
            self.blocks[-1].rows[-1].append("")
        elif tag in BLOCKS and not self.depth:
            self.blocks.append(Block(tag))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("head", "style", "svg"):
            self.skipped -= 1
        elif tag == "table":
            self.depth -= 1
            self.blocks.append(Block("p"))

    def handle_data(self, data: str) -> None:
        if self.skipped or not self.blocks or not data.strip():
            return
        block = self.blocks[-1]
        if block.rows and block.rows[-1]:
            block.rows[-1][-1] += data
        elif not block.rows:
            block.words += data


def blocks_of(html: str) -> list[Block]:
    """What a piece says, in its order."""
    reading = _Reading()
    reading.feed(html)
    return [block for block in reading.blocks if block.words.strip() or block.rows]


def write(pieces: list[list[Block]], out: Path, faces: Path) -> int:
    """The PDF of these pieces, each from a new page; how many pages."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    for name in ("regular", "bold"):
        pdfmetrics.registerFont(TTFont(name, str(faces / f"{name}.ttf")))
    styles = {
        "p": ParagraphStyle("p", fontName="regular", fontSize=9.5, leading=13),
        "h1": ParagraphStyle("h1", fontName="bold", fontSize=24, leading=30),
        "h2": ParagraphStyle("h2", fontName="bold", fontSize=18, leading=24),
        "h3": ParagraphStyle("h3", fontName="bold", fontSize=11, leading=15),
    }
    story: list[Any] = []
    for piece in pieces:
        for block in piece:
            if block.tag == "h2" and story and not isinstance(story[-1], PageBreak):
                story.append(PageBreak())
            story += _flowables(block, styles)
        story.append(PageBreak())
    document = SimpleDocTemplate(str(out))
    document.build(story, onFirstPage=_footer, onLaterPages=_footer)
    return int(document.page)


def _flowables(block: Block, styles: dict[str, Any]) -> Iterator[Any]:
    from reportlab.platypus import Paragraph, Table, TableStyle

    if not block.rows:
        yield Paragraph(_safe(block.words), styles.get(block.tag, styles["p"]))
        return
    columns = max(len(row) for row in block.rows)
    rows = [[Paragraph(_safe(words), styles["p"]) for words in row] + [""] * (columns - len(row)) for row in block.rows]
    lines = TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, "#DFDACD"), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    yield Table(rows, colWidths=[WIDTH / columns] * columns, style=lines)


def _footer(canvas: Any, document: Any) -> None:
    canvas.setFont("regular", 8)
    canvas.drawString(72, 36, "Menuiserie Dubreuil")
    canvas.drawRightString(523, 36, f"Page {document.page}")


def _safe(words: str) -> str:
    return " ".join(words.split()).replace("&", "&amp;").replace("<", "&lt;")
