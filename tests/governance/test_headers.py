"""The headers of every kind of answer, against headers.txt: a change of one is a change somebody reads."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.checks import run_checks
from django.http import HttpResponse
from django.test import Client
from django.utils.http import parse_http_date

from governance.addresses import Address
from governance.views import about
from tests.accounts.journeys import give_factors, give_password
from tests.cast import Person, sign_in

GOLDEN = Path(__file__).with_name("headers.txt")
LENGTHS = ("Content-Length", "ETag", "Last-Modified")
OF_THE_TREE = ["/.git/config", "/.env", "/requirements.txt", "/static/", "/static/css/", "/static/../governance/settings.py"]
ADDRESS = "https://garde-fou.exemple.fr"


@pytest.fixture
def https(settings: Any) -> None:
    """As behind the proxy of a real address; governance.settings derives all this from GARDEFOU_URL."""
    settings.ADDRESS = Address.parse(ADDRESS)
    settings.ALLOWED_HOSTS = [*settings.ADDRESS.hosts, "testserver"]
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-gardefou", "__Host-gardefou-csrf"
    settings.TRUSTED_PROXY = frozenset({"127.0.0.1"})
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


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
    return "a date" if name == "Expires" and parse_http_date(value) else re.sub(r"\d{4}-\d\d-\d\d", "a-day", value)


def broken(*_: object) -> None:
    raise ZeroDivisionError


@pytest.fixture
def answers(alice: Person, https: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, HttpResponse]:
    """One of each kind."""
    give_factors(alice)
    alice.user.refresh_from_db()
    secure: dict[str, Any] = {"HTTP_X_FORWARDED_PROTO": "https"}
    outside, inside = Client(**secure), sign_in(alice)
    inside.defaults.update(secure)
    kinds = {
        "the sign-in page": outside.get("/connexion/"),
        "a page open to all": outside.get("/a-propos/"),
        "the password was right": give_password(Client(**secure), alice.user.email),
        "a page of the company": inside.get("/agents/"),
        "a file": inside.get("/agents/droits.csv"),
        "a script": outside.get("/static/js/copy.js"),
        "sent to sign in": outside.get("/agents/"),
        "not there": inside.get("/rien/"),
        "a form without its token": Client(enforce_csrf_checks=True, **secure).post("/connexion/"),
        "another method": inside.put("/agents/"),
        "too large": inside.post("/compte/", {"name": "a" * 1_100_000}),
        "another host": Client(**secure).get("/connexion/", headers={"host": "evil.example"}),
        "is it up": outside.get("/sante/"),
        "the proxy forgot to say https": Client().get("/a-propos/"),
        "signed out": inside.post("/deconnexion/"),
    }
    monkeypatch.setattr(about, "parts", broken)
    kinds["a script"].close()
    return kinds | {"it broke": Client(raise_request_exception=False, **secure).get("/a-propos/")}


@pytest.mark.asvs("V3.2.1")
def test_no_header_changes_unseen(answers: dict[str, HttpResponse]) -> None:
    seen = "\n\n".join(told(title, answer) for title, answer in answers.items()) + "\n"
    assert seen == GOLDEN.read_text()


@pytest.mark.asvs("V3.4.1", "V3.4.2", "V3.4.3", "V3.4.4", "V3.4.5", "V3.4.6", "V4.1.1", "V14.2.3")
def test_whatever_is_answered_is_told_in_full_and_to_https_alone(answers: dict[str, HttpResponse]) -> None:
    for title, answer in answers.items():
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", title
        assert answer.headers["X-Content-Type-Options"] == "nosniff", title
        assert answer.headers["Referrer-Policy"] == "same-origin", title
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", title
        policy = answer.headers["Content-Security-Policy"]
        assert all(part in policy for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")), title
        assert "unsafe" not in policy, title
        assert "Access-Control-Allow-Origin" not in answer.headers, title
        assert answer.status_code in (302, 405) or "charset=" in answer.headers["Content-Type"], title


@pytest.mark.asvs("V16.5.1")
def test_a_refusal_tells_nothing_of_the_inside(answers: dict[str, HttpResponse]) -> None:
    refused = {title: answer for title, answer in answers.items() if answer.status_code >= 400}
    assert {answer.status_code for answer in refused.values()} == {400, 403, 404, 405, 413, 500}
    inside = ("Traceback", "ZeroDivision", "psycopg", "django.", ".py", str(ours.BASE_DIR), "SELECT", "gf_app", "WSGI")
    for title, answer in refused.items():
        assert [word for word in inside if word in answer.text] == [], title


@pytest.mark.asvs("V16.3.3", "V16.3.4")
def test_what_goes_wrong_and_what_is_tried_is_logged(answers: dict[str, HttpResponse], caplog: pytest.LogCaptureFixture) -> None:
    told = [(record.name, record.levelname) for record in caplog.get_records("setup")]
    assert ("django.security.csrf", "WARNING") in told
    assert ("django.security.DisallowedHost", "ERROR") in told
    assert ("django.request", "ERROR") in told
    assert any(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in caplog.get_records("setup"))


@pytest.mark.asvs("V14.3.1")
def test_signing_out_clears_what_the_browser_kept(answers: dict[str, HttpResponse]) -> None:
    assert answers["signed out"].headers["Clear-Site-Data"] == '"storage"'
    assert [title for title, answer in answers.items() if "Clear-Site-Data" in answer.headers] == ["signed out"]


@pytest.mark.asvs("V13.4.1", "V13.4.3")
@pytest.mark.parametrize("path", OF_THE_TREE)
def test_nothing_of_the_tree_is_served(alice: Person, https: None, path: str) -> None:
    answer = sign_in(alice).get(path)
    assert answer.status_code == 404
    assert "Index of" not in answer.text


@pytest.mark.asvs("V3.3.1", "V3.3.2", "V3.3.3", "V3.3.4")
def test_our_cookies_are_of_this_host_of_https_and_out_of_reach(answers: dict[str, HttpResponse]) -> None:
    cookies = [cookie for answer in answers.values() for cookie in answer.cookies.values()]
    assert len(cookies) > 3
    for cookie in cookies:
        assert cookie.key.startswith("__Host-"), cookie.key
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax"), cookie.key
        assert cookie["secure"] or cookie["max-age"] == 0, cookie.key
        assert cookie["httponly"] or cookie["max-age"] == 0, cookie.key


def production(tmp_path: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command with the settings a server has: nothing but what deploy/garde-fou.env gives."""
    env = {"GARDEFOU_URL": ADDRESS, "GARDEFOU_DATA": str(tmp_path), "GARDEFOU_TRUSTED_PROXY": "127.0.0.1", "PATH": os.environ["PATH"]}
    argv = [sys.executable, "-W", "error::RuntimeWarning", "manage.py", *command]
    return subprocess.run(argv, env=env | more, cwd=ours.BASE_DIR, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.asvs("V13.4.2")
def test_django_finds_nothing_open_on_a_real_address(tmp_path: Path) -> None:
    done = production(tmp_path, "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    weak = production(tmp_path, "check", "--deploy", "--fail-level", "WARNING", GARDEFOU_SECRET_KEY="django-insecure-" + "a" * 40)
    assert "security.W009" in weak.stderr


@pytest.mark.slow
@pytest.mark.parametrize("key", ["secret", "changeme", "a" * 31])
@pytest.mark.asvs("V13.2.3")
def test_a_short_secret_key_is_refused(tmp_path: Path, key: str) -> None:
    done = production(tmp_path, "check", GARDEFOU_SECRET_KEY=key)
    assert done.returncode == 1
    assert "GARDEFOU_SECRET_KEY est trop courte" in done.stderr


@pytest.mark.slow
@pytest.mark.asvs("V13.4.2")
def test_a_real_address_never_shows_detailed_errors(tmp_path: Path) -> None:
    done = production(tmp_path, "shell", "-c", "from django.conf import settings; print(settings.DEBUG)", GARDEFOU_DEBUG="true")
    assert done.stdout.strip().endswith("False"), done.stderr


@pytest.mark.parametrize("name", ours.SILENCED_SYSTEM_CHECKS)
def test_a_check_is_silenced_with_its_reason(name: str, settings: Any) -> None:
    (line,) = [line for line in (Path(ours.BASE_DIR) / "governance" / "settings.py").read_text().splitlines() if f'"{name}"' in line]
    assert len(line.partition("#")[2]) > 20
    settings.SILENCED_SYSTEM_CHECKS = []
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = False, 1
    assert name in {found.id for found in run_checks(include_deployment_checks=True)}
