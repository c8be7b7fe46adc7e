"""Papers joined to a demand: read by their bytes, bound by their hash, shown where they can do nothing."""

import contextlib
import re
import struct
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.boundary import scope
from approvals.models import ApprovalRequest, Attachment, Suspension
from approvals.rules.papers import LARGEST, LEAKING, NotRead, TooManyPixels, kind_of
from inventory.models import Agent
from tests.api.test_approvals import ACTION, HERE, agent, answer, get, key, key_of, post  # noqa: F401
from tests.cast import AT, Person, sign_in
from tests.register import rows

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + struct.pack(">II", 10, 20) + b"\x08\x02\x00\x00\x00" + bytes(4)
JPEG = b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x0b\x08\x00\x14\x00\x0a\x01\x01\x11\x00\xff\xd9"
TEXT = "Facture n° 2026-1187, 1 840,00 €".encode()
HTML = b"<html><script>fetch('/demandes/')</script></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def put(key: str, approval: str, data: bytes, name: str = "", kind: str = "application/octet-stream") -> Any:  # noqa: F811
    headers = {"authorization": f"Bearer {key}"}
    return Client(headers=headers).put(f"{HERE}/{approval}/documents/{name or digest(data)}", data, content_type=kind)


@pytest.fixture
def asked(key: str) -> str:  # noqa: F811
    return ask(key)


def ask(key: str, name: str = "n-1", **more: Any) -> str:  # noqa: F811
    return post(key, {"action": ACTION | more}, name=name).json()["id"]


def page(person: Person, approval: str) -> str:
    return sign_in(person).get(reverse("approvals:demand", args=[approval])).text


def shown(person: Person, approval: str) -> Any:
    with scope(person.company):
        paper = Attachment.objects.of(person.company).get(request=approval)
    return sign_in(person).get(reverse("approvals:paper", args=[paper.pk]))


