"""« Ce qu’il manque » of a whole company: profile, agents, accounts, sheets of the register, imports. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import Company
from governance.gap_groups import Gap, Sort, Thing
from inventory.models import Agent, AgentImport, Connection
from inventory.queries.accounts import facts_of as account_facts
from inventory.queries.agents import facts_of, found
from inventory.queries.places import place_of
from inventory.queries.words import company_words
from inventory.rules.days import company_day
from inventory.rules.gaps import Level, Missing
from inventory.rules.missing import AgentFacts, account_gaps, missing_of_agent
from inventory.rules.share import share_of_account, share_of_agent
from register import book
from register.documents import controller
from register.import_queries import waiting
from register.queries import gap_url
from register.reading import Reading
from register.share import share_of_company, share_of_sheet

SAID_ELSEWHERE = frozenset({"account", "purposes"})  # places of an agent's gaps that its accounts and its sheets tell in full


def things_of(company: Company, at: datetime) -> list[Thing]:
    """Everything that is asked something, with what it lacks. Agents that are retired and sheets that are archived ask nothing more."""
    agents = list(found(company))
    facts = facts_of(company, agents)
    return [
        _company(company),
        *_agents(company, agents, facts, at),
        *_accounts(company, agents, facts, at),
        *_sheets(Reading(company, at), {str(agent.pk): agent.in_charge_id for agent in agents}),
        *_imports(company),
    ]


def _company(company: Company) -> Thing:
    told, url = controller(company), partial(reverse, "accounts:company")
    gaps = tuple(Gap(item.code, item.label, Level(item.level.value), item.source, url) for item in told.missing)
    return Thing(Sort.COMPANY, str(company.pk), company.name, gaps, share_of_company(told), url)


def _agents(company: Company, agents: Sequence[Agent], facts: Mapping[UUID, AgentFacts], at: datetime) -> Iterator[Thing]:
    today = company_day(at, company.time_zone)
    for agent in agents:
        missing = [gap for gap in missing_of_agent(facts[agent.pk], today) if gap.place not in SAID_ELSEWHERE]
        share = share_of_agent(facts[agent.pk], missing, today, SAID_ELSEWHERE)
        url = partial(reverse, "inventory:agent", args=[agent.pk])
        yield Thing(Sort.AGENT, str(agent.pk), agent.name, _own(missing, agent.pk), share, url, _people(agent.in_charge_id))


def _accounts(company: Company, agents: Sequence[Agent], facts: Mapping[UUID, AgentFacts], at: datetime) -> Iterator[Thing]:
    """Each account once, whoever uses it; its people are those who answer for the agents that do."""
    people: dict[UUID, set[UUID]] = defaultdict(set)
    for agent in agents:
        for used in facts[agent.pk].accounts:
            people[used.id] |= _people(agent.in_charge_id)
    today, words = company_day(at, company.time_zone), company_words(company)
    for row in Connection.objects.of(company).filter(closed_at=None).order_by("service", "identifier"):
        account = account_facts(row, words)
        missing = account_gaps(account, today)
        url = partial(reverse, "inventory:account", args=[row.pk])
        share = share_of_account(account, missing, today)
        yield Thing(Sort.ACCOUNT, str(row.pk), str(row), _own(missing, row.pk), share, url, frozenset(people[row.pk]))


def _own(missing: Sequence[Missing], of: UUID) -> tuple[Gap, ...]:
    return tuple(Gap(gap.code, gap.label, gap.level, "", partial(place_of, gap, of)) for gap in missing)


def _sheets(reading: Reading, in_charge: Mapping[str, UUID | None]) -> Iterator[Thing]:
    for sheet in reading.sheets:
        people = frozenset(who for agent in sheet.agents if (who := in_charge.get(agent.id)))
        gaps = tuple(_of_sheet(sheet, item) for item in sheet.missing)
        url = partial(reverse, "register:sheet", args=[sheet.id])
        yield Thing(Sort.SHEET, sheet.id, sheet.title, gaps, share_of_sheet(sheet), url, people)


def _of_sheet(sheet: book.Sheet, item: book.Missing) -> Gap:
    return Gap(item.code, item.label, Level(item.level.value), item.source, partial(gap_url, sheet, item))


def _imports(company: Company) -> Iterator[Thing]:
    """Files that were read and wait for a yes."""
    rows: list[tuple[str, Any]] = [("register:import_preview", one) for one in waiting(company)]
    rows += [("inventory:agents_import_preview", one) for one in AgentImport.objects.of(company).open().defer("found")]
    for name, row in rows:
        url = partial(reverse, name, args=[row.pk])
        gap = Gap("import", "Dire ce que ce fichier doit créer", Level.CONFIRM, "", url)
        yield Thing(Sort.IMPORT, str(row.pk), row.file_name, (gap,), url=url)


def _people(who: UUID | None) -> frozenset[UUID]:
    return frozenset({who} if who else ())
