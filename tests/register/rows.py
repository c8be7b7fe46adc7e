"""A demo-size register in the database: what the declaration of two agents leaves."""

from datetime import datetime

from accounts.models import Company
from inventory.actions import lines, processings
from inventory.actions.processings import Heading, Notice
from inventory.enums import Automation, Side, State, Verb
from inventory.models import Agent, AgentState, FollowUp, Permission, Processing, Recipient
from tests.cast import Person


def agent(company: Company, name: str, at: datetime, *, state: State = State.ACTIVE, host_country: str = "FR") -> Agent:
    made = Agent.objects.create(
        company=company, name=name, purpose="Facturer", tool="OpenClaw", host_country=host_country, declared_at=at, changed_at=at
    )
    AgentState.objects.create(company=company, agent=made, state=state, at=at)
    return made


def right(of: Agent, at: datetime, verb: Verb = Verb.READ, resource: str = "devis") -> Permission:
    return Permission.objects.create(company=of.company, agent=of, verb=verb, resource=resource, is_endless=True, granted_at=at)


def whole_sheet(by: Person, at: datetime, name: str = "Facturation clients") -> Processing:
    """Nothing obligatory is missing; its basis waits for a person."""
    heading = Heading(name=name, purpose="Établir et suivre les factures.", source="La personne elle-même.")
    notice = Notice(automation=Automation.ASSISTED, information="Un assistant aide.", is_informed=True)
    row = processings.open_processing(by.company, heading, notice=notice, by=by.membership, at=at)
    told: list[tuple[str, dict[str, object]]] = [
        ("purposes", {"description": "Facturer un client", "basis": "contrat", "justification": "Contrat conclu."}),
        ("data", {"category": "etat_civil", "description": "Nom", "retention": "5 ans"}),
        ("people", {"code": "clients", "precision": ""}),
        ("recipients", {"code": "fournisseur_llm", "precision": "Claude"}),
        ("measures", {"code": "journaliser", "precision": ""}),
    ]
    for sort, values in told:
        lines.add(row, sort, values, by=by.membership, at=at)
    Recipient.objects.of(by.company).filter(processing=row).update(is_processor=True, contract_on=at.date())
    Processing.objects.of(by.company).filter(pk=row.pk).update(has_sensitive_data=False, has_transfers=False)
    row.refresh_from_db()
    return row


def bare_sheet(by: Person, at: datetime, name: str = "Tri de CV", side: Side = Side.CONTROLLER) -> Processing:
    return processings.open_processing(by.company, Heading(name=name, side=side), by=by.membership, at=at)


def question(about: Processing, at: datetime, words: str = "Qui reçoit la copie ?") -> FollowUp:
    return FollowUp.objects.create(
        company=about.company, about_kind="processing", about_id=about.pk, about_name=about.name, question=words, opened_at=at
    )
