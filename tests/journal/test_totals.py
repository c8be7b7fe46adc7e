"""The daily totals are exact: repeats, failures, late arrivals, zones, currencies and forgetting."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import Error, connection, transaction

from accounts.boundary import scope
from accounts.models import Company
from inventory.models import Agent
from journal.actions.intake import report
from journal.enums import Source
from journal.models import Action, DailyTotal, ToolHeard
from journal.queries import totals
from journal.rules import lines
from journal.rules.reported import Reported
from journal.tasks import forget_actions
from ledger.purging import erase_early
from tests.cast import Person
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def told(number: int, at: datetime = AT, **more: object) -> Reported:
    values: dict[str, object] = {"key": UUID(int=number), "occurred_at": at, "type": "payment", "amount_cents": 100, "currency": "EUR"}
    return Reported(**(values | more))  # type: ignore[arg-type]


def counted(person: Person) -> list[tuple[object, ...]]:
    kept = DailyTotal.objects.of(person.company).order_by("day", "type", "outcome", "currency", "is_test")
    return [(one.day, one.type, one.outcome, one.currency, one.is_test, one.number, int(one.amount_cents)) for one in kept]


def recounted(person: Person) -> list[tuple[object, ...]]:
    """From the journal itself, in Paris."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select (occurred_at at time zone 'Europe/Paris')::date, type, outcome,
                      case when amount_cents is null then '' else currency end, is_test, count(*), coalesce(sum(amount_cents), 0)::bigint
                 from journal_action group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5"""
        )
        return [tuple(row) for row in cursor.fetchall()]


def test_each_day_kind_outcome_currency_and_test_has_its_own(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(
            agent,
            [
                *(told(n) for n in range(3)),
                told(3, currency="USD"),
                told(4, outcome="failed"),
                told(5, amount_cents=None, currency=""),
                told(6, is_test=True),
                told(7, AT - timedelta(days=1)),
                told(8, AT.replace(hour=23, minute=30)),  # the next day in Paris
            ],
            Source.API,
        )
        assert counted(alice) == recounted(alice)
        assert (DAY + timedelta(days=1), "payment", "done", "EUR", False, 1, 100) in counted(alice)


def test_repeats_count_once_and_late_ones_on_their_day(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        for batch in ([1, 2], [2, 3], [1, 2, 3], [3, 3, 4]):
            report(agent, [told(n) for n in batch], Source.API)
        report(agent, [told(9, AT - timedelta(days=400))], Source.API)
        assert counted(alice) == recounted(alice)
        assert sum(one[5] for one in counted(alice)) == 5  # type: ignore[misc]


def test_what_is_rolled_back_is_not_counted(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1)], Source.API)
    with pytest.raises(Error), scope(alice.company):
        report(agent, [told(2)], Source.API)
        with connection.cursor() as cursor:
            cursor.execute("insert into ledger_entry(seq) values (1)")
    with scope(alice.company):
        assert counted(alice) == recounted(alice) == [(DAY, "payment", "done", "EUR", False, 1, 100)]


def test_huge_amounts_add_up(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(n, amount_cents=99_999_999_999_999) for n in range(500)], Source.API)
        assert totals(alice.company, DAY, DAY).paid == {"EUR": 500 * 99_999_999_999_999}


def test_a_company_far_away_has_its_own_days(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        Company.objects.filter(pk=alice.company.pk).update(time_zone="Pacific/Noumea")
        agent = Agent.objects.of(alice.company).select_related("company").get()
        report(agent, [told(1, AT.replace(hour=20))], Source.API)
        assert counted(alice)[0][0] == DAY + timedelta(days=1)


def test_forgetting_leaves_the_totals_and_takes_the_lines(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1), told(2)], Source.API)
        erase_early(alice.company.pk, Action.objects.of(alice.company).order_by("seq")[0].seq, "Une clé.", by=alice.actor, at=AT)
    assert forget_actions() == 1
    assert forget_actions() == 0
    with scope(alice.company):
        assert Action.objects.of(alice.company).count() == 1
        assert totals(alice.company, DAY, DAY).number == 2


def test_another_company_s_totals_are_not_there(alice: Person, driss: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1, tool="x")], Source.API)
    with scope(driss.company):
        assert not DailyTotal.objects.of(alice.company).exists()
        assert not ToolHeard.objects.of(alice.company).exists()
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "insert into journal_dailytotal(id, company_id, agent_id, day, type, outcome, is_test, currency, number, amount_cents)"
                " values (gen_random_uuid(), %s, %s, '2026-11-20', 'other', 'done', false, '', 1, 0)",
                [alice.company.pk, agent.pk],
            )


def test_tools_are_heard_once_each(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        report(agent, [told(1, tool="b"), told(2, AT - timedelta(days=2), tool="b"), told(3, tool="a"), told(4)], Source.API)
        report(agent, [told(1, tool="b"), told(5, AT + timedelta(hours=1), tool="b")], Source.API)
        heard = ToolHeard.objects.of(alice.company).order_by("tool").values_list("tool", "number", "first_at", "last_at")
        assert list(heard) == [("a", 1, AT, AT), ("b", 3, AT - timedelta(days=2), AT + timedelta(hours=1))]


@pytest.mark.parametrize(
    ("sums", "words"),
    [
        ((0, 0, 0, {}), "Cette semaine\u00a0: aucune action."),
        ((1, 0, 0, {}), "Cette semaine\u00a0: 1\u00a0action."),
        ((214, 3, 0, {"EUR": 1_248_000}), "Cette semaine\u00a0: 214\u00a0actions, 3\u00a0échecs, 12\u00a0480,00\u00a0€ payés."),
        ((2, 1, 1, {}), "Cette semaine\u00a0: 2\u00a0actions, 1\u00a0échec, 1\u00a0empêchée."),
    ],
)
def test_a_week_in_words(sums: tuple[int, int, int, dict[str, int]], words: str) -> None:
    assert lines.totals("Cette semaine", *sums) == words


def test_a_hole_in_words() -> None:
    assert lines.hole(41, 45) == "3\u00a0actions manquent entre 41 et 45"
    assert lines.hole(41, 43) == "1\u00a0action manque entre 41 et 43"
