"""The record cannot be written: PostgreSQL refuses, or another transaction holds it. Nothing is done, a stop stands, pages are read."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import sealing
from accounts.boundary import scope
from accounts.enums import Role
from approvals.clock import recover_stops
from approvals.models import Suspension
from approvals.queries.stops import standing
from ledger.queries import newest
from tests.accounts.journeys import give_factors
from tests.cast import Person, make_company, make_person, sign_in
from tests.database import owner
from tests.flows.crawling import Form, walk
from tests.flows.test_no_act_without_entry import RECORD, STOPS, buttons, filled, rows
from tests.guards.world import furnish

pytestmark = pytest.mark.slow
SAID = "Rien ne peut être enregistré pour l’instant"
EXPORTS = (".xlsx", ".csv")  # looked at, and recorded as what leaves


def as_owner(statement: str) -> None:
    with owner(connection.settings_dict["NAME"]) as admin:
        admin.execute(statement)


@contextmanager
def no_way_in() -> Iterator[None]:
    """The app may no longer call the one function that writes there."""
    name = "function gf_record(smallint, bytea, bytea, bytea, uuid[])"
    as_owner(f"revoke execute on {name} from public, gf_app")
    try:
        yield
    finally:
        as_owner(f"grant execute on {name} to public")


@contextmanager
def no_right() -> Iterator[None]:
    """The app may no longer insert into the month's rows."""
    part = f"ledger_entry_{timezone.now():%Y_%m}"
    columns = "seq, recorded_at, kind, commitment, leaf, payload, salt, about"
    as_owner(f"revoke insert on {part} from gf_app; revoke insert ({columns}) on {part} from gf_app")
    try:
        yield
    finally:
        as_owner(f"grant insert ({columns}) on {part} to gf_app")


@contextmanager
def nothing_written() -> Iterator[None]:
    """Every write is refused, as on a disk that is full: sessions and messages too. Undone with the test's savepoint."""
    with connection.cursor() as cursor:
        cursor.execute("set local transaction_read_only = on")
    yield


FAULTS = {"the function": no_way_in, "the rows": no_right, "everything": nothing_written}


@pytest.fixture
def house(alice: Person, settings: Any, tmp_path: Path) -> Person:
    settings.DATA_DIR = tmp_path
    give_factors(alice)
    furnish(alice)
    alice.user.refresh_from_db()
    return alice


@pytest.fixture
def browser(house: Person) -> Client:
    client = sign_in(house)
    client.raise_request_exception = False
    client.get("/")
    return client


@contextmanager
def undone(client: Client) -> Iterator[None]:
    cookies = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


def pressed(client: Client, house: Person, form: Form) -> tuple[bool, int, str]:
    """Did something change; the answer's number and words."""
    before = rows(house)
    answer = client.post(form.action, filled(form))
    return rows(house) != before, answer.status_code, answer.content.decode(errors="replace")


@pytest.mark.asvs("V16.5.3")
def test_no_act_succeeds_and_the_page_says_so(house, browser) -> None:
    acts = []
    for form in [form for form in buttons(browser) if not form.action.startswith(STOPS)]:
        before = rows(house)
        with undone(browser):
            browser.post(form.action, filled(form))
            after = rows(house)
        if {table for table in before if before[table] != after[table]} >= RECORD:
            acts.append(form)
    assert len(acts) > 25
    wrong = {}
    for name, fault in FAULTS.items():
        for form in acts:
            with undone(browser), fault():
                changed, code, page = pressed(browser, house, form)
            if changed or code != 503 or SAID not in page:
                wrong[name, form.shape] = (changed, code)
    assert wrong == {}


