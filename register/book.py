"""The register as it is printed: frozen values, in French, ready to read. Knows no model, no page, no PDF."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from lib.canonical import encode

FORMAT = "garde-fou-registre"
FORMAT_VERSION = 1  # raised when a reader of the old file could be misled; a new field alone does not raise it


class Level(StrEnum):
    """How much the law cares about a gap in a sheet, the gravest first."""

    OBLIGATORY = "obligatory"
    CONFIRM = "confirm"
    RECOMMENDED = "recommended"


GRAVITY = {level: place for place, level in enumerate(Level)}


class Part(StrEnum):
    """Which part of the register is printed."""

    ALL = "all"
    PROCESSING = "processing"
    AGENT = "agent"
    MISSION = "mission"
    CLIENT = "client"


@dataclass(frozen=True)
class Extent:
    """What is printed: everything, one processing, the sheets of one agent, its mission, or what clients may read of it in one processing.

    `id` and `name`: of that one; the sheet for clients has two ids, agent and processing, with a slash between."""

    part: Part = Part.ALL
    id: str = ""
    name: str = ""


WHOLE = Extent()


@dataclass(frozen=True)
class Missing:
    """One thing to complete or confirm. `source`: the article that asks for it; `place`: the part of the sheet where it is mended;
    `target`: the id of the line or question concerned, when it has a page of its own."""

    code: str
    label: str
    level: Level
    source: str
    place: str
    target: str = ""


@dataclass(frozen=True)
class Question:
    """A question left open on purpose."""

    id: str
    words: str


class Nature(StrEnum):
    """Data the law protects more than others, and where: art. 9, art. 10, the social security number (art. 87)."""

    ORDINARY = ""
    SENSITIVE = "sensitive"
    OFFENCES = "offences"
    NIR = "nir"


@dataclass(frozen=True)
class Joint:
    """Another company that decides with this one (art. 26). `agreement`: where their arrangement is kept."""

    name: str
    contact: str = ""
    agreement: str = ""
    agreed_on: date | None = None
    id: str = ""


@dataclass(frozen=True)
class Client:
    """A client the company works for (art. 30.2.a), what is done for it (30.2.b), its instructions and contract (28.3).

    `id`: of its line on the sheet; `client_id`: of itself, on however many sheets."""

    name: str
    contact: str = ""
    representative: str = ""
    dpo: str = ""
    operations: str = ""
    instructions: str = ""
    contract_on: date | None = None
    id: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class Ground:
    """A purpose and what authorises it (art. 6). Without confirmation the basis is only a proposal."""

    purpose: str
    basis: str = ""
    article: str = ""
    justification: str = ""
    is_confirmed: bool = False
    must_verify: bool = False
    id: str = ""


@dataclass(frozen=True)
class Data:
    """A category of data, how long it is kept (art. 30.1.c and f), where it comes from. `exception`: what allows protected data.

    `retention_…`: the ready rule its duration was chosen from, its text, its weight and its starting point. `is_proposed`: origin and
    duration are a template's, nobody has confirmed them."""

    category: str
    description: str = ""
    retention: str = ""
    archive: str = ""
    is_sensitive: bool = False
    exception: str = ""
    nature: Nature = Nature.ORDINARY
    is_indirect: bool | None = None
    origin: str = ""
    origin_words: str = ""
    retention_rule: str = ""
    retention_source: str = ""
    retention_weight: str = ""
    retention_start: str = ""
    must_verify: bool = False
    must_verify_retention: bool = False
    id: str = ""
    code: str = ""
    is_proposed: bool = False


@dataclass(frozen=True)
class Line:
    """People, a recipient or a measure: the word of the vocabulary and a precision. `kind`: the CNIL model's own word for it.

    `must_verify`, here and elsewhere: nobody has held this word of ours against the law itself. `code`: what the vocabulary calls it,
    whatever words the company has for it."""

    label: str
    precision: str = ""
    kind: str = ""
    must_verify: bool = False
    id: str = ""
    code: str = ""


@dataclass(frozen=True)
class Recipient(Line):
    """Who receives the data (art. 30.1.d). None: nobody has said yet whether it is a processor, which needs a contract (art. 28.3)."""

    is_processor: bool | None = None
    contract_on: date | None = None
    contract_where: str = ""
    country: str = ""


@dataclass(frozen=True)
class Transfer:
    """Data leaving the European Union (art. 30.1.e). `is_valid` is false when the safeguard does not stand on the day; `doubt` says why,
    or what must be looked at again. `decision…`: the adequacy decision relied on, and its own end."""

    recipient: str
    country: str = ""
    safeguard: str = ""
    link: str = ""
    is_valid: bool = True
    doubt: str = ""
    decision: str = ""
    decision_on: date | None = None
    decision_until: date | None = None
    decision_scope: str = ""
    checked_on: date | None = None
    valid_until: date | None = None
    must_verify: bool = False
    id: str = ""


