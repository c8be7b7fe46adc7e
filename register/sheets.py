"""From rows to sheets: every part is read once, then the sheets are put together without a query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import Company, CompanyRow
from approvals.queries.stops import standing as stops_of
from inventory.enums import Automation, Side, State
from inventory.models import (
    Agent,
    AgentProcessing,
    DataSubject,
    FollowUp,
    JointController,
    Permission,
    ProcessedData,
    Processing,
    ProcessingClient,
    Purpose,
    Recipient,
    SecurityMeasure,
    Transfer,
)
from inventory.queries.words import company_words
from lib.dates import french_date
from lib.kept import IDS, Kept, together
from register import book, lines
from register.rules import missing_in_sheet

LINE = ("id", "code", "precision")
OF_CLIENT = ("client__name", "client__contact", "client__representative", "client__dpo")
PARTS: Mapping[type[CompanyRow], tuple[str, ...]] = {
    Purpose: ("id", "description", "basis", "justification", "confirmed_at"),
    ProcessedData: (
        *("id", "category", "description", "retention", "archive", "is_sensitive", "exception"),
        *("origin", "origin_words", "retention_code", "is_proposed"),
    ),
    DataSubject: LINE,
    Recipient: (*LINE, "is_processor", "contract_on", "contract_where", "country"),
    SecurityMeasure: LINE,
    Transfer: ("id", "recipient", "country", "mechanism", "link", "checked_on", "valid_until"),
    JointController: ("id", "name", "contact", "agreement", "agreed_on"),
    ProcessingClient: ("id", "client_id", *OF_CLIENT, "operations", "instructions", "contract_on"),
}
TIES = (("agent_id",), "agent__name")
STOPPED = "Coupé"


def all_sheets(company: Company, at: datetime) -> tuple[book.Sheet, ...]:
    """Every processing that goes on, by number, with what it lacks. Fourteen queries, whatever their number."""
    return tuple(_Reading(company, at).of(Processing.objects.of(company).filter(ended_at=None), is_whole=True))


def sheets_in(company: Company, extent: book.Extent, at: datetime) -> tuple[book.Sheet, ...]:
    """The sheets of this part of the register; a sheet asked by itself is printed even when it is archived."""
    if extent.part == book.Part.ALL:
        return all_sheets(company, at)
    rows = Processing.objects.of(company)
    if extent.part == book.Part.PROCESSING:
        return tuple(_Reading(company, at).of(rows.filter(pk=extent.id)))
    own = AgentProcessing.objects.of(company).filter(agent_id=UUID(extent.id)).values("processing")
    return tuple(_Reading(company, at).of(rows.filter(ended_at=None, pk__in=own)))


def one_sheet(company: Company, processing: Processing, at: datetime) -> book.Sheet:
    """One sheet, as it would be printed."""
    return _Reading(company, at).of(Processing.objects.of(company).filter(pk=processing.pk))[0]


class _Reading:
    """The rows of one company at one moment."""

    def __init__(self, company: Company, at: datetime) -> None:
        self.company, self.zone = company, ZoneInfo(company.time_zone)
        self.day = at.astimezone(self.zone).date()
        self.words = company_words(company)

    def of(self, rows: QuerySet[Processing], *, is_whole: bool = False) -> list[book.Sheet]:
        """`is_whole`: nearly all of the company's rows are wanted, those of its archived sheets are read and left aside."""
        found = GOING_ON.read(self.company) if is_whole else list(rows.order_by("number"))
        if not found:
            return []
        keys = None if is_whole else rows.order_by().values("pk")
        with together(*((kept, (self.company,)) for kept in WHOLE.values() if is_whole)):
            self._read(keys)
        self.agents = self._agents()
        with together((ASKED, (self.company, [row.pk for row in found])), (RIGHTS, (self.company, self.day, self.agents))):
            self.questions = self._questions(found)
            self.rights = self._rights()
        self.stopped = {stop.agent_id for stop in stops_of(self.company)}
        return [self._sheet(row) for row in found]

    def _read(self, keys: QuerySet[Processing, Any] | None) -> None:
        self.parts = {part: _by_processing(part, self.company, keys, columns) for part, columns in PARTS.items()}
        self.ties = _by_processing(AgentProcessing, self.company, keys, *TIES)

    def _agents(self) -> Mapping[UUID, Any]:
        wanted = {tie.agent_id for ties in self.ties.values() for tie in ties}
        return {agent.pk: agent for agent in SEEN.read(self.company, wanted)}

    def _questions(self, rows: Iterable[Processing]) -> Mapping[UUID, tuple[book.Question, ...]]:
        held: dict[UUID, tuple[book.Question, ...]] = defaultdict(tuple)
        for question in ASKED.read(self.company, [row.pk for row in rows]):
            held[question.about_id] += (book.Question(str(question.pk), question.question),)
        return held

    def _rights(self) -> Mapping[UUID, tuple[book.Right, ...]]:
        held: dict[UUID, tuple[book.Right, ...]] = defaultdict(tuple)
        for right in RIGHTS.read(self.company, self.day, self.agents):
            if right.until is None or right.until >= self.day:
                until = f"jusqu’au {french_date(right.until)}" if right.until else ""
                held[right.agent_id] += (book.Right(right.get_verb_display(), right.on_what, until),)
        return held

    def _sheet(self, row: Processing) -> book.Sheet:
        is_processor = row.side == Side.PROCESSOR
        sheet = book.Sheet(
            id=str(row.pk),
            number=row.number,
            title=row.name,
            is_processor=is_processor,
            purpose=row.purpose,
            sub_purposes=tuple(row.sub_purposes),
            has_sensitive_data=row.has_sensitive_data,
            has_transfers=row.has_transfers,
            source=row.source,
            information=row.information,
            is_informed=row.is_informed,
            informed_on=row.informed_on,
            informed_how=row.informed_how,
            obligation=row.obligation,
            decides_alone=row.automation == Automation.ALONE if row.automation else None,
            automation=str(Automation(row.automation).label) if row.automation else "",
            automation_words=row.automation_words,
            people_rights=() if is_processor else lines.people_rights(self.parts[Purpose][row.pk], row.automation, self.words),
            agents=tuple(self._agent(tie.agent_id) for tie in self.ties[row.pk] if tie.agent_id in self.agents),
            open_questions=self.questions[row.pk],
            outside_reference=row.outside_reference,
            is_notice_proposed=row.is_notice_proposed,
            created_on=row.started_on,
            updated_on=row.changed_at.astimezone(self.zone).date(),
            **self._parts(row.pk, is_processor=is_processor),
        )
        return replace(sheet, missing=missing_in_sheet(sheet))

    def _parts(self, key: UUID, *, is_processor: bool) -> dict[str, Any]:
        """The lists of a sheet; clients or joint controllers, and a legal basis, only on the side where the law wants them."""
        words, rows = self.words, {part: held[key] for part, held in self.parts.items()}
        return {
            "joint": () if is_processor else tuple(map(lines.joint, rows[JointController])),
            "clients": tuple(map(lines.client, rows[ProcessingClient])) if is_processor else (),
            "grounds": () if is_processor else tuple(lines.ground(one, words) for one in rows[Purpose]),
            "data": tuple(lines.data(one, words) for one in rows[ProcessedData]),
            "people": tuple(lines.line(one, words, "categories_personnes", "liste_cnil_ods") for one in rows[DataSubject]),
            "recipients": tuple(lines.recipient(one, words) for one in rows[Recipient]),
            "measures": tuple(lines.line(one, words, "mesures_securite") for one in rows[SecurityMeasure]),
            "transfers": tuple(lines.transfer(one, words, self.day) for one in rows[Transfer]),
        }

    def _agent(self, agent_id: UUID) -> book.Agent:
        agent = self.agents[agent_id]
        is_stopped = None in self.stopped or agent.pk in self.stopped
        return book.Agent(
            id=str(agent.pk),
            name=agent.name,
            state=STOPPED if is_stopped else str(State(agent.state or State.PLANNED).label),
            software=", ".join(filter(None, (agent.tool, agent.model))),
            host_country=agent.host_country,
            in_charge=agent.in_charge.user.name if agent.in_charge else "",
            rights=self.rights[agent.pk],
        )


