"""A bad day, over HTTP: the approver stops everything, the steward takes the accounts back, the owner lets the work go on."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from inventory.enums import SignIn, State
from inventory.models import Agent, AgentState, Connection, ConnectionUse
from ledger.queries import newest
from tests.cast import AT, Person, sign_in


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def facturier(inside, alice: Person) -> Agent:
    agent = Agent.objects.create(
        company=inside, name="Facturier", purpose="Essai", tool="n8n", in_charge=alice.membership, declared_at=AT, changed_at=AT
    )
    AgentState.objects.create(company=inside, agent=agent, state=State.ACTIVE, at=AT)
    for service in ("Gmail", "Sage"):
        account = Connection.objects.create(company=inside, service=service, sign_in=SignIn.KEY, opened_at=AT)
        ConnectionUse.objects.create(company=inside, agent=agent, connection=account)
    return agent


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_bad_day(facturier: Agent, alice: Person, benoit: Person, sofia: Person, chloe: Person, inside) -> None:
    Agent.objects.of(alice.company).filter(pk=facturier.pk).update(in_charge=sofia.membership)
    owner, approver, steward, guest = (sign_in(person) for person in (alice, benoit, sofia, chloe))

    shown = approver.post(reverse("approvals:stop_all"), {"why": "Factures en double"}, follow=True).content.decode()
    stop = re.search(r"/arret/([0-9a-f-]{36})/acces/", shown)[1]
    assert "Il lui reste 2\u00a0accès à retirer" in page(owner, "inventory:agents")
    assert "Coupé par Benoît Leroy" in page(guest, "inventory:agent", facturier.pk)
    assert "Finir l’arrêt d’urgence" in page(steward, "home")
    assert "Finir l’arrêt d’urgence" not in page(guest, "home")

    for use in ConnectionUse.objects.filter(agent=facturier):
        sent = {"agent": facturier.pk, "connection": use.connection_id, "done": "1"}
        steward.post(reverse("approvals:account", args=[stop]), sent)
    assert "Accès retirés\u00a0: 2 sur 2" in page(guest, "approvals:stop", stop)
    assert "Décider de la suite de l’arrêt" in page(owner, "home")

    assert steward.post(reverse("approvals:lift", args=[stop]), {"why": "Corrigé"}).status_code == 404
    owner.post(reverse("approvals:lift", args=[stop]), {"why": "Scénario corrigé"})
    assert "Coupé" not in page(owner, "inventory:agents")
    assert "Scénario corrigé" in page(guest, "approvals:history")

    told = [line.sentence for line in reversed(newest()) if line.act.startswith("stop.")]
    assert told == [
        "Benoît Leroy a arrêté tous les agents",
        *(f"Sofia Petit a retiré un accès à l’agent «\u00a0Facturier\u00a0»\u00a0: {service}" for service in ("Gmail", "Sage")),
        "Alice Martin a levé l’arrêt de tous les agents\u00a0: Scénario corrigé",
    ]


def test_an_agent_declared_during_the_stop_is_stopped_from_its_first_minute(facturier: Agent, alice: Person, inside) -> None:
    client = sign_in(alice)
    client.post(reverse("approvals:stop_all"))
    late = Agent.objects.create(company=inside, name="Relance", purpose="Essai", declared_at=AT, changed_at=AT)
    AgentState.objects.create(company=inside, agent=late, state=State.ACTIVE, at=AT)
    assert "Coupé par Alice Martin" in page(client, "inventory:agent", late.pk)
