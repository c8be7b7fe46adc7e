"""Agents with and without accounts, and a data folder of the test's own for the markers."""

from pathlib import Path

import pytest

from accounts.models import Company
from inventory.enums import Isolation, SignIn, State
from inventory.models import Agent, AgentState, Connection, ConnectionUse
from tests.cast import AT


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def make_agent(company: Company, name: str, **more) -> Agent:
    agent = Agent.objects.create(company=company, name=name, purpose="Essai", declared_at=AT, changed_at=AT, **more)
    AgentState.objects.create(company=company, agent=agent, state=State.ACTIVE, at=AT)
    return agent


def give_account(agent: Agent, service: str, **more) -> Connection:
    account = Connection.objects.create(company=agent.company, service=service, opened_at=AT, **more)
    ConnectionUse.objects.create(company=agent.company, agent=agent, connection=account)
    return account


@pytest.fixture
def facturier(inside: Company) -> Agent:
    """Two accounts, one with a written way to take it back."""
    agent = make_agent(inside, "Facturier", tool="n8n")
    give_account(agent, "Gmail", identifier="factures@vasseur.example", sign_in=SignIn.OAUTH)
    give_account(agent, "Sage", sign_in=SignIn.PASSWORD, revoke_where="Sage, menu Utilisateurs, « bot », Désactiver.")
    return agent


@pytest.fixture
def relance(inside: Company) -> Agent:
    """No account at all."""
    return make_agent(inside, "Relance", tool="OpenClaw", isolation=Isolation.WORKSTATION)
