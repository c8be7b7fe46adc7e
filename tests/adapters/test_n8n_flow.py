"""The flow to import into n8n: it asks, waits, reads again, uses the answer, and only then pays; it holds no key and no address."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from lib.leaked_keys import looks_like_secret
from tests.cast import Person, sign_in
from tests.guards.sources import ROOT

FLOW = json.loads((ROOT / "adapters" / "n8n" / "payer-apres-accord.json").read_text())
NODES = {node["name"]: node for node in FLOW["nodes"]}
WAIT, READ, USE, PAY, NO = "Attendre la réponse", "Relire la demande", "Utiliser l’accord", "Payer", "Ne pas payer"


def after(name: str, way: int = 0) -> str:
    return FLOW["connections"][name]["main"][way][0]["node"]


def ways(start: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every way from here to an end, each node once."""
    here = (*path, start)
    onward = [link["node"] for way in FLOW["connections"].get(start, {"main": []})["main"] for link in way]
    if not onward:
        yield here
    for name in onward:
        if name not in here:
            yield from ways(name, here)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def test_every_link_leads_to_a_node_and_every_node_is_reached() -> None:
    targets = {link["node"] for ends in FLOW["connections"].values() for way in ends["main"] for link in way}
    assert targets | {"Facture à payer"} == set(NODES)
    assert set(FLOW["connections"]) <= set(NODES)


def test_nothing_is_paid_without_a_fresh_reading_and_the_use_of_the_answer() -> None:
    paying = [way for way in ways("Facture à payer") if PAY in way]
    assert paying
    for way in paying:
        assert way.index(READ) < way.index("Accordé ?") < way.index(USE) < way.index(PAY)
    assert [name for name, ends in FLOW["connections"].items() if any(link["node"] == PAY for way in ends["main"] for link in way)] == [USE]


def test_a_call_that_comes_too_early_goes_back_to_wait() -> None:
    assert after("Accordé ?", 1) == "Encore en attente ?"
    assert (after("Encore en attente ?"), after("Encore en attente ?", 1)) == (WAIT, NO)
    assert after(WAIT) == READ


def test_what_is_paid_is_what_was_read_again_and_not_what_came_in() -> None:
    paid = NODES[PAY]["parameters"]["jsonBody"]
    assert "Facture à payer" not in paid
    assert paid.count("$json.action.") == 5


def test_the_demand_names_flow_reference_and_step_and_says_where_to_call() -> None:
    asked = NODES["Demander l’accord"]["parameters"]
    [key] = asked["headerParameters"]["parameters"]
    assert key["name"] == "Idempotency-Key"
    assert all(part in key["value"] for part in ("$workflow.id", "facture", "payer"))
    assert "$execution.id" not in key["value"]  # numbers restart after a new installation
    assert "callback_url: $execution.resumeUrl" in asked["jsonBody"]


def test_no_key_no_address_and_no_data_is_inside() -> None:
    assert FLOW["pinData"] == {}
    assert FLOW["active"] is False
    hosts = {host for text in texts(FLOW) for host in re.findall(r"https?://([^/\s\"'}]+)", text)}
    assert hosts == {"GARDE-FOU.EXEMPLE", "BANQUE.EXEMPLE"}
    assert [text for text in texts(FLOW) if "gf_" in text or "whsec_" in text] == []
    plain = [text for text in texts(FLOW) if "{{" not in text and not text.startswith("n8n-nodes-base.")]
    assert [text for text in plain if looks_like_secret(text)] == []


def test_only_known_nodes_of_n8n_itself_are_used_and_calls_to_us_carry_the_kept_key() -> None:
    kinds = {"webhook", "set", "httpRequest", "if", "wait", "noOp"}
    assert {node["type"].removeprefix("n8n-nodes-base.") for node in NODES.values()} == kinds
    ours = [node for node in NODES.values() if "json.gardefou" in node["parameters"].get("url", "")]
    assert len(ours) == 4
    assert all(node["parameters"]["genericAuthType"] == "httpHeaderAuth" for node in ours)
    assert "credentials" not in NODES[PAY]


def test_it_is_given_with_our_address_to_whoever_plugs_agents(alice: Person, chloe: Person) -> None:
    given = sign_in(alice).get(reverse("api:n8n_flow"))
    assert given["Content-Disposition"].startswith("attachment")
    flow = json.loads(given.content)
    assert settings.ADDRESS.origin in json.dumps(flow)
    assert "GARDE-FOU.EXEMPLE" not in given.text
    assert [node["name"] for node in flow["nodes"]] == list(NODES)
    assert sign_in(chloe).get(reverse("api:n8n_flow")).status_code == 404


@pytest.mark.parametrize("name", ["Demander l’accord", READ])
def test_what_only_reads_or_repeats_is_tried_again(name: str) -> None:
    assert NODES[name]["retryOnFail"] is True
    assert "retryOnFail" not in NODES[USE]
    assert "retryOnFail" not in NODES[PAY]
