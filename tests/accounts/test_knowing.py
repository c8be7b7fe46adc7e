"""Whoever asks is read with their session: what is read is guessed from the last time, and who asks is what the session says."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts import boundary, who
from accounts.models import Authenticator, User
from accounts.session_store import kept_as
from tests.cast import Person, sign_in


@pytest.fixture
def browser(alice: Person) -> Client:
    browser = sign_in(alice)
    assert name(browser) == "Alice Martin"
    return browser


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What was asked together, by name."""
    found: list[set[str]] = []
    usual = who.rows_of_each

    def together(asked: Mapping[str, Any], *more: Any) -> dict[str, Any]:
        found.append(set(asked))
        return usual(asked, *more)

    def alone(*asked: Any) -> list[Any]:
        found.append({"person"} if asked[0] in who.PROVEN.values() else set())
        return who_asked(*asked)

    who_asked = who.rows
    monkeypatch.setattr(who, "rows", alone)
    for module in (who, boundary):
        monkeypatch.setattr(module, "rows_of_each", together)
    return found


def name(browser: Client) -> str:
    """Whose page it is; nothing before the second factor."""
    answer = browser.get("/compte/")
    return str(answer.context["request"].user.name) if answer.status_code == 200 else ""


def row(browser: Client) -> str:
    return kept_as(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def test_a_person_who_asked_before_is_read_with_their_session(browser: Client, trips: list[set[str]]) -> None:
    assert name(browser) == "Alice Martin"
    assert trips[0] == {"session", "person"}
    assert not [trip for trip in trips[1:] if "person" in trip]


def test_somebody_new_here_is_read_behind_their_session(browser: Client, trips: list[set[str]]) -> None:
    who._named.clear()
    assert name(browser) == "Alice Martin"
    assert trips[:2] == [{"session"}, {"person"}]


def test_a_wrong_guess_is_nobody(browser: Client, driss: Person, trips: list[set[str]]) -> None:
    other = sign_in(driss)
    assert name(other) == driss.user.name
    who._named[row(browser)] = who._named[row(other)]
    trips.clear()
    assert name(browser) == "Alice Martin"
    assert trips[:2] == [{"session", "person"}, {"person"}]
    assert who._named[row(browser)][0] != who._named[row(other)][0]


def test_who_may_no_longer_sign_in_is_nobody_at_once(browser: Client, alice: Person) -> None:
    User.objects.filter(pk=alice.user.pk).update(is_active=False)
    assert name(browser) == ""


def test_a_factor_that_was_taken_away_opens_nothing_more(browser: Client, alice: Person) -> None:
    Authenticator.objects.filter(user=alice.user).update(confirmed=False)
    assert name(browser) == ""


def test_a_session_that_was_ended_names_nobody(browser: Client) -> None:
    browser.session.delete(browser.cookies[settings.SESSION_COOKIE_NAME].value)
    assert name(browser) == ""


def test_what_is_remembered_has_an_end(browser: Client, driss: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who, "MOST_NAMED", 1)
    assert name(sign_in(driss)) == driss.user.name
    assert len(who._named) <= 1
    assert name(browser) == "Alice Martin"