@dataclass(frozen=True)
class Right:
    """What an agent may do: verb, on what, until when (in words)."""

    verb: str
    resource: str
    until: str = ""


@dataclass(frozen=True)
class Agent:
    """An AI agent that takes part in a processing."""

    id: str
    name: str
    state: str
    software: str = ""
    host_country: str = ""
    in_charge: str = ""
    rights: tuple[Right, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One processing. None for a yes or no means that nobody has said yet. Clients stand in a processor's register only.

    `automation`: who decides (art. 22); `obligation`: must people answer (13.2.e); `people_rights`: what they may ask, from the bases.
    `is_notice_proposed`: who decides, whether they must answer and what they are told are a template's words, nobody has confirmed them."""

    id: str
    number: int
    title: str
    is_processor: bool = False
    purpose: str = ""
    sub_purposes: tuple[str, ...] = ()
    joint: tuple[Joint, ...] = ()
    clients: tuple[Client, ...] = ()
    grounds: tuple[Ground, ...] = ()
    people: tuple[Line, ...] = ()
    data: tuple[Data, ...] = ()
    has_sensitive_data: bool | None = None
    recipients: tuple[Recipient, ...] = ()
    has_transfers: bool | None = None
    transfers: tuple[Transfer, ...] = ()
    measures: tuple[Line, ...] = ()
    source: str = ""
    information: str = ""
    is_informed: bool | None = None
    informed_on: date | None = None
    informed_how: str = ""
    obligation: str = ""
    decides_alone: bool | None = None
    automation: str = ""
    automation_words: str = ""
    people_rights: tuple[str, ...] = ()
    agents: tuple[Agent, ...] = ()
    open_questions: tuple[Question, ...] = ()
    outside_reference: str = ""
    is_notice_proposed: bool = False
    created_on: date | None = None
    updated_on: date | None = None
    missing: tuple[Missing, ...] = ()

    @property
    def reference(self) -> str:
        """RT-0001: stable, printed everywhere."""
        return f"RT-{self.number:04d}"

    @property
    def partners(self) -> str:
        """Joint controllers, or clients: one line each, name then contact."""
        named: tuple[Joint | Client, ...] = self.clients if self.is_processor else self.joint
        return "\n".join(", ".join(filter(None, (one.name, *one.contact.splitlines()))) for one in named)

    @property
    def ordinary_data(self) -> tuple[Data, ...]:
        return tuple(data for data in self.data if not data.is_sensitive)

    @property
    def proposed_data(self) -> tuple[Data, ...]:
        return tuple(data for data in self.data if data.is_proposed)

    @property
    def sensitive_data(self) -> tuple[Data, ...]:
        return tuple(data for data in self.data if data.is_sensitive)


@dataclass(frozen=True)
class Controller:
    """The company and its delegate (art. 30.1.a). `has_dpo` None: nobody has said yet."""

    name: str
    siren: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    representative: str = ""
    has_dpo: bool | None = None
    dpo_name: str = ""
    dpo_contact: str = ""
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Sources:
    """Where the legal words of a register come from, and the day they were last held against those texts."""

    checked_on: date | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterBook:
    """A register, or a part of it, at one moment. `made_at` carries the company's own time zone; so does `as_on`, the earlier moment
    whose register it is."""

    company: Controller
    version: int
    made_at: datetime
    sheets: tuple[Sheet, ...] = ()
    extent: Extent = WHOLE
    sources: Sources = Sources()
    as_on: datetime | None = None

    @property
    def is_draft(self) -> bool:
        """Something the law asks for is missing, or there is nothing in it yet."""
        return not self.sheets or self.count(Level.OBLIGATORY) > 0

    def count(self, level: Level) -> int:
        """How many things of this level are open, company and sheets together."""
        gaps = (*self.company.missing, *(item for sheet in self.sheets for item in sheet.missing))
        return sum(item.level == level for item in gaps)


def to_json(book: RegisterBook) -> bytes:
    """The register as data (docs/dev/registre-json.md): canonical JSON, the same bytes for the same register."""
    return encode({"format": FORMAT, "format_version": FORMAT_VERSION, **plain(book)})


def fingerprint(data: bytes) -> str:
    """SHA-256 of the attached data, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def renumbered(book: RegisterBook, version: int) -> RegisterBook:
    """The same register as version `version`."""
    return replace(book, version=version)


def plain(value: Any) -> Any:
    """Frozen values as what JSON knows."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    shown = {name: plain(item) for name, item in vars(value).items()}
    return {**shown, "reference": value.reference, "partners": value.partners} if isinstance(value, Sheet) else shown
