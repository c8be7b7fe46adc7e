"""The sheet for clients on paper: their questions, our answers, no proofs. Runs without Django's settings."""

from collections.abc import Callable
from functools import partial

from lib.pdf.marks import Marks
from lib.pdf.press import Piece
from register.book import fingerprint
from register.client_said import ClientSheet, dated
from register.paper import html, in_groups, words_of

TITLE = "Vos données et notre assistant"


def pieces(sheet: ClientSheet, data: bytes) -> list[Piece]:
    """One piece. `data`: the attached JSON, whose fingerprint stands at the foot of the sheet."""
    context = {"said": sheet.said, "dated": dated(sheet), "version": sheet.version, "fingerprint": in_groups(fingerprint(data))}
    return [Piece(words_of("client", context), partial(html, "client.html", context))]


def marks(sheet: ClientSheet, data: bytes, covers: Callable[[str], bool]) -> Marks:
    """Title, footer and attachment."""
    company = sheet.said.company
    return Marks(
        title=sheet.said.title,
        author=company,
        made_at=sheet.made_at,
        footer=company if covers(company) else TITLE,
        middle=f"Version {sheet.version} · {sheet.made_at:%d/%m/%Y} · {fingerprint(data)[:8]}",
        has_cover=False,
        attachment=data,
        attachment_name="fiche-client.json",
    )