def _by_processing(
    part: type[CompanyRow], company: Company, keys: QuerySet[Processing, Any] | None, columns: tuple[str, ...], order: str = "position"
) -> Mapping[UUID, list[Any]]:
    """Plain rows of one part, by processing: a thousand sheets are ten thousand rows, too many to be made into models."""
    held: dict[UUID, list[Any]] = defaultdict(list)
    for row in WHOLE[part].read(company) if keys is None else _lines(part, company, columns, order).filter(processing__in=keys):
        held[row.processing_id].append(row)
    return held


def _lines(part: type[CompanyRow], company: Company, columns: tuple[str, ...], order: str) -> QuerySet[Any, Any]:
    rows: QuerySet[Any] = part.objects.of(company)  # type: ignore[attr-defined]
    return rows.order_by(order, "pk").values_list("processing_id", *columns, named=True)


def _whole(part: type[CompanyRow], columns: tuple[str, ...], order: str = "position") -> Kept[Any]:
    return Kept(lambda company: _lines(part, company, columns, order), Company)


WHOLE = {part: _whole(part, columns) for part, columns in PARTS.items()} | {AgentProcessing: _whole(AgentProcessing, *TIES)}
GOING_ON = Kept(lambda company: Processing.objects.of(company).filter(ended_at=None).order_by("number"), Company)
SEEN = Kept(lambda company, ids: Agent.objects.of(company).in_sight().filter(pk__in=ids).select_related("in_charge__user"), Company, IDS)
ASKED = Kept(lambda company, ids: FollowUp.objects.of(company).open().filter(about_id__in=ids).order_by("opened_at", "pk"), Company, IDS)
RIGHTS = Kept(
    lambda company, day, agents: (
        Permission.objects.of(company).begun(day).filter(agent_id__in=agents).order_by("granted_at", "resource", "pk")
    ),
    Company,
    date,
    IDS,
)
