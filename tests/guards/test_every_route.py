"""What holds of every route of the site, from the site map itself: who may send, what looking changes, what an answer says of itself."""

import hashlib
import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse

from accounts.boundary import all_companies, scope
from ledger.queries import newest
from tests.guards.role_matrix import LOOKING, PRESSING, WHO
from tests.guards.test_role_matrix import ROUTES, SECOND, everyone, keys_of  # noqa: F401
from tests.guards.world import Ids

pytestmark = pytest.mark.slow

# Looking may keep a place in a session, or say that it was seen; nothing of a company, of a person or of what opens an account.
OF_A_SESSION = {"accounts_session"}
OF_THE_RECORD = {"ledger_entry", "ledger_head"}  # whose lines are looked at by name
TAKEN_OUT = {"agents.exported"}  # that a file left is noted


def address(name: str, ids: Ids) -> str:
    return reverse(name, kwargs={key: ids[SECOND.get(name, {}).get(key, key)] for key in keys_of(name)})


@pytest.mark.asvs("V3.5.1", "V3.5.2")
def test_nothing_is_sent_without_the_token_of_our_own_page(everyone: Any) -> None:  # noqa: F811
    browsers, ids = everyone
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browsers["owner"].cookies
    sent = [name for name, codes in LOOKING.items() if 405 in codes] + [name for name in PRESSING if name in ROUTES]
    assert len(set(sent)) > 40
    for name in sorted(set(sent)):
        place = address(name, ids)
        as_form = strict.post(place, {"name": "x"})
        as_text = strict.post(place, '{"name": "x"}', content_type="text/plain")
        elsewhere = strict.post(place, {"name": "x"}, headers={"origin": "https://evil.example"})
        assert [one.status_code for one in (as_form, as_text, elsewhere)] == [403, 403, 403], name


@pytest.mark.asvs("V3.5.1")
def test_no_view_is_excused_from_the_token() -> None:
    excused = [name for name, pattern in ROUTES.items() if getattr(pattern.callback, "csrf_exempt", False)]
    assert excused == []


def fingerprint(leave_out: set[str]) -> dict[str, str]:
    """Of the content of each table, as each company sees it."""
    found = {}
    for company in all_companies():
        with scope(company):
            found |= {f"{company} {table}": told for table, told in prints(leave_out).items()}
    return found


def acts_of_everybody() -> set[tuple[object, int, str]]:
    found: set[tuple[object, int, str]] = set()
    for company in all_companies():
        with scope(company):
            found |= {(company, line.seq, line.act) for line in newest()}
    return found


def prints(leave_out: set[str]) -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
               and has_table_privilege(oid, 'select')"""
        )
        tables = {table for (table,) in cursor.fetchall()} - leave_out - OF_THE_RECORD
        assert len(tables) > 40
        for table in sorted(tables):
            cursor.execute(f"select coalesce(string_agg(t::text, '|' order by t::text), '') from {table} t")
            found[table] = hashlib.sha256(str(cursor.fetchone()[0]).encode()).hexdigest()
    return found


def looked(browser: Client, ids: Ids) -> dict[str, HttpResponse]:
    owner = WHO.index("owner")
    return {name: browser.get(address(name, ids)) for name, codes in sorted(LOOKING.items()) if codes[owner] in (200, 302)}


@pytest.mark.asvs("V3.5.3", "V4.1.1", "V3.2.1", "V3.4.2", "V5.4.1", "V5.4.2")
def test_looking_changes_nothing_and_each_answer_says_what_it_is(everyone: Any) -> None:  # noqa: F811
    browsers, ids = everyone
    hers = browsers["owner"]
    hers.defaults["HTTP_ORIGIN"] = "https://evil.example"
    before, known = fingerprint(OF_A_SESSION), acts_of_everybody()
    answers = looked(hers, ids)
    assert len(answers) > 60
    changed = [table for table, told in fingerprint(OF_A_SESSION).items() if told != before[table]]
    assert changed == []
    assert {act for _, _, act in acts_of_everybody() - known} <= TAKEN_OUT
    for name, answer in answers.items():
        kind = answer.headers["Content-Type"]
        assert not kind.startswith("text/") or "charset=" in kind, name
        if not kind.startswith("text/html") and name != "health":
            place = "inline" if "sandbox" in answer.headers["Content-Security-Policy"] else "attachment"  # alone in a box without scripts
            assert re.fullmatch(rf'{place}; filename="[\w.-]+"', answer.headers["Content-Disposition"]), name
        assert "Access-Control-Allow-Origin" not in answer.headers, name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name


@pytest.mark.asvs("V7.4.4", "V14.2.2", "V14.3.2")
def test_from_each_page_one_reaches_the_end_of_the_session_and_no_page_is_kept(everyone: Any) -> None:  # noqa: F811
    browsers, ids = everyone
    for name, answer in looked(browsers["owner"], ids).items():
        assert "no-store" in answer.headers["Cache-Control"], name
        is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        if is_page and not getattr(ROUTES[name].callback, "gf_open", False):
            assert 'href="/compte/"' in answer.text, name
    assert 'action="/deconnexion/"' in browsers["owner"].get("/compte/").text


@pytest.mark.asvs("V16.3.2")
def test_a_page_refused_to_a_role_is_logged_with_who_and_what(everyone: Any, caplog: pytest.LogCaptureFixture) -> None:  # noqa: F811
    browsers, ids = everyone
    seen = 0
    for name, codes in sorted(LOOKING.items()):
        needs = getattr(ROUTES[name].callback, "gf_ability", None)
        if needs and codes[WHO.index("guest")] == 404 and codes[WHO.index("owner")] == 200:
            caplog.clear()
            place = address(name, ids)
            assert resolve(place)
            browsers["guest"].get(place)
            assert any(place in line and f"lacks {needs}" in line for line in caplog.messages), name
            seen += 1
    assert seen > 5
