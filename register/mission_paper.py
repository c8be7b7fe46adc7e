"""The mission of an agent on paper: one page, with a place to sign. Runs without Django's settings."""

from collections.abc import Callable
from functools import partial

from lib.dates import french_moment
from lib.pdf.marks import Marks
from lib.pdf.press import Piece
from register.book import fingerprint
from register.mission import MANY, MissionSheet, gathered
from register.paper import html, in_groups, words_of

TITLE = "Fiche de mission"


def pieces(sheet: MissionSheet, data: bytes) -> list[Piece]:
    """One piece. `data`: the attached JSON, whose fingerprint stands at the foot of the sheet."""
    context = {
        "mission": sheet.mission,
        "gathered": gathered(sheet.mission.may) if len(sheet.mission.may) > MANY else (),
        "version": sheet.version,
        "made_at": french_moment(sheet.made_at),
        "fingerprint": in_groups(fingerprint(data)),
    }
    return [Piece(words_of("mission", context), partial(html, "mission.html", context))]


def marks(sheet: MissionSheet, data: bytes, covers: Callable[[str], bool]) -> Marks:
    """Title, footer and attachment."""
    company = sheet.mission.company
    return Marks(
        title=f"{TITLE}\u00a0: {sheet.mission.agent}",
        author=company,
        made_at=sheet.made_at,
        footer=company if covers(company) else TITLE,
        middle=f"Version {sheet.version} · {sheet.made_at:%d/%m/%Y} · {fingerprint(data)[:8]}",
        has_cover=False,
        attachment=data,
        attachment_name="mission.json",
    )
