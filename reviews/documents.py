"""The proof of a signed review: `build` reads it, `render` prints it. A week’s sentences are shortened, so that it stands on one page;
the data joined to the PDF have the answers whole, byte for byte as they were sealed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from accounts.rules import spaced_siren
from inventory.rules.words import shortened
from ledger.offline.notes import read_note
from ledger.offline.points import short_line
from lib.dates import french_moment
from lib.pdf.leaf import Leaf, Places, printed
from reviews.enums import Kind, RemedyKind, Verdict
from reviews.models import Remedy, Review
from reviews.queries.answers import counting, sealed_bytes
from reviews.queries.pages import Shown, sheet
from reviews.rules.verdicts import counted

ROOMY = 6  # points that have all the room they want
NOTE = 80
MOST_REMEDIES = 5
MARKS = {"ok": "mark-ok", "watch": "mark-watch", "stop": "mark-stop", "off": "mark-off"}
DATA_NAME = "reponses.json"


@dataclass(frozen=True)
class Room:
    """How many characters a point may take."""

    title: int
    usual: int
    note: int


ROOM, TIGHT = Room(100, 130, NOTE), Room(90, 60, 50)
WHOLE = Room(220, 220, 300)  # as long as they can be: rights take the pages they need


@dataclass(frozen=True)
class PointLine:
    """A point on paper. `mark`: the class of its answer's sign; `marks`: what stood out, when there is room."""

    rank: int
    agent: str
    title: str
    usual: str
    verdict: str
    mark: str
    by: str
    note: str
    marks: str = ""


@dataclass(frozen=True)
class Minutes:
    """Everything on the page. `line`: the checkpoint, as one types it again; empty when none could be made. `row`: the number of the sealed
    row, as the record counts for people, from 1."""

    company: str
    siren: str
    name: str
    period: str
    points: tuple[PointLine, ...]
    counted: str
    signed_by: str
    signed_at: str
    note: str
    remedies: tuple[str, ...]
    more_remedies: int
    answers: str
    row: int
    line: str
    made_at: datetime
    data: bytes


def build(review: Review) -> Minutes:
    """Of a signed review, as it stands. Nine queries."""
    told, zone = sheet(review), ZoneInfo(review.company.time_zone)
    signed = told.sign_off
    if signed is None:
        raise ValueError("not signed")
    is_week = review.kind == Kind.WEEK  # on one page; rights take as many as they need
    room = WHOLE if not is_week else TIGHT if len(told.points) > ROOMY else ROOM
    verdicts = Counter(one.said.answer.verdict for one in told.points if one.said)
    size = NOTE if is_week else WHOLE.note
    remedies = [_remedy(f"Point {one.point.rank}", one, size) for one in told.remedies]
    remedies += [_remedy("Revue précédente", one, size) for one in told.carried]
    most = MOST_REMEDIES if is_week else len(remedies)
    company = review.company
    return Minutes(
        company=company.name,
        siren=spaced_siren(company.siren) if company.siren else "",
        name=told.name[:1].upper() + told.name[1:],
        period=f"du {french_moment(review.starts_at, zone)} au {french_moment(review.ends_at, zone)}",
        points=tuple(_line(one, room) for one in told.points),
        counted=counted(verdicts),
        signed_by=signed.by_name,
        signed_at=french_moment(signed.at, zone),
        note=signed.note,
        remedies=tuple(remedies[:most]),
        more_remedies=max(0, len(remedies) - most),
        answers=signed.answers,
        row=signed.seq + 1,
        line=short_line(read_note(signed.checkpoint)) if signed.checkpoint else "",
        made_at=signed.at.astimezone(zone),
        data=signed.sealed.encode() or sealed_bytes(review, counting(review)),
    )


def render(minutes: Minutes, where: Places) -> bytes:
    """A tagged PDF, the same bytes for the same review. A process of about two seconds. Raises lib.pdf.leaf.LeafFailed."""
    context = {
        "minutes": minutes,
        "answers": " ".join(_groups(minutes.answers)),
        "is_dense": len(minutes.points) > ROOMY,
        "data": DATA_NAME,
    }
    return printed(
        Leaf(
            html=render_to_string("reviews/pdf/minutes.html", context),
            title=f"{minutes.name}\u00a0: compte rendu",
            author=minutes.company,
            made_at=minutes.made_at,
            footers=(minutes.company, "Compte rendu de revue"),
            middle=f"Signée le {minutes.made_at:%d/%m/%Y} · {minutes.answers[:8]}",
            data=minutes.data,
            data_name=DATA_NAME,
        ),
        where,
    )


def _line(shown: Shown, room: Room) -> PointLine:
    said = shown.said
    return PointLine(
        rank=shown.point.rank,
        agent=shown.agent,
        title=shortened(shown.told.title, room.title),
        usual=shortened(shown.told.usual, room.usual),
        marks=shown.told.details[0] if room is WHOLE and not shown.is_calm and shown.told.details else "",
        verdict=str(Verdict(said.answer.verdict).label) if said else "",
        mark=MARKS[said.face.tone] if said else "",
        by=said.answer.by.user.name if said else "",
        note=shortened(said.answer.note, room.note) if said else "",
    )


def _remedy(whence: str, remedy: Remedy, most: int) -> str:
    """« Point 3, se renseigner : à faire (Demander à Benoît) »."""
    what = str(RemedyKind(remedy.kind).label)
    state, words = ("fait", remedy.done_note) if remedy.done_at else ("à faire", remedy.note)
    about = f" ({shortened(words, most)})" if words else ""
    return f"{whence}, {what[0].lower()}{what[1:]}\u00a0: {state}{about}"


def _groups(fingerprint: str) -> Iterable[str]:
    return (fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8))