@pytest.mark.asvs("V16.5.2")
def test_every_page_is_still_read(house, browser) -> None:
    pages = [page.address for page in walk(browser, "/")]
    assert len(pages) > 50
    later = timezone.now() + timedelta(minutes=2)  # when « seen » is written again
    with time_machine.travel(later), undone(browser), nothing_written():
        wrong = [path for path in pages if browser.get(path).status_code != 200]
    assert [path for path in wrong if not path.endswith(EXPORTS)] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_stop_stands_and_is_written_with_its_true_time_afterwards(house, browser, name: str, django_capture_on_commit_callbacks) -> None:
    asked_at = timezone.now()
    with undone(browser), FAULTS[name]():
        answer = browser.post("/arret/tout/", {"why": "Virements"})
        assert answer.status_code == 302
        assert "Virements" in browser.get("/arret/").content.decode()
        with scope(house.company):
            assert any(held.agent_id is None and not held.is_recorded for held in standing(house.company))
    with scope(house.company):
        assert "stop.all" not in [line.act for line in newest()]
    later = asked_at + timedelta(minutes=5)
    with time_machine.travel(later), django_capture_on_commit_callbacks(execute=True):
        recover_stops()
    with scope(house.company):
        line = newest(1)[0]
        assert (line.act, line.detail["why"]) == ("stop.all", "Virements")
        assert abs(line.at - asked_at) < timedelta(seconds=5)
    assert not list((Path(str(house.company.pk)) / "stops").glob("*.json"))


def test_lifting_a_stop_is_an_act_like_another(house, browser) -> None:
    with scope(house.company):
        stop = standing(house.company)[0]
    with undone(browser), no_way_in():
        assert browser.post(f"/arret/{stop.id}/fin/", {"why": "Corrigé"}).status_code == 503
        with scope(house.company):
            assert [held.id for held in standing(house.company)] == [stop.id]


# --- held by another transaction: rows that are there for good, hence a database that is emptied afterwards ---


@pytest.fixture
def shop(transactional_db, settings: Any, tmp_path: Path) -> Person:
    settings.DATA_DIR = tmp_path
    person = make_person(make_company("Course", "course"), "Alice Martin", Role.OWNER)
    give_factors(person)
    person.user.refresh_from_db()
    return person


@contextmanager
def held(person: Person) -> Iterator[None]:
    """Somebody sits on the counter of the record, longer than anybody waits."""
    with owner(connection.settings_dict["NAME"]) as admin, admin.transaction():
        admin.execute("select 1 from ledger_head where company_id = %s for update", [person.company.pk])
        yield


def test_a_record_held_by_another_is_waited_for_two_seconds_and_no_act_succeeds(shop) -> None:
    client = sign_in(shop)
    client.raise_request_exception = False
    client.get("/")
    sent = {one.action: one.answers() | {"name": "Autre nom"} for one in buttons(client) if one.action in ("/entreprise/", "/compte/")}
    sent["/equipe/ajout/"] = {"name": "Nadia Brun", "email": "nadia@course.example", "role": "guest"}
    before = rows(shop)
    with held(shop):
        for path, words in sent.items():
            answer = client.post(path, words)
            assert (answer.status_code, SAID in answer.content.decode()) == (503, True), path
        assert client.get("/equipe/").status_code == 200
        asked_at = timezone.now()
        assert client.post("/arret/tout/", {"why": "Virements"}).status_code == 302
        with scope(shop.company):
            assert [stop.is_recorded for stop in standing(shop.company)] == [False]
    assert rows(shop) == before
    with time_machine.travel(timezone.now() + timedelta(minutes=5)):
        recover_stops()
    with scope(shop.company):
        assert [stop.is_recorded for stop in standing(shop.company)] == [True]
        assert Suspension.objects.of(shop.company).get().asked_at - asked_at < timedelta(seconds=5)
        check = sealing.ask_check(shop.company, by=shop.actor, at=timezone.now(), held=True)
    report = sealing.checked(shop.company.pk, check.pk, now=timezone.now, held=True)
    assert report is not None
    assert report.findings == []
    for path, words in sent.items():
        assert client.post(path, words).status_code in (200, 302), path
    assert rows(shop) != before
