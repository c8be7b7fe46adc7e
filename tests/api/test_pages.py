"""« Brancher cet agent »: a key is shown once, replaced with a day's overlap, ended at once; only who edits agents comes here."""

import html
import json
import re
import shlex
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings as configured
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.boundary import scope
from api.actions.keys import MOST
from api.models import AgentKey
from api.ways import WAYS, Way, ways_for
from inventory.models import Agent
from tests.api.test_actions import ONE, call
from tests.cast import AT, Person, sign_in
from tests.register import rows

GIVEN = {"scopes": ["actions:write"], "addresses": ""}


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        return rows.agent(alice.company, "Facturier", AT)


def plug(agent: Agent) -> str:
    return reverse("api:plug", args=[agent.pk])


def make(person: Person, agent: Agent, **more: object) -> str:
    answer = sign_in(person).post(reverse("api:key_new", args=[agent.pk]), GIVEN | more)
    found = re.search(r'id="key">(gf_[\w-]{43})<', answer.content.decode())
    return found[1] if found else ""


def listed(person: Person) -> list[AgentKey]:
    with scope(person.company):
        return list(AgentKey.objects.of(person.company).current().order_by("made_at"))


def test_a_key_made_on_the_page_opens_and_is_never_shown_again(alice: Person, agent: Agent) -> None:
    key = make(alice, agent)
    waiting = sign_in(alice).get(plug(agent))
    assert waiting["Refresh"] == "5"
    assert key not in waiting.content.decode()
    assert call(key, {"actions": [ONE]}).status_code == 200
    heard = sign_in(alice).get(plug(agent))
    assert "Refresh" not in heard
    assert "Nous l’avons entendu" in heard.content.decode()


def test_what_came_last_is_shown_and_that_it_came_from_this_very_machine(alice: Person, agent: Agent) -> None:
    key = make(alice, agent, scopes=["actions:write", "approvals:create"])
    now = datetime.now(UTC).isoformat()
    call(key, {"actions": [ONE | {"occurred_at": now, "tool": "gmail.send", "target": "devis 12"}]})
    page = sign_in(alice).get(plug(agent)).content.decode()
    assert "Nous avons reçu son premier appel" in page
    assert "devis 12" in page
    assert "Il appelle depuis la machine de Garde-fou" in page


@pytest.mark.parametrize(
    ("tool", "first"),
    [
        ("Moltbot (OpenClaw)", "openclaw"),
        ("n8n 2.40", "n8n"),
        ("Make", "make"),
        ("Claude Code", "claude_code"),
        ("LangGraph", "python"),
        ("OpenAI Agents SDK", "python"),
        ("Claude Desktop", "mcp"),
        ("Codex", "otel"),
        ("Clotilde.ai", "curl"),
        ("", "curl"),
    ],
)
def test_the_way_of_its_own_tool_comes_first(tool: str, first: str) -> None:
    way, others = ways_for(tool)
    assert (way.code, len(others)) == (first, len(WAYS) - 1)


def test_each_way_is_on_the_page_with_our_own_address(alice: Person, agent: Agent, settings: Any) -> None:
    page = sign_in(alice).get(plug(agent)).content.decode()
    for way in WAYS:
        assert escape(way.label) in page
    assert page.count(settings.ADDRESS.origin) >= len(WAYS)


def test_the_line_to_try_works(alice: Person, agent: Agent, settings: Any) -> None:
    key = make(alice, agent)
    page = html.unescape(sign_in(alice).get(plug(agent)).content.decode())
    (line,) = re.findall(r'<pre id="try">(.*?)</pre>', page, re.DOTALL)
    _, _, address, _, authorization, _, kind, _, body = shlex.split(line)
    headers = dict(pair.replace("$GF_TOKEN", key).split(": ") for pair in (authorization, kind))
    path = address.removeprefix(settings.ADDRESS.origin)
    said = Client(headers={"authorization": headers["Authorization"]}).post(path, body, content_type=headers["Content-Type"])
    assert (said.status_code, said.json()["agent_state"]) == (200, "active")


@pytest.mark.parametrize("way", WAYS, ids=[way.code for way in WAYS])
def test_every_json_to_paste_can_be_read(way: Way, alice: Person, agent: Agent) -> None:
    text = html.unescape(render_to_string(way.template, {"origin": "https://garde.example", "agent": agent}))
    for block in re.findall(r"<pre[^>]*>(\{.*?)</pre>", text, re.DOTALL):
        assert json.loads(block)
    for body in re.findall(r"-d '(.*?)'", text, re.DOTALL):
        assert json.loads(body)


def test_replaced_then_ended(alice: Person, agent: Agent) -> None:
    key = make(alice, agent)
    (row,) = listed(alice)
    sign_in(alice).post(reverse("api:key_replacement", args=[row.pk]))
    assert call(key, {"actions": [ONE]}).status_code == 200
    sign_in(alice).post(reverse("api:key_end", args=[row.pk]))
    assert call(key, {"actions": [ONE]}).status_code == 401
    assert len(listed(alice)) == 1


@pytest.mark.parametrize(
    "wrong", [{"scopes": []}, {"scopes": ["x"]}, {"addresses": "ici"}, {"addresses": "\n".join(f"10.0.0.{n}" for n in range(11))}]
)
def test_a_wrong_form_makes_no_key(alice: Person, agent: Agent, wrong: dict[str, object]) -> None:
    assert make(alice, agent, **wrong) == ""
    assert listed(alice) == []


def test_a_key_bound_to_an_address_opens_from_there_only(alice: Person, agent: Agent) -> None:
    assert call(make(alice, agent, addresses="203.0.113.7"), {"actions": [ONE]}).status_code == 401
    assert call(make(alice, agent, addresses="127.0.0.1 203.0.113.7"), {"actions": [ONE]}).status_code == 200


def test_five_keys_at_most(alice: Person, agent: Agent) -> None:
    keys = [make(alice, agent) for _ in range(MOST + 1)]
    assert [bool(key) for key in keys] == [True] * MOST + [False]


def test_nobody_else_makes_or_ends_one(alice: Person, chloe: Person, driss: Person, agent: Agent) -> None:
    make(alice, agent)
    (row,) = listed(alice)
    for person in (chloe, driss):
        assert make(person, agent) == ""
        assert sign_in(person).get(plug(agent)).status_code == 404
        for name in ("api:key_end", "api:key_replacement"):
            assert sign_in(person).post(reverse(name, args=[row.pk])).status_code == 404
    assert len(listed(alice)) == 1


def test_a_new_key_asks_for_a_fresh_code(alice: Person, agent: Agent) -> None:
    answer = sign_in(alice, proven=False).post(reverse("api:key_new", args=[agent.pk]), GIVEN)
    assert answer.status_code == 302
    assert listed(alice) == []


def test_the_client_is_downloaded_as_it_stands(alice: Person) -> None:
    answer = sign_in(alice).get("/appels/garde_fou.py")
    assert answer.content == (configured.BASE_DIR / "adapters" / "python" / "garde_fou.py").read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="garde_fou.py"'
