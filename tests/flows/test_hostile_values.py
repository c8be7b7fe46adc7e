"""Somebody types the worst into every field of the site: nothing breaks, nothing is obeyed, everything is shown as text."""

import re
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from accounts.actions.opening import make_setup_code
from accounts.boundary import scope
from ledger.models import Entry
from register import documents
from register.printing import Settings, render
from tests.cast import AT, Person, sign_in
from tests.flows.crawling import WRITTEN, Form, Page, walk
from tests.guards.world import furnish
from tests.presses import faces, outside_errors, printing, text_of  # noqa: F401
from tests.register.ods import Sheet, register

SUM = "8641969"  # what {{ 1234567*7 }} would be if somebody computed it
VALUES = {
    "script": '<script>alert("x")</script>',
    "image": '"><img src=x onerror=alert(1)>',
    "template": "{{ 1234567*7 }}{% now 'Y' %}{0.__class__}%(x)s%n",
    "cell": "=cmd|' /C calc'!A0",
    "addresses": "javascript:alert(1)//file:///etc/passwd",
    "letters": "\U0001f469\U0001f3fd\u200d\U0001f527 e\u0302\u0301\u0323 \ufdfd \U000e0041",
    "turned": "fac\u202egnirts\u2066\u200f\u2028ture",
    "control": "a\x01\x07\x1b[31m\x7f\x85b",
    "nul": "a\0b",
    "long": "x" * 10_000,
}
EVERYWHERE = ("script", "nul", "long")  # also put in choices and hidden fields
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SHORT = '"><img src=x onerror=gf>'
# Pressing these ends something (a session, an agent, a sheet): tried, then undone.
ENDINGS = ("deconnexion", "retrait", "abandon", "archive", "/fin/", "pause", "fermeture", "detachement", "mot-de-passe", "verification")
ENDINGS += ("creation", "departs", "depart", "lien", "annulation", "sessions", "choisir")

pytestmark = pytest.mark.slow


