"""« /sante/ » answers whoever watches, the database there or not, a session or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from tests.cast import Person, sign_in


@contextmanager
def no_database() -> Iterator[None]:
    lost = OperationalError("secret host")
    with (
        patch.object(BaseDatabaseWrapper, "cursor", side_effect=lost),
        patch.object(BaseDatabaseWrapper, "ensure_connection", side_effect=lost),
    ):
        yield


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_lost_database_is_a_503_and_never_a_500(db: None, method: str) -> None:
    browser = Client()
    with no_database():
        answer = getattr(browser, method)("/sante/")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (503, "no-store")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert b"secret" not in answer.content


def test_somebody_signed_in_gets_the_same_answer(alice: Person) -> None:
    browser = sign_in(alice)
    with no_database():
        assert browser.get("/sante/").status_code == 503


def test_nothing_is_to_be_sent_there(db: None) -> None:
    assert Client().post("/sante/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/connexion/", "/agents/", "/arret/tout/", "/connexion/oubli/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_says_that_the_database_is_away_and_needs_nothing_of_it(alice: Person, method: str, path: str) -> None:
    browser = sign_in(alice)
    browser.raise_request_exception = False
    with no_database():
        answer = getattr(browser, method)(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    page = answer.content.decode()
    assert "La base de données n’a pas répondu" in page
    assert "rien n’a changé" not in page  # nobody knows
    assert "secret" not in page
