"""From rows to what is known of one agent in one processing, and to its sheet for clients. Fourteen queries at most."""

from collections.abc import Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Company
from inventory.catalogue import template
from inventory.countries import EEA, country_name, is_in_eea
from inventory.enums import Side
from inventory.models import (
    Agent,
    AgentProcessing,
    Permission,
    ProcessedData,
    Processing,
    Purpose,
    Recipient,
    Runtime,
    Transfer,
)
from inventory.proofs import proven_of
from inventory.queries.words import company_words
from inventory.rules.days import company_day, has_passed
from inventory.rules.overlay import CompanyWords
from inventory.rules.transfers import NO_TRANSFER, untold
from lib.dates import french_date
from register import lines
from register.client_facts import Basis, Claimed, ClientFacts, Held, Seen, Sent
from register.client_said import ClientSheet
from register.client_sheet import said
from register.client_words import DATA, RECIPIENTS
from register.mission import sorted_out


class NoClientSheet(Exception):
    """The agent does not take part in this processing, or it is done for clients, who inform people themselves (art. 28)."""


def build(company: Company, agent_id: UUID, processing_id: UUID, at: datetime, *, version: int = 0) -> ClientSheet:
    """What may be told today. Raises NoClientSheet."""
    return sheet_of(company, facts_of(company, agent_id, processing_id, at), at, version=version)


def sheet_of(company: Company, facts: ClientFacts, at: datetime, *, version: int = 0) -> ClientSheet:
    """The words of these facts, at this moment."""
    return ClientSheet(said(facts), version, at.astimezone(ZoneInfo(company.time_zone)))


def tie_of(company: Company, agent_id: UUID, processing_id: UUID) -> AgentProcessing:
    """The agent in this processing, with both. Raises NoClientSheet."""
    ties = AgentProcessing.objects.of(company).select_related("agent__in_charge__user", "processing")
    tie = ties.filter(agent=agent_id, processing=processing_id, processing__ended_at=None, processing__side=Side.CONTROLLER).first()
    if tie is None:
        raise NoClientSheet
    return tie


def sheets_of(company: Company, agent: Agent) -> Sequence[AgentProcessing]:
    """Its processings that may have such a sheet, by number. One query."""
    ties = AgentProcessing.objects.of(company).select_related("processing").filter(agent=agent)
    return list(ties.filter(processing__ended_at=None, processing__side=Side.CONTROLLER).order_by("processing__number"))


def facts_of(company: Company, agent_id: UUID, processing_id: UUID, at: datetime) -> ClientFacts:
    """Everything the rules want to know. Raises NoClientSheet."""
    tie = tie_of(company, agent_id, processing_id)
    agent, processing, words = tie.agent, tie.processing, company_words(company)
    found = template(agent.template)
    who, today = agent.in_charge, company_day(at, company.time_zone)
    return ClientFacts(
        agent=agent.name,
        forbidden=sorted_out(found.forbidden)[0] if found else (),
        in_charge=who.user.name if who and not who.ended_at else "",
        hosted_outside=country_name(agent.host_country) if agent.host_country and agent.host_country not in EEA else "",
        rights=_rights(company, agent, today),
        claims=MappingProxyType({claim: Claimed(one.text, one.proof, one.url) for claim, one in proven_of(company, agent, at).items()}),
        **_company(company),
        **_training(company, agent),
        **_processing(company, processing, words, today),
    )


def _company(company: Company) -> dict[str, Any]:
    names = ("address", "has_dpo", "dpo_name", "dpo_contact")
    return {"company": company.name, "contact": company.email or company.phone, **{name: getattr(company, name) for name in names}}


def _training(company: Company, agent: Agent) -> dict[str, Any]:
    told = Runtime.objects.of(company).filter(agent=agent).values("training", "training_proof").first()
    return {**told} if told else {}


def _rights(company: Company, agent: Agent, today: date) -> tuple[Held, ...]:
    current = Permission.objects.of(company).current().filter(agent=agent).order_by("granted_at", "pk")
    holds = (right for right in current if not has_passed(right.until, today) and not (right.starts_on and right.starts_on > today))
    return tuple(Held(right.verb, " – ".join(filter(None, (right.resource, right.segment)))) for right in holds)


def _processing(company: Company, processing: Processing, words: CompanyWords, today: date) -> dict[str, Any]:
    def rows(model: Any) -> Any:
        return model.objects.of(company).filter(processing=processing)

    names = ("purpose", "source", "obligation", "automation", "automation_words", "has_transfers", "reference", "is_notice_proposed")
    recipients = list(rows(Recipient))
    return {
        **{name: getattr(processing, name) for name in names},
        "title": processing.name,
        "bases": tuple(_basis(one, company) for one in rows(Purpose).select_related("confirmed_by__user")),
        "data": tuple(_seen(one, words) for one in rows(ProcessedData)),
        "recipients": tuple(_recipient(one, words) for one in recipients),
        **_abroad(recipients, list(rows(Transfer)), words, today),
    }


def _basis(row: Purpose, company: Company) -> Basis:
    confirmed = ""
    if row.confirmed_at:
        by = f"par {row.confirmed_by.user.name} " if row.confirmed_by else ""
        confirmed = f"{by}le {french_date(company_day(row.confirmed_at, company.time_zone))}"
    return Basis(row.basis, row.description, row.justification, confirmed)


def _seen(row: ProcessedData, words: CompanyWords) -> Seen:
    return Seen(
        _plain("categories_donnees", row.category, DATA, words),
        row.is_sensitive,
        row.retention,
        row.archive,
        row.origin,
        row.origin_words,
        row.is_proposed,
    )


def _recipient(row: Recipient, words: CompanyWords) -> str:
    named = _plain("destinataires", row.code, RECIPIENTS, words)
    return f"{named} ({row.precision})" if row.precision else named


def _plain(name: str, code: str, simple: dict[str, str], words: CompanyWords) -> str:
    """Our plain word, unless the company says it with its own."""
    term = words.term(name, code)
    if term is None:
        return code
    is_ours = code in simple and term.ours is not None and term.label == term.ours.label
    return simple[code] if is_ours else f"{term.label[:1].lower()}{term.label[1:]}"


def _abroad(recipients: Sequence[Recipient], transfers: Sequence[Transfer], words: CompanyWords, today: date) -> dict[str, Any]:
    """What leaves the Union under a safeguard that stands today, and who may receive something there without a word of it."""
    told = [lines.transfer(row, words, today) for row in transfers if not (row.mechanism == NO_TRANSFER and is_in_eea(row.country))]
    unsaid = untold(((_recipient(one, words), one.country) for one in recipients), (row.country for row in transfers))
    return {
        "transfers": tuple(Sent(one.recipient, one.country, one.safeguard if one.is_valid else "") for one in told),
        "untold": tuple(f"{name} ({country_name(country)})" for name, country in unsaid),
    }