@pytest.mark.parametrize(
    ("data", "kind"),
    [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg"), (TEXT, "text/plain; charset=utf-8")],
    ids=["pdf", "png", "jpeg", "text"],
)
def test_a_paper_is_known_by_its_bytes_and_joined_once(alice: Person, key: str, asked: str, data: bytes, kind: str) -> None:  # noqa: F811
    made = put(key, asked, data, kind="text/html")
    assert (made.status_code, made.json()["media_type"], made.json()["is_announced"]) == (201, kind, False)
    assert put(key, asked, data).status_code == 200
    seen = shown(alice, asked)
    assert (seen.content, seen["Content-Type"], seen["X-Content-Type-Options"]) == (data, kind, "nosniff")
    assert seen["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert seen["Content-Disposition"].startswith("attachment" if data is PDF else "inline")
    assert "Jointe, mais pas celle que l’accord couvre" in page(alice, asked)


def test_the_paper_the_action_names_is_said_to_be_covered(alice: Person, key: str) -> None:  # noqa: F811
    approval = ask(key, document={"kind": "invoice", "number": "1187", "sha256": digest(PDF)})
    assert "qu’il n’a pas jointe" in page(alice, approval)
    assert put(key, approval, PDF).json()["is_announced"] is True
    seen = page(alice, approval)
    assert "La pièce annoncée par l’agent (empreinte égale)" in seen
    assert "qu’il n’a pas jointe" not in seen


HOSTILE = {
    "html in a pdf's clothes": (b"%PDF-1.7\n" + HTML, 415),
    "a pdf that begins late": (HTML + PDF, 201),
    "an archive": (b"PK\x03\x04" + bytes(100), 415),
    "a program": (b"MZ" + bytes(100), 415),
    "a gif": (b"GIF89a" + bytes(20), 415),
    "a png without a head": (PNG[:12] + b"XXXX" + PNG[16:], 415),
    "a png of nothing": (PNG[:16] + bytes(8) + PNG[24:], 415),
    "a png for a memory": (PNG[:16] + struct.pack(">II", 60_000, 60_000) + PNG[24:], 413),
    "a jpeg for a memory": (JPEG.replace(b"\x00\x14\x00\x0a", b"\xff\xff\xff\xff"), 413),
    "a jpeg without a frame": (b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xd9", 415),
    "text with a nul": (b"bonjour\x00", 415),
    "text in latin-1": ("é".encode("latin-1"), 415),
    "nothing": (b"", 415),
    "spaces": (b"  \n", 415),
}


@pytest.mark.parametrize("case", list(HOSTILE))
def test_what_is_no_paper_is_refused(alice: Person, key: str, asked: str, case: str) -> None:  # noqa: F811
    data, status = HOSTILE[case]
    assert put(key, asked, data).status_code == status
    with scope(alice.company):
        assert Attachment.objects.of(alice.company).count() == (status == 201)


@pytest.mark.parametrize("data", [HTML, SVG, PNG + HTML, HTML + PDF], ids=["html", "svg", "polyglot", "html then pdf"])
@pytest.mark.asvs("V5.3.1")
def test_what_a_browser_might_run_is_shown_as_what_it_is_not(alice: Person, key: str, asked: str, data: bytes) -> None:  # noqa: F811
    put(key, asked, data)
    seen = shown(alice, asked)
    assert seen["Content-Type"] in ("text/plain; charset=utf-8", "image/png")
    assert seen["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_another_hash_too_large_too_many_and_too_late(alice: Person, key: str, asked: str) -> None:  # noqa: F811
    assert put(key, asked, TEXT, digest(PDF)).json()["code"] == "invalid-request"
    assert put(key, asked, TEXT, "x").json()["code"] == "invalid-request"
    assert put(key, asked, TEXT, digest(TEXT).upper()).json()["code"] == "invalid-request"
    assert put(key, asked, b"x" * (LARGEST + 1)).json()["code"] == "too-large"
    assert put(key, asked, b"x" * LARGEST).status_code == 201
    assert [put(key, asked, f"pièce {n}".encode()).status_code for n in range(5)] == [201, 201, 201, 201, 413]
    answer(alice, asked, is_yes=False)
    assert put(key, asked, TEXT).json()["code"] == "already-decided"


def test_a_day_of_papers_has_an_end(alice: Person, key: str, asked: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr("approvals.actions.papers.A_DAY", len(TEXT) + 1)
    assert put(key, asked, TEXT).status_code == 201
    refused = put(key, asked, PDF)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")


def test_only_its_own_agent_joins_and_not_while_it_is_stopped(alice: Person, driss: Person, agent: Agent, key: str, asked: str) -> None:  # noqa: F811
    with scope(alice.company):
        neighbour = rows.agent(alice.company, "Relance", AT)
    with scope(driss.company):
        stranger = rows.agent(driss.company, "Facturier", AT)
    assert put(key_of(alice, neighbour), asked, TEXT).status_code == 404
    assert put(key_of(driss, stranger), asked, TEXT).status_code == 404
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    assert put(key, asked, TEXT).json()["code"] == "agent-suspended"


def test_a_stranger_sees_no_paper(alice: Person, driss: Person, key: str, asked: str) -> None:  # noqa: F811
    put(key, asked, TEXT)
    with scope(alice.company):
        paper = Attachment.objects.of(alice.company).get()
    assert sign_in(driss).get(reverse("approvals:paper", args=[paper.pk])).status_code == 404


def test_a_key_in_a_text_is_said_and_the_text_kept_as_it_came(alice: Person, key: str, asked: str) -> None:  # noqa: F811
    data = b"Pour payer : sk-live_abcdef0123456789abcdef"
    assert put(key, asked, data).json()["has_leaked_key"] is True
    assert "ressemble à une clé" in page(alice, asked)
    assert shown(alice, asked).content == data
    with scope(alice.company):
        assert Attachment.objects.of(alice.company).get().kind == LEAKING


def test_whoever_had_the_page_open_reads_it_again(alice: Person, key: str, asked: str) -> None:  # noqa: F811
    with scope(alice.company):
        before = ApprovalRequest.objects.of(alice.company).get(pk=asked).facts_number
    put(key, asked, TEXT)
    put(key, asked, TEXT)
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).get(pk=asked).facts_number == before + 1


def test_an_answer_from_a_page_without_the_paper_is_not_taken(alice: Person, key: str, asked: str) -> None:  # noqa: F811
    browser = sign_in(alice)
    address = reverse("approvals:demand", args=[asked])
    text = browser.get(address).text
    seen = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("digest", "facts")}  # type: ignore[index]
    put(key, asked, TEXT)
    said = browser.post(address, {"answer": "no", **seen}, follow=True).text
    assert "a changé depuis que vous avez ouvert cette page" in said
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).get(pk=asked).state == "pending"


@pytest.mark.parametrize("cut", range(2, len(JPEG)))
def test_a_picture_cut_anywhere_is_refused_or_read(cut: int) -> None:
    with contextlib.suppress(NotRead, TooManyPixels):
        assert kind_of(JPEG[:cut]) == "image/jpeg"
