"""What the page of documentation says is what the server answers, and the description of the interface is the committed one."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import set_urlconf
from django.utils.html import escape

from api.error_words import WORDS
from api.errors import TITLES, Problem, answer
from tests.cast import Person, sign_in

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "fr" / "brancher-un-agent.md").read_text()
OPENAPI = ROOT / "docs" / "dev" / "openapi.json"


def described() -> dict[str, object]:
    from api.v1.urls import v1

    set_urlconf("api.v1.urls")
    try:
        return json.loads(json.dumps(v1.get_openapi_schema()))
    finally:
        set_urlconf(None)


def test_every_refusal_is_explained_with_its_status() -> None:
    told = {code: int(status) for code, status in re.findall(r"^- `([a-z-]+)` \((\d{3})\)", PAGE, re.MULTILINE)}
    assert told == {code: status for code, (status, _) in TITLES.items()}


@pytest.mark.parametrize("code", TITLES)
def test_every_refusal_has_its_page_open_to_all(db: None, settings: Any, code: str) -> None:
    told = json.loads(answer(Problem(code)).content)
    assert told["type"] == f"{settings.ADDRESS.origin}/aide/erreurs/{code}/"
    page = Client().get(told["type"].removeprefix(settings.ADDRESS.origin))
    assert page.status_code == 200
    for words in (f"<code>{code}</code>", told["title"], *(escape(text) for text in WORDS[code])):
        assert words in page.content.decode()


def test_no_page_explains_what_is_never_said(db: None) -> None:
    assert set(WORDS) == set(TITLES)
    assert Client().get("/aide/erreurs/autre/").status_code == 404


def test_every_address_is_explained() -> None:
    addresses = {re.sub(r"\{\w+\}", "{id}", path) for path in described()["paths"]}  # type: ignore[attr-defined]
    assert {path for path in addresses if path not in PAGE} == set()


def test_the_committed_description_is_the_one_served(db: None) -> None:
    assert json.loads(OPENAPI.read_text()) == described()
    assert Client().get("/api/v1/openapi.json").json() == described()


def test_the_page_is_in_the_help(alice: Person) -> None:
    assert "already-consumed" in sign_in(alice).get("/aide/brancher-un-agent/").content.decode()
