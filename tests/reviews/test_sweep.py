"""The sweep opens what is due in every company, once, whatever happens to it, and costs little when there is nothing."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from governance.processes import stat_of
from inventory.enums import State
from inventory.models import AgentState
from ledger.models import Entry
from reviews import checklist, clock, sweeping
from reviews.checklist import Checklist
from reviews.enums import Code, Every, Kind
from reviews.models import Review, Rhythm
from reviews.queries.clocks import may_be_due
from reviews.rules.calendar import moment_of
from reviews.rules.drafts import Draft
from tests.cast import AT, Person, make_company
from tests.database import owner
from tests.register import rows

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 27, 7, tzinfo=UTC)  # 08:00 in Paris, four days after AT
DECEMBER = datetime(2026, 12, 1, 7, tzinfo=UTC)

# 1,000 companies of two years, three agents each.
A_THOUSAND = (
    """insert into accounts_company (id, name, slug, siren, address, phone, email, representative, dpo_name, dpo_contact, time_zone,
         proof_copy_email, created_at) select gen_random_uuid(), 'S' || n, 's' || n, '', '', '', '', '', '', '',
         (array['Europe/Paris', 'Pacific/Noumea'])[1 + n %% 2], '', %(since)s from generate_series(1, 1000) n""",
    """insert into inventory_agent (id, company_id, name, purpose, function, template, tool, supplier, model, model_supplier, host_country,
         environment, isolation, declared_at, changed_at) select gen_random_uuid(), c.id, 'A' || n, '', '', '', '', '', '', '', '', '', '',
         %(since)s, %(since)s from accounts_company c, generate_series(1, 3) n""",
    """insert into inventory_agentstate (id, company_id, agent_id, seq, state, at, why) select gen_random_uuid(), company_id, id, n,
         'active', %(since)s, '' from inventory_agent, generate_series(0, 1) n""",
    """insert into reviews_review (id, company_id, kind, cause, why, period, starts_at, ends_at, opened_at, due_at, seed, facts, nudges)
         select gen_random_uuid(), c.id, kind, 'clock', '', %(day)s::date - 7 * n, %(end)s::timestamptz - interval '7 days' * (n + 1),
         %(end)s::timestamptz - interval '7 days' * n, %(end)s, %(end)s, '', '{}', 4
         from accounts_company c, generate_series(0, 103) n, unnest(array['week', 'rights']) kind""",
    """insert into reviews_digest (id, company_id, week_on, made_at, people)
         select gen_random_uuid(), id, '2026-11-23', %(since)s, 1 from accounts_company""",
    "analyze",
)


def sweep(at: datetime) -> int:
    return sweeping.open_all(now=lambda: at)


def opened(company: Company) -> list[tuple[str, str]]:
    with scope(company):
        return [(one.kind, f"{one.period}") for one in Review.objects.of(company).order_by("ends_at", "kind")]


def furnished(name: str, zone: str = "Europe/Paris", since: datetime = AT) -> Company:
    company = make_company(name, f"essai-{uuid4()}")
    with scope(company):
        Company.objects.filter(pk=company.pk).update(time_zone=zone, created_at=since)
        rows.agent(company, "Facturier", since)
    return company


def test_the_friday_review_and_the_monthly_one_are_opened_once(alice: Person) -> None:
    company = alice.company
    with scope(company):
        rows.agent(company, "Facturier", AT)
    assert sweep(FRIDAY - timedelta(seconds=1)) == 0
    assert sweep(FRIDAY) == 1
    assert sweep(FRIDAY + timedelta(minutes=1)) == 0
    assert sweep(DECEMBER) == 1
    assert opened(company) == [("week", "2026-11-27"), ("rights", "2026-12-01")]
    with scope(company):
        week = Review.objects.of(company).get(kind=Kind.WEEK)
        assert (week.starts_at, week.due_at) == (FRIDAY - timedelta(days=7), FRIDAY + timedelta(days=7))
        assert week.next_nudge_at == FRIDAY


def test_a_company_without_an_agent_reviews_nothing_and_one_whose_agents_left_no_more(company: Company, other_company: Company) -> None:
    with scope(other_company):
        agent = rows.agent(other_company, "Relance", AT)
    sweep(FRIDAY)
    with scope(other_company):
        AgentState.objects.create(company=other_company, agent=agent, seq=1, state=State.RETIRED, at=FRIDAY + timedelta(days=1))
    for days in range(7, 60, 7):
        sweep(FRIDAY + timedelta(days=days))
    assert opened(company) == []
    assert opened(other_company) == [("week", "2026-11-27"), ("rights", "2026-12-01"), ("week", "2026-12-04")]


def test_after_three_weeks_without_a_clock_nothing_is_missing(company: Company) -> None:
    with scope(company):
        rows.agent(company, "Facturier", AT)
    sweep(FRIDAY)
    assert sweep(FRIDAY + timedelta(days=22)) == 4
    days = [period for kind, period in opened(company) if kind == "week"]
    assert days == ["2026-11-27", "2026-12-04", "2026-12-11", "2026-12-18"]


def test_a_company_that_stumbles_keeps_nobody_waiting(company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for one in (company, other_company):
        with scope(one):
            rows.agent(one, "Facturier", AT)

    def points(whose: Company, *_: Any, **__: Any) -> Checklist:
        if whose.pk == company.pk:
            raise ZeroDivisionError
        return Checklist([Draft(Code.TOTALS)], {"actions": 3})

    monkeypatch.setattr(checklist, "week", points)
    assert sweep(FRIDAY) == 1
    assert (opened(company), opened(other_company)) == ([], [("week", "2026-11-27")])
    monkeypatch.undo()
    assert sweep(FRIDAY + timedelta(minutes=1)) == 1
    assert opened(company) == [("week", "2026-11-27")]


@pytest.mark.slow
def test_over_two_years_in_four_places_every_due_review_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sweep, four companies, moments that fall anywhere: minutes, days or weeks apart."""
    monkeypatch.setattr(checklist, "week", lambda *_, **__: Checklist([]))
    monkeypatch.setattr("reviews.rights.rights_points", lambda *_, **__: [])
    began, ended = datetime(2027, 1, 10, 12, tzinfo=UTC), datetime(2029, 1, 10, 12, tzinfo=UTC)
    places = ("Europe/Paris", "America/Martinique", "Pacific/Noumea", "Asia/Kathmandu")
    companies = {zone: furnished(zone, zone, began) for zone in places}
    with scope(companies["Europe/Paris"]):  # an hour that does not exist in March, and comes twice in October, both on a Sunday
        night = datetime(2027, 1, 1, 2, 30).time()  # noqa: DTZ001
        Rhythm.objects.create(company=companies["Europe/Paris"], week_day=6, week_at=night, rights_every=Every.QUARTER, set_at=began)
    at, step = began, 7
    while at < ended:
        step = step * 16_807 % 2_147_483_647
        at = min(at + timedelta(minutes=step % (30 * 1440 if step % 11 == 0 else 6 * 1440)), ended)
        sweep(at)
    for zone, company in companies.items():
        hour, week_day, months = (night, 6, (1, 4, 7, 10)) if zone == "Europe/Paris" else (datetime(2027, 1, 1, 8).time(), 4, range(1, 13))  # noqa: DTZ001
        every_day = [began.date() + timedelta(days=number) for number in range(735)]
        due = [day for day in every_day if began < moment_of(day, hour, zone) <= ended]
        told = opened(company)
        assert [day for kind, day in told if kind == "week"] == [str(day) for day in due if day.weekday() == week_day]
        assert [day for kind, day in told if kind == "rights"] == [str(day) for day in due if day.day == 1 and day.month in months]
        with scope(company):
            assert Entry.objects.filter(company_id=company.pk).count() == len(told) > 100  # each is told once in the record


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_thousand_companies_with_nothing_due_cost_less_than_50_ms() -> None:
    with owner(connection.settings_dict["NAME"]) as admin:
        for statement in A_THOUSAND:
            admin.execute(statement, {"since": AT - timedelta(days=400), "end": FRIDAY, "day": FRIDAY.date()})
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        (server,) = cursor.fetchone() or (0,)
    sweep(FRIDAY)
    before = busy(server)
    for minute in range(20):
        assert sweep(FRIDAY + timedelta(minutes=minute)) == 0
    cost = (busy(server) - before) / 20
    assert cost < 0.05
    assert len(may_be_due(FRIDAY + timedelta(days=7))) == 1000


