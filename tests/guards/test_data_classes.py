"""Each table has a class (docs/dev/data.md), and is guarded as its class says."""

import re

import pytest
from django.db import connection

from accounts.past_schema import kept_models
from accounts.securing import OF_NO_COMPANY, policy_of, secured_models
from tests.guards.sources import ROOT

CLASSES = {"secret", "person", "company", "record", "technical"}
TOLD = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|$", (ROOT / "docs" / "dev" / "data.md").read_text(), re.MULTILINE))
MODELS = {model._meta.db_table: model for model in secured_models()}
# What says how a secret is kept: sealed, hashed, or public by nature.
KEPT_AS = re.compile(r"^(sealed_\w+|\w+_hash|session_key|session_data|public_key|credential_id)$")
NAMES_A_SECRET = re.compile(r"secret|token|password|code|seed|private|(?<!primary_)key$")


def of(*classes: str) -> list[str]:
    return sorted(table for table, told in TOLD.items() if told in classes)


@pytest.mark.asvs("V14.1.1")
def test_every_table_has_one_class() -> None:
    assert sorted(TOLD) == sorted(MODELS)
    assert set(TOLD.values()) == CLASSES


@pytest.mark.asvs("V14.2.4")
@pytest.mark.parametrize("table", of("company", "record"))
def test_what_is_of_a_company_is_behind_its_policy(table: str) -> None:
    assert policy_of(MODELS[table]), table
    assert table not in OF_NO_COMPANY


@pytest.mark.asvs("V14.2.4")
@pytest.mark.parametrize("table", of("secret", "record", "technical"))
def test_what_opens_something_leaves_no_past(table: str) -> None:
    assert MODELS[table] not in kept_models()


@pytest.mark.asvs("V14.2.4")
@pytest.mark.parametrize("table", of("secret"))
def test_a_column_that_sounds_like_a_secret_is_sealed_or_a_hash(table: str) -> None:
    columns = [field.column for field in MODELS[table]._meta.concrete_fields]
    assert [name for name in columns if NAMES_A_SECRET.search(name) and not KEPT_AS.match(name)] == []


@pytest.mark.asvs("V14.2.4")
def test_no_other_table_has_such_a_column() -> None:
    found = {
        f"{table}.{field.column}"
        for table in of("person", "company", "record")
        for field in MODELS[table]._meta.concrete_fields
        if re.search(r"token|password|secret_value|private_key|sealed_", field.column)
    }
    assert found == {"accounts_user.password"}  # its Argon2 hash


@pytest.mark.asvs("V14.2.4")
def test_technical_tables_say_nothing_to_the_app(db: None) -> None:
    with connection.cursor() as cursor:
        for table in set(of("technical")) - OF_NO_COMPANY:
            cursor.execute("select has_table_privilege(%s, 'select, insert, update, delete')", [table])
            assert cursor.fetchone() == (False,), table
