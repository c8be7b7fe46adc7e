"""What a file was found to hold, before anything is created: frozen values that travel as JSON and come back the same."""

import types
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Unclear:
    """Something a person must settle. `where`: tab and cell."""

    what: str
    where: str
    sentence: str
    to_do: str


@dataclass(frozen=True)
class Refused:
    """A value that was not taken, and why."""

    value: str
    where: str
    reason: str


@dataclass(frozen=True)
class Ignored:
    """Something that is no part of the register: the model's own example, an empty sheet, a remark."""

    value: str
    where: str
    reason: str


@dataclass(frozen=True)
class Party:
    """Somebody the file names: the controller, its representative, its delegate."""

    name: str = ""
    first_name: str = ""
    company: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    phone: str = ""
    email: str = ""

    @property
    def place(self) -> str:
        """The address on one line."""
        town = " ".join(part for part in (self.postcode, self.city) if part)
        return ", ".join(part for part in (self.address, town, self.country) if part)


@dataclass(frozen=True)
class Organisation:
    """Whose register it says it is. Shown beside the company's own facts; never written over them."""

    controller: Party = Party()
    representative: Party = Party()
    dpo: Party = Party()


@dataclass(frozen=True)
class DataLine:
    """A category of data: a code of categories_donnees, or the file's own words. The rest: what our own files say besides."""

    category: str
    description: str = ""
    retention: str = ""
    is_sensitive: bool = False
    archive: str = ""
    exception: str = ""
    origin: str = ""
    origin_words: str = ""
    retention_code: str = ""
    is_proposed: bool = False


@dataclass(frozen=True)
class Line:
    """People, a recipient, a measure: a code or the file's own words, a precision, and the model's own type."""

    code: str
    precision: str = ""
    kind: str = ""
    is_processor: bool | None = None
    contract_on: date | None = None
    contract_where: str = ""
    country: str = ""


@dataclass(frozen=True)
class PartnerLine:
    """A joint controller, or a client, as our own files name it."""

    name: str
    contact: str = ""
    agreement: str = ""
    agreed_on: date | None = None
    representative: str = ""
    dpo: str = ""
    operations: str = ""
    instructions: str = ""
    contract_on: date | None = None


@dataclass(frozen=True)
class TransferLine:
    """Data leaving the Union. `mechanism` is a code of transferts, the file's own words, or empty when it must be asked."""

    recipient: str
    country: str = ""
    mechanism: str = ""
    link: str = ""
    checked_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class PurposeLine:
    """A purpose and the legal basis the file states for it: a code of bases_legales, or empty. Only ever proposed, unless one of our
    own files says that a person confirmed it, and a person imports it."""

    description: str
    basis: str = ""
    justification: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class ImportedProcessing:
    """One processing as the file tells it. None for a yes or no: the file does not say. `key` is unique within the preview.

    `is_own`: from a file of ours, which names its questions and agents; `id`: its identifier there."""

    key: str
    name: str
    reference: str = ""
    created_on: date | None = None
    updated_on: date | None = None
    purpose: str = ""
    sub_purposes: tuple[str, ...] = ()
    joint_controllers: str = ""
    data: tuple[DataLine, ...] = ()
    has_sensitive_data: bool | None = None
    people: tuple[Line, ...] = ()
    recipients: tuple[Line, ...] = ()
    measures: tuple[Line, ...] = ()
    has_transfers: bool | None = None
    transfers: tuple[TransferLine, ...] = ()
    sheet_missing: bool = False
    where: str = ""
    side: str = "controller"
    source: str = ""
    purposes: tuple[PurposeLine, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    is_own: bool = False
    id: str = ""
    joint: tuple[PartnerLine, ...] = ()
    clients: tuple[PartnerLine, ...] = ()
    information: str = ""
    is_informed: bool | None = None
    informed_on: date | None = None
    informed_how: str = ""
    obligation: str = ""
    automation: str = ""
    automation_words: str = ""
    is_notice_proposed: bool = False
    agent_names: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def ordinary_data(self) -> tuple[DataLine, ...]:
        return tuple(line for line in self.data if not line.is_sensitive)

    @property
    def sensitive_data(self) -> tuple[DataLine, ...]:
        return tuple(line for line in self.data if line.is_sensitive)


@dataclass(frozen=True)
class ImportPreview:
    """A whole file. `unclear` here concerns the file; each processing carries its own."""

    organisation: Organisation = Organisation()
    processings: tuple[ImportedProcessing, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    refused: tuple[Refused, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    format_version: int = FORMAT_VERSION

    @property
    def all_unclear(self) -> tuple[Unclear, ...]:
        """The file's own questions, then those of each processing."""
        return (*self.unclear, *(item for processing in self.processings for item in processing.unclear))


T = TypeVar("T")


def to_json(value: Any) -> Any:
    """Dataclasses as dicts, dates as ISO text: what a JSON column holds."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def from_json(kind: type[T], value: Any) -> T:
    """The reverse of to_json, for a dataclass of this module."""
    hints = get_type_hints(kind)
    return kind(**{name: _revived(hints[name], item) for name, item in value.items() if name in hints})


def _revived(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(_revived(get_args(hint)[0], item) for item in value)
    if get_origin(hint) in (Union, types.UnionType):
        return None if value is None else _revived(get_args(hint)[0], value)
    if hint is date:
        return date.fromisoformat(value)
    return from_json(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value
