"""A large company made in a few statements: agents with rights and accounts, processings with full sheets."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from accounts.boundary import scope
from inventory.models import (
    Agent,
    AgentProcessing,
    AgentState,
    Connection,
    ConnectionUse,
    DataSubject,
    Permission,
    ProcessedData,
    Processing,
    Purpose,
    Recipient,
    SecurityMeasure,
)
from tests.cast import Person

SERVICES = ("Gmail", "Qonto", "n8n", "Notion", "Slack")
RIGHTS = (("read", "Factures"), ("edit", "Devis"), ("send", "Relances aux clients"))
DATA = ("etat_civil", "coordonnees", "facturation", "bancaire")
RECIPIENTS = ("service_interne", "hebergeur", "fournisseur_llm")
MEASURES = ("journaliser", "habilitations")


def furnish(owner: Person, agents: int, processings: int, at: datetime) -> None:
    """Everything belongs to the owner's company. Written in bulk: nothing of it stands in the record."""
    with scope(owner.company):
        made = _agents(owner, agents, at)
        _sheets(owner, processings, made, at)


def _agents(owner: Person, many: int, at: datetime) -> list[Agent]:
    same: dict[str, Any] = {"company": owner.company}
    agents = [
        Agent(
            **same,
            name=f"Agent {number:04d}",
            purpose="Prépare les devis et relance les factures en retard.",
            tool="n8n",
            model="mistral-large",
            environment="production",
            isolation="container",
            host_country="FR",
            in_charge=owner.membership,
            declared_at=at,
            changed_at=at,
        )
        for number in range(many)
    ]
    _save(agents)
    _save(AgentState(**same, agent=agent, seq=1, state="active", at=at, by=owner.membership) for agent in agents)
    ends = at.date() + timedelta(days=300)
    _save(
        Permission(**same, agent=agent, verb=verb, resource=what, reason="Son travail", until=ends, granted_at=at)
        for agent in agents
        for verb, what in RIGHTS
    )
    accounts = [Connection(**same, service=service, ownership="dedicated", sign_in="oauth", opened_at=at) for service in SERVICES]
    _save(accounts)
    _save(ConnectionUse(**same, agent=agent, connection=accounts[place % len(accounts)]) for place, agent in enumerate(agents))
    return agents


def _sheets(owner: Person, many: int, agents: list[Agent], at: datetime) -> None:
    same: dict[str, Any] = {"company": owner.company}
    sheets = [
        Processing(
            **same,
            number=number + 1,
            name=f"Traitement {number}",
            purpose="Facturer les clients",
            started_on=at.date(),
            changed_at=at,
            has_transfers=False,
            has_sensitive_data=False,
        )
        for number in range(many)
    ]
    _save(sheets)
    for make in (_purposes, _data, _people):
        _save(line for sheet in sheets for line in make({**same, "processing": sheet}))
    _save(AgentProcessing(**same, processing=sheet, agent=agents[place % len(agents)]) for place, sheet in enumerate(sheets) if agents)


def _purposes(same: dict[str, Any]) -> Iterator[Purpose]:
    return (Purpose(**same, position=place, description="Établir les factures", basis="contrat") for place in range(2))


def _data(same: dict[str, Any]) -> Iterator[ProcessedData]:
    return (ProcessedData(**same, position=place, category=code, retention="Dix ans") for place, code in enumerate(DATA))


def _people(same: dict[str, Any]) -> Iterator[Any]:
    yield DataSubject(**same, code="clients")
    for model, codes in ((Recipient, RECIPIENTS), (SecurityMeasure, MEASURES)):
        for place, code in enumerate(codes):
            yield model(**same, position=place, code=code)


def _save(rows: Iterable[Any]) -> None:
    """By table: a list may hold several."""
    held: dict[Any, list[Any]] = {}
    for row in rows:
        held.setdefault(type(row), []).append(row)
    for model, found in held.items():
        model.objects.bulk_create(found)
