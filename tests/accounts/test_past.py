"""Reading the past: exact, of one company only, never written, and gone with the transaction."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.boundary import scope
from accounts.models import Company, Membership, PastRow
from accounts.past import as_on, first_moment, moment
from accounts.past_schema import hide, kept_models, rename_column, show
from accounts.roles import as_role
from accounts.securing import has_company, secure, secured_models
from inventory.models import Agent, AgentProcessing, Processing
from tests.cast import AT, Person, make_company, make_person
from tests.register import rows

pytestmark = pytest.mark.django_db(transaction=True)

# Drafts, files and papers: the register reads none of them. What is added here is not read as it was.
NOT_KEPT = {"AgentDraft", "AgentImport", "Export", "ImpactAssessment", "Import", "MailServer", "Message", "PastRow", "Revocation"}
NOT_KEPT |= {"Absence", "Mandate", "UsageReading", "UsageRules"}  # the record tells them
NOT_KEPT |= {"Action", "AgentKey", "ApprovalRequest", "Decision", "Deposit", "Limit", "Payee", "ToolWord"}  # so it does for these
NOT_KEPT |= {"Acknowledgement", "Alert", "Attachment", "Callback", "CallbackHost", "CallbackSecret", "Hearing", "Watched"}
NOT_KEPT |= {"DailyTotal", "InnerName", "SampledSource", "ToolHeard", "TraceHeard"}  # looked up, or counted
NOT_KEPT |= {"Answer", "Digest", "Dossier", "Paper", "Point", "PointAction", "Remedy", "Review", "Rhythm", "SignOff"}
NOT_KEPT |= {"AlertedAction", "Confirmation", "Use"}  # written once, or counted


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0]


def path() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('search_path') || ' ' || coalesce(current_setting('gardefou.past', true), '')")
        return cursor.fetchone()[0]


@pytest.fixture
def company() -> Company:
    return make_company("Vasseur Menuiserie", "vasseur")


@pytest.fixture
def renamed(company: Company) -> tuple[Agent, datetime]:
    """An agent, and the moment before it took another name."""
    with scope(company):
        agent = rows.agent(company, "Facturier", AT)
    before = now()
    with scope(company):
        Agent.objects.of(company).update(name="Relance")
    return agent, before


def test_a_row_is_read_as_it_was(company: Company, renamed: tuple[Agent, datetime]) -> None:
    agent, before = renamed
    with scope(company):
        with as_on(before):
            assert moment() == before
            told = Agent.objects.of(company).get()
            assert {f.attname: getattr(told, f.attname) for f in Agent._meta.fields} == {
                f.attname: getattr(agent, f.attname) for f in Agent._meta.fields
            }
        assert (moment(), Agent.objects.of(company).get().name) == (None, "Relance")
        with as_on(first_moment(company) - timedelta(microseconds=1)):
            assert not Agent.objects.of(company).exists()
            assert not Company.objects.filter(pk=company.pk).exists()


def test_what_was_deleted_since_is_there_again(alice_outside: Person) -> None:
    company = alice_outside.company
    with scope(company):
        agent = rows.agent(company, "Facturier", AT)
        sheet = rows.whole_sheet(alice_outside, AT)
        rows.processings.attach_agent(sheet, agent, by=alice_outside.membership, at=AT)
    before = now()
    with scope(company):
        rows.processings.detach_agent(sheet, agent, by=alice_outside.membership, at=AT)
    with scope(company):
        assert not AgentProcessing.objects.of(company).exists()
        with as_on(before):
            tie = AgentProcessing.objects.of(company).select_related("agent", "processing").get()
            assert (tie.agent.name, tie.processing.name) == ("Facturier", sheet.name)
        with as_on(now()):
            assert not AgentProcessing.objects.of(company).exists()


@pytest.fixture
def alice_outside(company: Company) -> Person:
    return make_person(company, "Alice Martin", "owner")


def test_a_stranger_has_no_past_here(company: Company, renamed: tuple[Agent, datetime]) -> None:
    _, before = renamed
    other = make_company("Garage Driss", "garage")
    later = now()
    with scope(other), as_on(later):
        assert not Agent.objects.of(company).exists()
        assert [one.pk for one in Company.objects.all()] == [other.pk]
        assert not PastRow.objects.of(company).exists()
    with as_on(before):  # no scope at all
        assert not Agent.objects.of(company).exists()


def test_nothing_is_written_in_the_past(company: Company, renamed: tuple[Agent, datetime]) -> None:
    agent, before = renamed
    with scope(company):
        for write in (
            lambda: Agent.objects.of(company).update(name="Autre"),
            lambda: agent.save(force_update=True),
            agent.delete,
            lambda: Processing(company=company, number=1, name="x", started_on=AT.date(), changed_at=AT).save(force_insert=True),
            lambda: Membership.objects.of(company).update(role="guest"),
            lambda: transaction.get_connection().cursor().execute("update accounts_user set name = 'x'"),
        ):
            with as_on(before), pytest.raises(DatabaseError), transaction.atomic():
                write()
        Agent.objects.of(company).update(purpose="écrit")  # and after it everything is as usual
    with scope(company):
        assert Agent.objects.of(company).get().purpose == "écrit"


def test_the_past_is_only_added_to(company: Company, renamed: tuple[Agent, datetime]) -> None:
    with scope(company):
        for act in (lambda: PastRow.objects.of(company).delete(), lambda: PastRow.objects.of(company).update(op="D")):
            with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
                act()
        with pytest.raises(DatabaseError, match="denied"), transaction.atomic():
            PastRow(company=company, table_name="x", row_id=company.pk, at=AT, op="I", content={}).save(force_insert=True)


def test_the_path_is_put_back(company: Company, renamed: tuple[Agent, datetime]) -> None:
    _, before = renamed
    usual = path()
    with scope(company):
        with as_on(before):
            inner = path()
            with as_on(now()):
                assert Agent.objects.of(company).get().name == "Relance"
            assert path() == inner
            assert Agent.objects.of(company).get().name == "Facturier"
        assert path() == usual
        with pytest.raises(RuntimeError), as_on(before):
            raise RuntimeError
        assert (path(), moment()) == (usual, None)
        with pytest.raises(DatabaseError), as_on(before), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        assert path() == usual
        Agent.objects.of(company).update(purpose="écrit")
    connection.close()  # back to the pool, and out again
    with scope(company):
        assert (path(), Agent.objects.of(company).get().name) == (usual, "Relance")


def test_a_prepared_statement_follows(company: Company, renamed: tuple[Agent, datetime]) -> None:
    _, before = renamed
    seen = []
    with scope(company), connection.cursor():
        for _ in range(4):
            for past in (True, False):
                with as_on(before if past else now()):
                    seen.append(connection.connection.execute("select name from inventory_agent", prepare=True).fetchall())
            seen.append(connection.connection.execute("select name from inventory_agent", prepare=True).fetchall())
    assert seen == [[("Facturier",)], [("Relance",)], [("Relance",)]] * 4


def test_only_a_real_change_is_kept(company: Company, renamed: tuple[Agent, datetime]) -> None:
    with scope(company):
        Agent.objects.of(company).update(name="Relance")
        agents = PastRow.objects.of(company).filter(table_name="inventory_agent").order_by("seq")
        assert [(one.op, one.content["name"]) for one in agents] == [("I", "Facturier"), ("U", "Relance")]


def test_rows_of_one_act_bear_one_moment(company: Company) -> None:
    with scope(company):
        rows.agent(company, "Facturier", AT)
        rows.agent(company, "Relance", AT)
        act = PastRow.objects.of(company).exclude(table_name="accounts_company")
        assert act.count() == 4
        assert act.values("at").distinct().count() == 1


def test_every_table_of_a_company_keeps_its_past_but_the_listed_ones() -> None:
    ours = {model.__name__ for model in secured_models() if has_company(model) and model._meta.app_label != "ledger"} | {"Company"}
    assert {model.__name__ for model in kept_models()} == ours - NOT_KEPT
    with connection.cursor() as cursor:
        tables = {model._meta.db_table for model in kept_models()}
        cursor.execute("select viewname from pg_views where schemaname = 'past'")
        assert {name for (name,) in cursor.fetchall()} == tables
        cursor.execute("select distinct event_object_table from information_schema.triggers where trigger_name like 'keep_past%%'")
        cursor.execute("select tgrelid::regclass::text, count(*) from pg_trigger where tgname like 'keep_past%%' group by 1")
        assert dict(cursor.fetchall()) == dict.fromkeys(tables, 2)


def test_the_past_is_read_after_columns_came_went_and_were_renamed(company: Company, renamed: tuple[Agent, datetime]) -> None:
    """As the migrator: the views go before a migration and come back after it. All of it is rolled back."""
    _, before = renamed
    with as_role(connection, "gf_migrator"), transaction.atomic():
        hide()
        with connection.schema_editor() as editor:
            editor.execute("alter table inventory_agent drop column function")
            editor.execute("alter table inventory_agent rename column tool to gear")
            editor.execute("alter table inventory_agent add column mood varchar(20)")
            editor.execute("alter table inventory_agent alter column name type text")
            rename_column(editor, "inventory_agent", "tool", "gear")
        show("default", {"accounts_pastrow", "inventory_agent"})
        with scope(company), as_on(before), connection.cursor() as cursor:
            cursor.execute("select name, gear, mood from inventory_agent")
            assert cursor.fetchall() == [("Facturier", "OpenClaw", None)]
        transaction.set_rollback(True)
    with scope(company), as_on(before):
        assert Agent.objects.of(company).get().tool == "OpenClaw"


def test_a_row_older_than_a_column_says_nothing_there(company: Company, renamed: tuple[Agent, datetime]) -> None:
    _, before = renamed
    with as_role(connection, "gf_migrator"), connection.cursor() as cursor:
        cursor.execute("update accounts_pastrow set content = content - '{isolation,has_personal_data}'::text[]")
    with scope(company), as_on(before):
        told = Agent.objects.of(company).get()
        assert (told.isolation, told.has_personal_data) == ("", None)


def test_an_installation_that_was_there_before_starts_with_what_it_has(company: Company, renamed: tuple[Agent, datetime]) -> None:
    """Tables without triggers, a past without rows: the next migrate writes a first row of each, once."""
    with as_role(connection, "gf_migrator"), connection.cursor() as cursor:
        hide()
        cursor.execute("truncate accounts_pastrow")
        for model in kept_models():
            table = model._meta.db_table
            cursor.execute(f"drop trigger keep_past on {table}; drop trigger keep_past_changed on {table}")
        secure()
        secure()
    with scope(company):
        assert {one.op for one in PastRow.objects.of(company)} == {"I"}
        agents = PastRow.objects.of(company).filter(table_name="inventory_agent")
        assert [one.content["name"] for one in agents] == ["Relance"]
        with as_on(first_moment(company)):
            assert Agent.objects.of(company).get().name == "Relance"
        Agent.objects.of(company).update(name="Encore")
        assert agents.all().count() == 2


def test_without_its_views_the_past_is_an_error_and_not_today(company: Company, renamed: tuple[Agent, datetime]) -> None:
    _, before = renamed
    with as_role(connection, "gf_migrator"), transaction.atomic():
        hide()
        with pytest.raises(DatabaseError, match="past"), scope(company), as_on(before):
            Agent.objects.of(company).count()
        transaction.set_rollback(True)
