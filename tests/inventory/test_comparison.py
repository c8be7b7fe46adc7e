"""Rights side by side, and all of them as a file that a spreadsheet opens without running anything."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions.rights import Asked, expire_due, grant, withdraw
from inventory.models import Agent, AgentState, Connection, Permission
from inventory.queries.comparison import Filters, columns, side_by_side
from tests.cast import AT, Person, sign_in
from tests.register import rows
from tests.reviews.test_sweep import busy

TODAY = AT.date()
PLACE = "inventory:rights_compare"


@pytest.fixture
def two(alice: Person) -> tuple[Agent, Agent]:
    """Two agents on the same resource, said twice, and one right each of its own."""
    with scope(alice.company):
        account = Connection.objects.create(company=alice.company, service="HubSpot", opened_at=AT)
        first, second = rows.agent(alice.company, "Facturier", AT), rows.agent(alice.company, "Relance", AT)
        give = {"by": alice.membership, "at": AT}
        grant(first, Asked("read", "Clients", "Chiffrer", TODAY + timedelta(days=30), connection=account, is_needed=True), **give)
        grant(second, Asked("edit", "les clients", "", is_endless=True, connection=account, sensitivity="sensitive"), **give)
        grant(second, Asked("send", "Relances", "Relancer", TODAY + timedelta(days=9), is_needed=False), **give)
    return first, second


def test_one_row_a_resource_and_one_column_an_agent(alice: Person, two: tuple[Agent, Agent]) -> None:
    with scope(alice.company):
        chosen, everyone = columns(alice.company, [])
        groups = side_by_side(alice.company, chosen, Filters(), TODAY)
    assert [name for _, name in chosen] == ["Facturier", "Relance"]
    assert not any(ticked for *_, ticked in everyone)
    told = [
        (group.service, line.what, [[right.verb for right in rights] for _, rights in line.cells])
        for group in groups
        for line in group.lines
    ]
    assert told == [("HubSpot", "Clients", [["Lire"], ["Modifier"]]), ("Compte à préciser", "Relances", [[], ["Envoyer"]])]


@pytest.mark.parametrize(
    ("filters", "verbs"),
    [
        (Filters(), ["Lire", "Modifier", "Envoyer"]),
        (Filters(verb="edit"), ["Modifier"]),
        (Filters(sensitivity="sensitive"), ["Modifier"]),
        (Filters(is_doubtful=True), ["Modifier", "Envoyer"]),
        (Filters(verb="delete"), []),
    ],
)
def test_filters_keep_what_was_asked(alice: Person, two: tuple[Agent, Agent], filters: Filters, verbs: list[str]) -> None:
    with scope(alice.company):
        groups = side_by_side(alice.company, columns(alice.company, [])[0], filters, TODAY)
    assert [right.verb for group in groups for line in group.lines for _, held in line.cells for right in held] == verbs


def test_ticked_agents_are_compared_and_anything_else_is_nobody_s(alice: Person, driss: Person, two: tuple[Agent, Agent]) -> None:
    client, place = sign_in(alice), reverse(PLACE)
    shown = client.get(place, {"agent": [str(two[0].pk), "n’importe quoi", "\0"], "verbe": "'", "page": "x"}).content.decode()
    assert "Lire" in shown
    assert 'data-label="Relance"' not in shown
    stranger = sign_in(driss).get(place, {"agent": [str(two[0].pk)]}).content.decode()
    assert "Aucun agent à comparer" in stranger
    assert "Facturier" not in stranger


def test_both_pages_lead_there(alice: Person, chloe: Person, two: tuple[Agent, Agent]) -> None:
    client, place = sign_in(alice), reverse(PLACE)
    for page in (reverse("inventory:agents"), reverse("inventory:rights", args=[two[0].pk])):
        assert place in client.get(page).content.decode()
    shown = sign_in(chloe).get(place).content.decode()
    assert reverse("inventory:rights_csv") in shown
    assert "<strong>Lire</strong>" in shown  # whoever only reads gets no link to change it


def as_dicts(client: Client) -> list[dict[str, str]]:
    answer = client.get(reverse("inventory:rights_csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_tells_every_right_with_its_end_and_its_cause(alice: Person, two: tuple[Agent, Agent]) -> None:
    with scope(alice.company):
        edit = Permission.objects.of(alice.company).get(verb="edit")
        withdraw(edit, why="Plus utile", by=alice.membership, at=AT)
        expire_due(alice.company, at=AT + timedelta(days=12))
        grant(two[0], Asked("send", "Factures", starts_on=date(2099, 1, 1), segment="Particuliers"), by=alice.membership, at=AT)
    with time_machine.travel(AT):
        found = {(one["Agent"], one["Droit"]): one for one in as_dicts(sign_in(alice))}
    assert found["Facturier", "Lire"]["Situation"] == "En cours"
    assert found["Facturier", "Lire"]["Jusqu’au"] == f"{TODAY + timedelta(days=30):%d/%m/%Y}"
    ended = found["Relance", "Modifier"]
    assert [ended[name] for name in ("Situation", "Fin le", "Cause", "Retiré par", "Pourquoi retiré", "Jusqu’au", "Donné par")] == [
        "Terminé", "23/11/2026", "Retiré", "Alice Martin", "Plus utile", "Sans limite", "Alice Martin",
    ]  # fmt: skip
    assert [found["Relance", "Envoyer"][name] for name in ("Cause", "Retiré par", "Indispensable")] == [
        "Arrivé à échéance",
        "Garde-fou",
        "Non",
    ]
    later = found["Facturier", "Envoyer"]
    assert [later[name] for name in ("Situation", "À partir du", "Partie")] == ["Pas encore commencé", "01/01/2099", "Particuliers"]


@pytest.mark.parametrize("words", ["=1+1", "+33", "-2", "@SUM(A1)", "＝1", ' =HYPERLINK("http://x")', 'a;b"c\nd'])
def test_nothing_in_the_file_can_run(alice: Person, words: str) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        grant(agent, Asked("read", words, words, is_endless=True), by=alice.membership, at=AT)
    cell = as_dicts(sign_in(alice))[0]["Sur quoi"]
    assert cell.lstrip("'").strip() == words.strip()
    assert not cell.strip().startswith(("=", "+", "-", "@", "＝"))


def test_the_file_holds_only_the_company_s_own_rights(driss: Person, two: tuple[Agent, Agent]) -> None:
    assert as_dicts(sign_in(driss)) == []


def many(alice: Person, agents: int) -> None:
    """This many agents with ten rights each, in a few writes."""
    company = alice.company
    told: Any = {"company": company, "declared_at": AT, "changed_at": AT}
    made = Agent.objects.bulk_create([Agent(name=f"Agent {number:03}", purpose="x", **told) for number in range(agents)])
    AgentState.objects.bulk_create([AgentState(company=company, agent=one, state="active", at=AT) for one in made])
    Permission.objects.bulk_create(
        [
            Permission(company=company, agent=one, verb="read", resource=f"Dossier {place}", granted_at=AT, is_endless=True)
            for one in made
            for place in range(10)
        ]
    )


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_comparison_costs_the_same_with_many_agents(alice: Person) -> None:
    client = sign_in(alice)
    with scope(alice.company):
        many(alice, 1)
    places = [reverse(PLACE), reverse("inventory:rights_csv"), reverse("inventory:agents"), reverse("inventory:company_accounts")]
    few = [cost(client, place) for place in places]
    with scope(alice.company):
        Permission.objects.of(alice.company).delete()
        Agent.objects.of(alice.company).update(name="Premier")
        many(alice, 30)
    assert [cost(client, place) for place in places] == few


@pytest.mark.slow
def test_three_hundred_agents_are_compared_quickly(alice: Person) -> None:
    with scope(alice.company):
        many(alice, 300)
    client, place = sign_in(alice), reverse(PLACE)
    client.get(place)
    took = []
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (server,) = cursor.fetchone() or (0,)
    for _ in range(5):
        start = busy(server)
        shown = client.get(place)
        took.append(busy(server) - start)
    assert "Page 1 sur 38" in shown.content.decode()
    assert min(took) < 0.150
