"""The official MCP client against /mcp, in both of its ways of opening: lists the four tools, asks, uses once, tells."""

import json
from typing import Any

import pytest

from tests.real.site import Ran, Site

AGENT = "mcp"
TOOLS = ["demander_un_accord", "dire_ce_qui_est_fait", "lire_une_reponse", "utiliser_un_accord"]
both = pytest.mark.parametrize("mode", ["auto", "legacy"])


def lines(ran: Ran) -> list[Any]:
    assert ran.code == 0, ran.complained
    return [json.loads(line) for line in ran.said.splitlines()]


@both
def test_a_model_asks_then_uses_the_answer_once(site: Site, mode: str) -> None:
    tools, asked = lines(site.run(AGENT, "mcp_client", mode, "ask"))
    assert (tools, asked["state"], asked["is_error"]) == (TOOLS, "pending", False)
    assert asked["id"] == site.last(AGENT)["id"]
    site.answer(AGENT, is_yes=True)
    _, again, read, used, twice, told = lines(site.run(AGENT, "mcp_client", mode, "use"))
    assert (again["id"], read["state"], used["state"]) == (asked["id"], "approved", "consumed")
    assert (twice["is_error"], twice["code"]) == (True, "already-consumed")
    assert told["accepted"] == 1
    assert site.actions(AGENT)[-1]["approval"] == asked["id"]


def test_a_key_that_opens_nothing_is_refused(site: Site) -> None:
    assert site.run(AGENT, "mcp_client", "legacy", "ask", GF_TOKEN="gf_" + "x" * 43).code != 0
