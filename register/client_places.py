"""From the proof of a sentence to the owner's page where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from register.client_sheet import Absence, Paragraph, Sentence

OF_AGENT = {
    "agent": ("inventory:agent_edit",),
    "rights": ("inventory:rights",),
    "runtime": ("inventory:surroundings_edit", "inventory:agent"),
}
OF_PROCESSING = {
    "processing": "edit",
    "purposes": "purposes",
    "data": "data",
    "recipients": "recipients",
    "transfers": "transfers",
    "notice": "notice",
}


@dataclass(frozen=True)
class Shown:
    """A sentence or its absence, with the address of its page (empty: none yet)."""

    item: Sentence | Absence
    url: str


@dataclass(frozen=True)
class ShownParagraph:
    """One question as the owner sees it."""

    question: str
    sentences: tuple[Shown, ...]
    absences: tuple[Shown, ...]


@dataclass(frozen=True)
class Open:
    """What the reader may edit."""

    company: bool
    agent: bool
    processing: bool

    def allows(self, place: str) -> bool:
        """An address given as such is of the sheet: its account, its line, its client."""
        return self.company if place == "company" else self.agent if place in OF_AGENT else self.processing


def shown(paragraphs: Sequence[Paragraph], agent: UUID, processing: UUID, open_to: Open) -> list[ShownParagraph]:
    """Every paragraph with its addresses: none that the reader could not open."""

    def with_url(items: Sequence[Sentence | Absence]) -> tuple[Shown, ...]:
        return tuple(Shown(item, address(item.place, agent, processing) if open_to.allows(item.place) else "") for item in items)

    return [ShownParagraph(one.question, with_url(one.sentences), with_url(one.absences)) for one in paragraphs]


def address(place: str, agent: UUID, processing: UUID) -> str:
    """A place by its name; an address is one already."""
    if place == "company":
        return reverse("accounts:company")
    if place in OF_AGENT:
        return next((url for name in OF_AGENT[place] if (url := _reversed(name, agent))), "")
    if place in OF_PROCESSING:
        return reverse(f"inventory:processing_{OF_PROCESSING[place]}", args=[processing])
    return place


def _reversed(name: str, agent: UUID) -> str:
    try:
        return reverse(name, args=[agent])
    except NoReverseMatch:
        return ""
