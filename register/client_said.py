"""The sheet for clients as it is read and printed: frozen words, without their proofs. Knows no rule, no model, no PDF."""

from dataclasses import dataclass
from datetime import datetime

from lib.canonical import encode
from lib.dates import french_date
from register.book import plain

FORMAT = "garde-fou-fiche-client"
FORMAT_VERSION = 1


@dataclass(frozen=True)
class Told:
    """A question of the sheet and its sentences. `is_list`: one a line."""

    question: str
    sentences: tuple[str, ...]
    is_list: bool = False


@dataclass(frozen=True)
class Said:
    """Everything a client reads. Neither number nor date stands here: the same words always have the same fingerprint."""

    company: str
    agent: str
    reference: str
    told: tuple[Told, ...] = ()
    is_draft: bool = False

    @property
    def title(self) -> str:
        return f"Comment notre assistant «\u00a0{self.agent}\u00a0» utilise vos données"


@dataclass(frozen=True)
class ClientSheet:
    """The words as they are printed: number of the export, and moment in the company's own time zone."""

    said: Said
    version: int
    made_at: datetime

    @property
    def is_draft(self) -> bool:
        """Something the law wants people to be told is not proved yet (art. 13)."""
        return self.said.is_draft


def to_json(said: Said) -> bytes:
    """The sheet as canonical data: the same bytes for the same words."""
    return encode({"format": FORMAT, "format_version": FORMAT_VERSION, "title": said.title, **plain(said)})


def dated(sheet: ClientSheet) -> str:
    """The last line."""
    return f"Fiche à jour du {french_date(sheet.made_at.date())}, traitement {sheet.said.reference}."


def as_text(sheet: ClientSheet) -> str:
    """To paste on a site or in an e-mail."""
    told = (f"{one.question}\n{_joined(one)}" for one in sheet.said.told)
    return "\n\n".join([sheet.said.title, *told, dated(sheet)]) + "\n"


def _joined(told: Told) -> str:
    return ("\n" if told.is_list else " ").join(told.sentences)