@pytest.fixture
def canary() -> Iterator[socket.socket]:
    """Nobody may ever knock here."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture
def house(alice: Person, settings: Any, tmp_path: Path) -> Person:
    settings.DATA_DIR = tmp_path
    furnish(alice)
    return alice


def knocked(canary: socket.socket) -> bool:
    try:
        canary.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def posted(form: Form, value: str, *, everywhere: bool) -> dict[str, Any]:
    """The form filled: `value` in every written field, and in the choices and hidden fields too when `everywhere`."""
    data: dict[str, Any] = form.answers()
    for one in form.fields.values():
        if one.sort == "file":
            data[one.name] = SimpleUploadedFile(f"{value[:80] or 'x'}.ods", value.encode())
        elif one.sort in WRITTEN - {"email"} or everywhere:
            data[one.name] = value
    return data


def sealed(person: Person) -> int:
    with scope(person.company):
        return Entry.objects.filter(company_id=person.company.pk).count()


def forms_of(client: Client, *starts: str) -> list[Form]:
    """Every form that asks something, buttons left aside."""
    found = {form.shape: form for page in walk(client, *starts) for form in page.forms if form.method == "post"}
    return [form for form in found.values() if any(one.sort != "hidden" for one in form.fields.values())]


def store(client: Client, forms: list[Form], *values: str) -> None:
    """Each form takes the first value it accepts."""
    for form in forms:
        cookies = client.cookies.copy()
        for value in values:
            if client.post(form.action, posted(form, value, everywhere=False)).status_code == 302:
                break
        client.cookies = cookies


def is_text_only(page: Page) -> None:
    """Of what was typed, nothing became a tag, an address or a sum."""
    for tag, told in page.tags:
        assert not [name for name in told if name.startswith("on") or name == "style"], (page.address, tag, told)
        assert tag not in ("script", "img", "link", "iframe", "object") or told.get("src", told.get("href", "")).startswith("/"), (
            page.address
        )
        assert not told.get("href", "").strip().lower().startswith(("javascript:", "file:", "data:")), page.address
    assert SUM not in page.html, page.address


def attack(client: Client, form: Form, data: dict[str, Any], person: Person) -> str:
    """One post, undone after: what went wrong. Refused means a sentence on the page and nothing sealed."""
    before, cookies = sealed(person), client.cookies.copy()
    with transaction.atomic():
        answer = client.post(form.action, data)
        wrong = "broke" if answer.status_code >= 500 else ""
        if answer.status_code == 200:
            page = Page(form.action, answer.content.decode())
            is_text_only(page)
            wrong = "no sentence" if 'role="alert"' not in page.html else "sealed all the same" if sealed(person) != before else ""
        transaction.set_rollback(True)
    client.cookies = cookies
    return wrong


@pytest.mark.asvs("V1.2.1", "V2.2.1", "V2.2.2")
def test_the_worst_in_every_field_breaks_nothing(house: Person) -> None:
    client = sign_in(house)
    forms = forms_of(client, "/")
    assert len(forms) > 25
    tries = [(form, name, False) for form in forms for name in VALUES] + [(form, name, True) for form in forms for name in EVERYWHERE]
    wrong = {
        (form.shape, name): said
        for form, name, everywhere in tries
        if (said := attack(client, form, posted(form, VALUES[name], everywhere=everywhere), house))
    }
    assert wrong == {}


@pytest.mark.asvs("V1.3.3")
def test_bytes_that_are_no_text_break_nothing(house: Person) -> None:
    client = sign_in(house)
    for form in forms_of(client, "/"):
        body = "&".join(f"{name}=%ED%A0%80%FF%C0" for name in form.fields)
        with transaction.atomic():
            cookies = client.cookies.copy()
            answer = client.post(form.action, body, content_type="application/x-www-form-urlencoded")
            assert answer.status_code < 500, form.action
            transaction.set_rollback(True)
        client.cookies = cookies


@pytest.mark.asvs("V1.1.2", "V1.2.2", "V1.3.7", "V1.3.10")
def test_what_is_stored_is_shown_and_printed_as_text(house: Person, canary: socket.socket, printing: Settings, tmp_path: Path) -> None:  # noqa: F811
    client = sign_in(house)
    knock = f"http://127.0.0.1:{canary.getsockname()[1]}/x"
    long = f"gf<script>alert(1)</script>\"'><img src={knock}></textarea>{{{{ 1234567*7 }}}}"
    forms = [form for form in forms_of(client, "/") if not any(end in form.action for end in ENDINGS)]
    store(client, forms, "gf" + VALUES["turned"] + VALUES["control"])
    assert [page.address for page in walk(client, "/") if UNSEEN.search(page.html)] == []
    store(client, forms, long, SHORT)
    _import(client, long)
    with_value = [
        page
        for page in walk(client, "/")
        if [is_text_only(page)] and ("<script>alert(1)" in "".join(page.text) or "onerror=gf" in "".join(page.text))
    ]
    assert len(with_value) > 20
    assert all(knock not in page.html or unescape(page.html) != page.html for page in with_value)
    with scope(house.company):
        book = documents.build(house.company, AT, version=1)
    target = tmp_path / "registre.pdf"
    render(book, target, printing)
    words = "".join(text_of(target).split())
    assert "<script>alert(1)</script>" in words
    assert SUM not in words
    assert outside_errors(target) == []
    assert not knocked(canary)


def _import(client: Client, value: str) -> None:
    """A register whose cells hold the same."""
    sheet = Sheet(
        name=value, reference="RT-9", purpose=value, people=[(value, value)], recipients=[(value, value)], measures=[(value, value)]
    )
    sheet.data = {"etat_civil": (value, value)}
    sheet.transfers = [(value, value, value, "javascript:alert(1)")]
    file = SimpleUploadedFile(f"{value.replace('/', '_')}.ods", register(sheet))
    answer = client.post("/registre/import/", {"register": file})
    assert answer.status_code == 302
    shown = Page(answer.url, client.get(answer.url).content.decode())
    is_text_only(shown)
    keep = next(form for form in shown.forms if form.action.endswith("creation/"))
    assert client.post(keep.action, keep.answers()).status_code == 302


def test_the_worst_at_set_up_breaks_nothing(db: None) -> None:
    client = Client()
    client.post("/demarrer/", {"code": make_setup_code(at=AT)})
    for value in VALUES.values():
        for path, names in SETUP.items():
            answer = client.post(path, {**dict.fromkeys(names, value)})
            assert answer.status_code < 500, (path, value)
            is_text_only(Page(path, answer.content.decode()))


SETUP = {
    "/demarrer/": ("code",),
    "/demarrer/entreprise/": ("name", "siren"),
    "/demarrer/vous/": ("name", "email", "new_password"),
    "/demarrer/double-verification/": ("way",),
    "/demarrer/application/": ("code",),
    "/demarrer/codes/": ("kept",),
    "/connexion/": ("email", "password", "next"),
    "/connexion/code/": ("code",),
    "/acces/": ("new_password", "password"),
}
