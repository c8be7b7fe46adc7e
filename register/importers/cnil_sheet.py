"""One sheet of the CNIL's model, read by its labels: rows may move, be added or be missing. What is not understood is said, not guessed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from lib.tables.ods import Cell
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import Meaning, filled, meaning
from register.importers import cnil_ours, labels
from register.importers.cnil_lines import Reading, data_line, measure_line, people_line, recipient_line, transfer_line
from register.importers.page import Notes, Page
from register.importers.parties import actor
from register.importers.preview import DataLine, Line, PartnerLine, Party, PurposeLine, TransferLine

WIDTH = 9  # columns from the label that belong to the sheet (A to I)
NAME_LIMIT, REFERENCE_LIMIT = 200, 80


@dataclass
class SheetDraft:
    """What one sheet was found to say."""

    tab: str
    name: str = ""
    reference: str = ""
    created_on: date | None = None
    updated_on: date | None = None
    purpose: str = ""
    sub_purposes: list[str] = field(default_factory=list)
    joint: list[PartnerLine] = field(default_factory=list)
    data: list[DataLine] = field(default_factory=list)
    sensitive_answers: int = 0  # sensitive rows answered, by a description or by « Non concerné »
    people: list[Line] = field(default_factory=list)
    recipients: list[Line] = field(default_factory=list)
    measures: list[Line] = field(default_factory=list)
    transfers: list[TransferLine] = field(default_factory=list)
    says_no_transfer: bool = False
    actors: dict[str, Party] = field(default_factory=dict)
    purposes: list[PurposeLine] = field(default_factory=list)  # from our own export only
    source: str = ""
    information: str = ""
    is_informed: bool | None = None
    informed_on: date | None = None
    informed_how: str = ""
    obligation: str = ""
    automation: str = ""
    automation_words: str = ""
    is_notice_proposed: bool = False
    notes: Notes = field(default_factory=Notes)
    is_titled_example: bool = False

    @property
    def is_empty(self) -> bool:
        """The model, duplicated and never filled."""
        lists = (self.sub_purposes, self.data, self.people, self.recipients, self.measures, self.transfers)
        return not (self.name or self.purpose or any(lists) or fold(self.reference) not in ("", labels.MODEL_REFERENCE))

    @property
    def is_example(self) -> bool:
        """The fictional payroll that ships with the model."""
        return fold(self.reference) == labels.EXAMPLE_REFERENCE or (
            self.is_titled_example and fold(self.name) == labels.EXAMPLE_NAME and not self.reference
        )


def is_sheet(page: Page) -> bool:
    """A sheet has « Nom du traitement » and another of its own labels; the list has other ones."""
    return bool(page.has(labels.NAME)) and page.has(*labels.SHEET_MARKS) >= 1 and not is_list(page)


def is_list(page: Page) -> bool:
    """The tab that lists the processings: one row holds the name and two other titles."""
    for cell in page.find(labels.NAME):
        row = {fold(other.text) for other in page.rows[cell.row].values()}
        if len(row & set(labels.LIST_MARKS)) >= 1:
            return True
    return False


def read_sheet(page: Page) -> SheetDraft:
    """Everything a sheet says. Raises nothing."""
    column = page.find(labels.NAME)[0].column
    draft = SheetDraft(page.tab, is_titled_example=page.has("exemple de fiche de registre") > 0)
    reading = Reading(page, draft.notes, column)
    for row in page:
        _read_row(draft, reading, row)
    for cell in page.left():
        if fold(cell.text) not in (*labels.TITLES, fold(draft.reference)) and meaning(cell.text) is not Meaning.BLANK:
            draft.notes.ignore(cell.text, page.where(cell), "Ce texte est hors des cases du modèle.")
    return draft


def _read_row(draft: SheetDraft, reading: Reading, row: int) -> None:
    label = reading.label = reading.page.cell(row, reading.column)
    folded = fold(label.text) if label else ""
    section = labels.numbered(folded) or _data_section(label) or reading.section
    if folded in labels.SECTIONS:
        reading.open_section(row, labels.SECTIONS[folded])
    elif folded in labels.FIELDS:
        _field(draft, reading, row, labels.FIELDS[folded])
    elif folded in labels.ACTORS or labels.JOINT.fullmatch(folded):
        _actor(draft, reading, row, labels.ACTORS.get(folded, "joint"))
    elif section in READERS and folded not in labels.TITLES:
        READERS[section](draft, reading, row)


def _data_section(label: Cell | None) -> str:
    term = labels.category(label.text) if label else None
    return "" if term is None else "sensitive" if labels.is_sensitive(term) else "data"


def _field(draft: SheetDraft, reading: Reading, row: int, name: str) -> None:
    cells = reading.page.between(row, reading.column + 1, reading.column + WIDTH)
    if not cells or meaning(cells[0].text) is Meaning.BLANK or getattr(draft, name):
        return
    cell = cells[0]
    if name in ("created_on", "updated_on"):
        setattr(draft, name, reading.day(cell))
    elif name == "purpose":
        draft.purpose = reading.text(cell)
    else:
        limit = NAME_LIMIT if name == "name" else REFERENCE_LIMIT
        setattr(draft, name, shorten(one_line(reading.text(cell)), limit))


def _actor(draft: SheetDraft, reading: Reading, row: int, role: str) -> None:
    party = actor(reading.page, row, reading.column, reading.headers("actors"))
    if role == "joint":
        contact = ", ".join(part for part in (party.place, party.phone, party.email) if part)
        draft.joint += [PartnerLine(party.name or contact, contact if party.name else "")] if party.name or contact else []
    else:
        draft.actors[role] = party


def _sub_purpose(draft: SheetDraft, reading: Reading, row: int) -> None:
    for cell in reading.page.between(row, reading.column + 1, reading.column + WIDTH):
        if text := filled(reading.text(cell)):
            draft.sub_purposes.append(text)


def _data(draft: SheetDraft, reading: Reading, row: int) -> None:
    line, _ = data_line(reading, row, is_sensitive=False)
    draft.data.extend([line] if line else [])


def _sensitive(draft: SheetDraft, reading: Reading, row: int) -> None:
    line, is_answered = data_line(reading, row, is_sensitive=True)
    draft.data.extend([line] if line else [])
    draft.sensitive_answers += is_answered


def _people(draft: SheetDraft, reading: Reading, row: int) -> None:
    draft.people.extend(people_line(reading, row))


def _recipient(draft: SheetDraft, reading: Reading, row: int) -> None:
    draft.recipients.extend(recipient_line(reading, row))


def _measure(draft: SheetDraft, reading: Reading, row: int) -> None:
    draft.measures.extend(measure_line(reading, row))


def _transfer(draft: SheetDraft, reading: Reading, row: int) -> None:
    line, says_none = transfer_line(reading, row)
    draft.transfers.extend([line] if line else [])
    draft.says_no_transfer = draft.says_no_transfer or says_none


def _ours(draft: SheetDraft, reading: Reading, row: int) -> None:
    """Rows our own export adds under the model; agents are attached by a person."""
    texts = {
        cell.column - reading.column: reading.text(cell) for cell in reading.page.between(row, reading.column + 1, reading.column + WIDTH)
    }
    cnil_ours.read(draft, fold(reading.label.text) if reading.label else "", texts)


READERS: dict[str, Callable[[SheetDraft, Reading, int], None]] = {
    "purposes": _sub_purpose,
    "data": _data,
    "sensitive": _sensitive,
    "people": _people,
    "recipients": _recipient,
    "measures": _measure,
    "transfers": _transfer,
    "ours": _ours,
}
