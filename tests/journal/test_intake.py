"""What agents report is kept once, sealed, masked, and never half."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import Error, connection, transaction

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions.intake import Taken, report
from journal.enums import Source
from journal.models import Action
from journal.rules.reported import Reported
from journal.tasks import forget_actions
from ledger.entries import Actor
from ledger.models import Entry, Head
from ledger.purging import erase_early
from ledger.queries import newest
from tests.cast import Person
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def told(number: int = 0, at: datetime = AT, **more: object) -> Reported:
    values: dict[str, object] = {"key": UUID(int=number), "occurred_at": at, "type": "message.send", "tool": "gmail.send"}
    return Reported(**(values | more))  # type: ignore[arg-type]


def size(person: Person) -> int:
    return Head.objects.get(company_id=person.company.pk).size


def test_a_batch_is_kept_and_sealed_row_by_row(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        before = size(alice)
        assert report(agent, [told(n, target=f"client {n}") for n in range(5)], Source.API) == Taken(5, 0)
        kept = Action.objects.filter(company_id=alice.company.pk).order_by("seq")
        assert [(row.seq, row.target, row.type, row.verb) for row in kept] == [
            (before + n, f"client {n}", "message.send", "send") for n in range(5)
        ]
        assert "a envoyé un message" in newest(1)[0].sentence


def test_a_repeat_changes_nothing(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1), told(2)], Source.API)
        before = size(alice)
        assert report(agent, [told(1), told(2)], Source.API) == Taken(0, 2)
        assert size(alice) == before
        assert report(agent, [told(2), told(3), told(3), told(4)], Source.API) == Taken(2, 2)
        assert size(alice) == before + 2
        assert Action.objects.filter(company_id=alice.company.pk).count() == 4


def test_the_same_key_of_another_agent_is_another_action(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
        assert report(agent, [told(1)], Source.API).kept == report(other, [told(1)], Source.API).kept == 1


@pytest.mark.parametrize("at", [AT - timedelta(days=4000), AT - timedelta(days=200), AT, AT + timedelta(hours=20)])
def test_every_moment_has_a_home(alice: Person, agent: Agent, at: datetime) -> None:
    with scope(alice.company):
        assert report(agent, [told(1, at), told(2, AT)], Source.FILE).kept == 2
        assert report(agent, [told(1, at)], Source.FILE).repeated == 1


def test_keys_and_accounts_are_masked_before_they_are_kept(alice: Person, agent: Agent) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    said = told(1, target=f"curl -H {secret}", summary=f"clé {secret}", payee="Lebrun", account="FR7630006000011234567890189")
    with scope(alice.company):
        report(agent, [said], Source.API)
        payload = bytes(Entry.objects.filter(company_id=alice.company.pk).order_by("-seq")[0].payload or b"")
        row = Action.objects.get(company_id=alice.company.pk)
    assert secret.encode() not in payload
    assert b"12345678" not in payload
    assert (row.target, row.payee) == ("curl -H •••", "Lebrun (FR76\u00a0••••\u00a00189)")


def test_hostile_text_stays_in_its_cell(alice: Person, agent: Agent) -> None:
    ugly = "a\tb\nc\\N\r\\.\n'; drop table journal_action; --"
    with scope(alice.company):
        report(agent, [told(1, target=ugly, tool="x" * 100)], Source.API)
        assert Action.objects.get(company_id=alice.company.pk).target == ugly


def test_when_the_record_refuses_nothing_is_kept(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1)], Source.API)
    with pytest.raises(Error), scope(alice.company):
        report(agent, [told(2)], Source.API)
        with connection.cursor() as cursor:
            cursor.execute("insert into ledger_entry(seq) values (1)")
    with scope(alice.company):
        assert Action.objects.filter(company_id=alice.company.pk).count() == 1


@pytest.mark.parametrize("sql", ["update journal_action set target = ''", "delete from journal_action", "truncate journal_action"])
def test_what_was_reported_cannot_be_changed(alice: Person, agent: Agent, sql: str) -> None:
    with scope(alice.company):
        report(agent, [told(1)], Source.API)
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_another_company_sees_none_of_it(alice: Person, driss: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1, key=uuid4())], Source.API)
    with scope(driss.company):
        assert not Action.objects.filter(company_id=alice.company.pk).exists()
        with pytest.raises(LookupError), transaction.atomic(), scope(UUID(int=9)):
            report(agent, [told(2)], Source.API)


def test_what_the_record_erased_the_journal_forgets(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1), told(2)], Source.API)
        first, second = Action.objects.of(alice.company).order_by("seq")
        erase_early(alice.company.pk, first.seq, "Une clé.", by=Actor("person", alice.user.pk, "Alice Martin"), at=AT)
    assert forget_actions() == 1
    with scope(alice.company):
        assert [action.seq for action in Action.objects.of(alice.company)] == [second.seq]