def busy(server: int) -> float:
    """Seconds of processor that we and our database process have taken: other work may share the machine."""
    fields = stat_of(server)
    ticks = int(fields[11]) + int(fields[12]) if fields else 0  # utime, stime; a server elsewhere is not counted
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    start = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_sweeps_at_once_open_each_review_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checklist, "week", lambda *_, **__: Checklist([Draft(Code.TOTALS), Draft(Code.SAMPLE)]))
    companies = [furnished(f"Société {number}") for number in range(6)]
    at = DECEMBER + timedelta(days=1)
    told = together([lambda: sweep(at)] * 8)
    assert sum(told) == 12
    for company in companies:
        assert opened(company) == [("week", "2026-11-27"), ("rights", "2026-12-01")]
        with scope(company):
            assert sorted(review.points.count() for review in Review.objects.of(company)) in ([0, 2], [2, 2])
            assert Entry.objects.filter(company_id=company.pk).count() == 2


def test_a_sweep_that_still_runs_is_not_doubled_in_its_process(company: Company) -> None:
    with scope(company):
        rows.agent(company, "Facturier", AT - timedelta(days=30))
        Company.objects.filter(pk=company.pk).update(created_at=AT - timedelta(days=30))
    with clock.one_sweep:
        assert clock.sweep() == 0
    assert opened(company) == []
    assert clock.sweep() > 0
    assert clock.sweep() == 0
