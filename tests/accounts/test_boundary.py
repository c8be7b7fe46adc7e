"""The company boundary, as the app's role: forgotten means nothing is seen and nothing is written."""

import threading
from collections.abc import Iterator

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import StreamingHttpResponse

from accounts.boundary import all_companies, companies_of, company_by_slug, current, scope
from accounts.models import Company, Membership
from accounts.securing import composite_keys, has_company, policy_of, secured_models, unsecured
from inventory.models import Agent, AgentState, FollowUp
from tests.cast import AT, make_company


def sql(query: str, *values: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def make_agent(company: Company, name: str = "Facturier") -> Agent:
    return Agent.objects.create(company=company, name=name, purpose="Facturer", declared_at=AT, changed_at=AT)


def test_tests_run_as_the_app(db) -> None:
    assert sql("select current_user::text, rolsuper, rolbypassrls from pg_roles where rolname = current_user") == [("gf_app", False, False)]


@pytest.mark.asvs("V13.2.2")
def test_no_table_is_open_and_the_app_owns_none(db) -> None:
    with connection.cursor() as cursor:
        assert unsecured(cursor) == set()
    assert sql("select relname from pg_class where pg_get_userbyid(relowner) = 'gf_app'") == []


def test_every_company_table_has_its_policy(db) -> None:
    expected = {m._meta.db_table for m in secured_models() if policy_of(m)}
    assert {row[0] for row in sql("select tablename from pg_policies where policyname = 'own_company'")} == expected


@pytest.mark.asvs("V8.4.1")
def test_a_forgotten_scope_sees_nothing_and_writes_nothing(company, other_company) -> None:
    with scope(company):
        make_agent(company)
    assert Agent.objects.of(company).count() == 0
    assert Company.objects.count() == 0
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        make_agent(company)


@pytest.mark.asvs("V8.4.1")
def test_one_company_neither_sees_nor_moves_the_rows_of_another(company, other_company) -> None:
    with scope(company):
        mine = make_agent(company)
        with scope(other_company):
            theirs = make_agent(other_company)
            assert list(Agent.objects.filter(pk=mine.pk)) == []
            assert Agent.objects.filter(pk=mine.pk).update(name="pris") == 0
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Agent.objects.filter(pk=theirs.pk).update(company_id=company.pk)
        assert current() == str(company.pk)  # put back, although it is one transaction
        assert [a.pk for a in Agent.objects.of(company)] == [mine.pk]
    assert current() == ""


def test_a_key_cannot_point_into_another_company(company, other_company) -> None:
    with scope(company):
        mine = make_agent(company)
    with scope(other_company), pytest.raises(IntegrityError, match="same_company"), transaction.atomic():
        AgentState.objects.create(company=other_company, agent_id=mine.pk, state="active", at=AT)


def test_every_key_between_company_tables_is_composite(db) -> None:
    expected = {(m._meta.db_table, column) for m in secured_models() if has_company(m) for column, _ in composite_keys(m)}
    rows = sql("select conrelid::regclass::text, conname from pg_constraint where contype = 'f' and conname like '%%same_company'")
    assert len(rows) == len(expected) > 20


def test_what_no_key_of_its_own_ties_to_a_row_is_tied_by_a_composite_one() -> None:
    """And by none that may be empty, where it is the company."""
    loose = [(m, field) for m in secured_models() for field in m._meta.concrete_fields if not getattr(field, "db_constraint", True)]
    assert loose
    for model, field in loose:
        if model._meta.db_table == "accounts_pastrow":  # what was outlives what it was
            continue
        tied = {column for column, _ in composite_keys(model)}
        named = {one.column for one in model._meta.concrete_fields if not one.null} & tied
        assert named if field.name == "company" else field.column in tied, (model, field)


def test_the_setting_dies_with_an_exception(company) -> None:
    with pytest.raises(RuntimeError), scope(company):
        raise RuntimeError
    assert current() == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.asvs("V8.4.1")
def test_a_recycled_connection_carries_no_company() -> None:
    company = make_company("Vasseur Menuiserie", "vasseur")
    seen = []

    def work() -> None:
        with scope(company):
            pass
        connection.close()  # back to the pool
        seen.append((current(), Company.objects.count()))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [("", 0)] * 8


@pytest.mark.django_db(transaction=True)
def test_a_stream_that_forgets_its_scope_carries_nothing() -> None:
    company = make_company("Vasseur Menuiserie", "vasseur")
    with scope(company):
        make_agent(company)

    def rows(own: bool) -> Iterator[str]:
        if own:
            with scope(company):
                yield from [a.name for a in Agent.objects.of(company)]
        else:
            yield from [a.name for a in Agent.objects.of(company)]

    with scope(company):
        forgotten, careful = StreamingHttpResponse(rows(own=False)), StreamingHttpResponse(rows(own=True))
    assert (b"".join(forgotten), b"".join(careful)) == (b"", b"Facturier")


def test_before_the_company_is_known_only_exact_questions_are_answered(alice, driss) -> None:
    assert companies_of(alice.user) == [(alice.company.pk, "Vasseur Menuiserie")]
    assert company_by_slug("garage") == driss.company.pk
    assert company_by_slug("%") is None
    assert set(all_companies()) == {alice.company.pk, driss.company.pk}
    assert Membership.objects.count() == 0


def test_a_follow_up_of_one_company_is_not_listed_in_another(company, other_company) -> None:
    with scope(company):
        FollowUp.objects.create(company=company, about_kind="agent", about_id=company.pk, about_name="x", question="?", opened_at=AT)
    with scope(other_company):
        assert not FollowUp.objects.of(other_company).open().exists()
        assert not FollowUp.objects.of(company).exists()
