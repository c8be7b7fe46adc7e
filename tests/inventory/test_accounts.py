"""Accounts are noted, tied, untied and closed; a pasted key never gets in."""

from dataclasses import replace

import pytest

from inventory import services
from inventory.actions.accounts import Account, LooksLikeSecret, attach, close, detach, edit, note
from inventory.actions.agents import Identity
from inventory.actions.declaring import Declaration, declare
from inventory.models import Agent, Connection, ConnectionUse
from inventory.queries.agents import card
from ledger.queries import history, newest
from tests.cast import AT, Person

GMAIL = Account("Google Workspace", "factures@vasseur.example", "dedicated", "oauth", has_second_factor=True)
KEY = "sk-proj-AbCdEf0123456789AbCdEf0123456789"


@pytest.fixture
def agent(alice: Person, inside) -> Agent:
    return declare(inside, Declaration(Identity("Facturier", in_charge=alice.membership)), by=alice.membership, at=AT)


def test_an_account_is_noted_tied_and_untied_once(agent: Agent, alice: Person) -> None:
    account = note(agent.company, GMAIL, by=alice.membership, at=AT)
    assert [attach(agent, account, by=alice.membership, at=AT) for _ in range(2)] == [True, False]
    assert [detach(agent, account, by=alice.membership, at=AT) for _ in range(2)] == [True, False]
    told = [line.sentence for line in history(account.pk)]
    name = "Google Workspace (factures@vasseur.example)"
    assert told == [
        f"Alice Martin a détaché le compte {name} de l’agent Facturier",
        f"Alice Martin a rattaché le compte {name} à l’agent Facturier",
        f"Alice Martin a noté le compte {name}",
    ]


def test_two_agents_share_an_account(agent: Agent, alice: Person, inside) -> None:
    other = declare(inside, Declaration(Identity("Relance")), by=alice.membership, at=AT)
    account = note(inside, GMAIL, by=alice.membership, at=AT)
    for one in (agent, other):
        attach(one, account, by=alice.membership, at=AT)
    assert ConnectionUse.objects.of(inside).filter(connection=account).count() == 2


def test_a_closed_account_leaves_its_agents_and_closes_once(agent: Agent, alice: Person) -> None:
    account = note(agent.company, GMAIL, by=alice.membership, at=AT)
    attach(agent, account, by=alice.membership, at=AT)
    assert [close(account, by=alice.membership, at=AT) for _ in range(2)] == [True, False]
    assert not ConnectionUse.objects.of(agent.company).exists()
    assert Connection.objects.of(agent.company).get().closed_at == AT


@pytest.mark.parametrize("field", ["service", "identifier", "secret_place", "revoke_where"])
def test_a_key_in_any_field_stores_nothing(agent: Agent, alice: Person, field: str) -> None:
    size = len(newest(500))
    with pytest.raises(LooksLikeSecret):
        note(agent.company, replace(GMAIL, **{field: KEY}), by=alice.membership, at=AT)
    account = note(agent.company, GMAIL, by=alice.membership, at=AT)
    with pytest.raises(LooksLikeSecret):
        edit(account, replace(GMAIL, **{field: KEY}), by=alice.membership, at=AT)
    assert Connection.objects.of(agent.company).get().service == "Google Workspace"
    assert len(newest(500)) == size + 1


def test_an_edit_says_what_changed(agent: Agent, alice: Person) -> None:
    account = note(agent.company, GMAIL, by=alice.membership, at=AT)
    assert edit(account, replace(GMAIL, has_second_factor=False), by=alice.membership, at=AT)
    assert not edit(account, replace(GMAIL, has_second_factor=False), by=alice.membership, at=AT)
    assert history(account.pk)[0].sentence.endswith("la double vérification")


@pytest.mark.parametrize(
    ("said", "code"),
    [("Gmail", "google"), ("qonto", "qonto"), ("Microsoft 365 Business", "microsoft"), ("OpenAI", "openai"), ("Mon logiciel", None)],
)
def test_a_service_is_recognised_by_its_words(said: str, code: str | None) -> None:
    found = services.known(said)
    assert (found.code if found else None) == code
    assert bool(services.revoke_advice(said)) is (code is not None)


def test_a_known_service_says_itself_where_its_access_is_taken_back(agent: Agent, alice: Person, inside) -> None:
    for account in (GMAIL, replace(GMAIL, service="Mon logiciel")):
        attach(agent, note(inside, account, by=alice.membership, at=AT), by=alice.membership, at=AT)
    shown = card(inside, Agent.objects.of(inside).with_state().get(), AT)
    assert [gap.label for gap in shown.gaps if gap.code == "revoke_where"] == [
        "Où retirer cet accès le jour venu\u00a0: Mon logiciel (factures@vasseur.example)"
    ]
