"""Every button of the site: what changes a row is written in the record, and what cannot be written there does not happen."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from accounts.boundary import scope
from accounts.securing import has_company
from lib import canonical
from tests.accounts.journeys import give_factors
from tests.cast import PASSWORD, Person, sign_in
from tests.flows.crawling import WRITTEN, Form, walk
from tests.guards.world import furnish

# Rows that are no act: answers that wait, what a worker notes on its work, numbers and clocks.
NOT_ACTS = frozenset({"inventory_agentdraft", "accounts_session", "axes_accessattempt", "axes_accessattemptexpiration"})
RECORD = frozenset({"ledger_entry", "ledger_head"})
STOPS = ("/arret/tout/", "/arret/agents/", "/arret/essai/")  # the one exception: a stop stands even when it cannot be written
GONE = re.compile(
    "/abandon/$|^/compte/applications/|^/beneficiaires/.*/fin/$"
)  # of these rows no trace is left: the second click finds nothing
ANEW = ("/lien/", "/double-verification/", "/sessions/", "/compte/mot-de-passe/", "/compte/deconnexion-partout/")  # each click is meant

pytestmark = pytest.mark.slow


@pytest.fixture
def house(alice: Person, settings: Any, tmp_path: Path) -> Person:
    settings.DATA_DIR = tmp_path
    give_factors(alice)
    furnish(alice)
    alice.user.refresh_from_db()
    return alice


def rows(person: Person) -> dict[str, list[str]]:
    """What the company's tables and those of people hold."""
    told = {}
    with scope(person.company), connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in NOT_ACTS and (has_company(model) or table.startswith("accounts_")):
                cursor.execute(f"select t::text from {table} t order by 1")
                told[table] = [line for (line,) in cursor.fetchall()]
    return told


def buttons(client: Client) -> list[Form]:
    forms = {form.shape: form for page in walk(client, "/") for form in page.forms if form.method == "post"}
    return list(forms.values())


def filled(form: Form) -> dict[str, str]:
    """As somebody would who changes every word."""
    words = {one.name: f"{one.value or 'Autre'} bis" for one in form.fields.values() if one.sort in WRITTEN - {"password", "email"}}
    secret = {one.name: PASSWORD if one.name == "password" else "six autres mots sans rapport" for one in form.fields.values()}
    return form.answers() | words | {name: value for name, value in secret.items() if "password" in name}


@pytest.fixture
def pressed(house: Person) -> Any:
    """Press one button, or the same one `again`, and say what changed; undone after."""
    client = sign_in(house)
    client.raise_request_exception = False

    def press(form: Form, *, again: bool = False) -> tuple[set[str], int]:
        cookies, before = client.cookies.copy(), rows(house)
        with transaction.atomic():
            if again:
                client.post(form.action, filled(form))
                before = rows(house)
            code = client.post(form.action, filled(form)).status_code
            after = rows(house)
            transaction.set_rollback(True)
        client.cookies = cookies
        return {table for table in before if before[table] != after[table]}, code

    press.forms = buttons(client)  # type: ignore[attr-defined]
    return press


def test_whatever_a_button_changes_is_in_the_record(pressed: Any) -> None:
    changed = {form.shape: pressed(form)[0] for form in pressed.forms}
    assert len([tables for tables in changed.values() if tables >= RECORD]) > 25
    assert {shape: tables for shape, tables in changed.items() if tables and not tables >= RECORD} == {}


@pytest.mark.asvs("V2.3.3")
def test_what_cannot_be_recorded_does_not_happen(pressed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> bytes:
        raise OSError("no space left on device")

    monkeypatch.setattr(canonical, "encode", refuse)
    done = {form.shape: pressed(form) for form in pressed.forms if not form.action.startswith(STOPS)}
    assert len([code for _, code in done.values() if code == 500]) > 25
    assert {shape: tables for shape, (tables, _) in done.items() if tables} == {}


def test_a_second_click_changes_nothing(pressed: Any) -> None:
    forms = [form for form in pressed.forms if not form.action.endswith(ANEW)]
    done = {form.shape: pressed(form, again=True) for form in forms if not GONE.search(form.action)}
    assert {shape: tables for shape, (tables, _) in done.items() if tables} == {}
    assert {shape: code for shape, (_, code) in done.items() if code not in (200, 302)} == {}
