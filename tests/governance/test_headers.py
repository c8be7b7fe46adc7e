"""The headers of every kind of answer, against headers.txt: a change of one is a change somebody reads."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.utils.http import parse_http_date

from tests.accounts.journeys import give_factors, give_password
from tests.cast import Person, sign_in

GOLDEN = Path(__file__).with_name("headers.txt")
LENGTHS = ("Content-Length", "ETag", "Last-Modified")


@pytest.fixture
def https(settings: Any) -> None:
    """As behind the proxy of a real address; governance.settings derives all this from GARDEFOU_URL."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-gardefou", "__Host-gardefou-csrf"
    settings.TRUSTED_PROXY = frozenset({"127.0.0.1"})


def told(title: str, answer: HttpResponse) -> str:
    """Status, headers and cookies in a steady order, without what changes from one answer to the next."""
    lines = [f"{name}: {steady(name, value)}" for name, value in sorted(answer.headers.items()) if name not in LENGTHS]
    for cookie in sorted(answer.cookies.values(), key=lambda one: one.key):
        said = [f"{name}={'…' if name == 'expires' else value}" for name, value in sorted(cookie.items()) if value]
        lines.append(f"Set-Cookie: {cookie.key}=…; {'; '.join(said)}")
    return "\n".join([f"# {title}", str(answer.status_code), *lines])


def steady(name: str, value: str) -> str:
    if name == "Content-Security-Policy":
        return "; ".join(sorted(part.strip() for part in value.split(";")))
    return "a date" if name == "Expires" and parse_http_date(value) else value


def test_no_header_changes_unseen(alice: Person, https: None) -> None:
    give_factors(alice)
    alice.user.refresh_from_db()
    secure: dict[str, Any] = {"HTTP_X_FORWARDED_PROTO": "https"}
    outside, inside = Client(**secure), sign_in(alice)
    inside.defaults.update(secure)
    answers = {
        "the sign-in page": outside.get("/connexion/"),
        "the password was right": give_password(Client(**secure), alice.user.email),
        "a page of the company": inside.get("/agents/"),
        "sent to sign in": outside.get("/agents/"),
        "not there": inside.get("/rien/"),
        "a form without its token": Client(enforce_csrf_checks=True, **secure).post("/connexion/"),
        "another method": inside.put("/agents/"),
        "too large": inside.post("/compte/", {"name": "a" * 1_100_000}),
        "another host": Client(**secure).get("/connexion/", headers={"host": "evil.example"}),
        "is it up": outside.get("/sante/"),
    }
    seen = "\n\n".join(told(title, answer) for title, answer in answers.items()) + "\n"
    assert seen == GOLDEN.read_text()


def test_django_finds_nothing_open_on_a_real_address(https: None) -> None:
    call_command("check", "--deploy", "--fail-level", "WARNING")
