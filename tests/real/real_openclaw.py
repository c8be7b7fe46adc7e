"""The real OpenClaw with our plugin, in the order of a day: waiting, accepted at the next try, refused, nobody there, stopped."""

import json
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.real.models import Models
from tests.real.openclaw import PLUGIN, OpenClaw, open_openclaw
from tests.real.relay import Relay, relay_to
from tests.real.site import Site

AGENT = "openclaw"


class Floor(NamedTuple):
    """Who is there."""

    program: OpenClaw
    relay: Relay
    site: Site


@pytest.fixture(scope="module")
def floor(site: Site, _models: Models) -> Iterator[Floor]:
    with relay_to(site.stack.port) as relay:
        given = site.pasted(AGENT, "before_tool_call").replace("/chemin/vers/garde-fou", str(PLUGIN)).replace(site.browser.site, relay.url)
        with open_openclaw(_models, json.loads(given), site.key(AGENT)) as program:
            yield Floor(program, relay, site)


def outcomes(site: Site) -> list[str]:
    return [one["outcome"] for one in site.actions(AGENT) if one["tool"] == "exec"]


def test_what_waits_for_a_person_is_blocked_and_the_model_reads_why(floor: Floor) -> None:
    ran, told, _ = floor.program.turn("un")
    asked = floor.site.last(AGENT)
    assert (ran, asked["state"]) == (False, "pending")
    assert f"Garde-fou : la demande {asked['id']} attend une personne" in told
    assert outcomes(floor.site) == ["blocked"]


def test_asked_again_while_it_waits_it_stays_one_demand(floor: Floor) -> None:
    ran, _, _ = floor.program.turn("deux")
    assert (ran, len(floor.site.requests(AGENT))) == (False, 1)


def test_accepted_it_runs_at_the_next_try_of_any_session(floor: Floor) -> None:
    floor.site.answer(AGENT, is_yes=True)
    ran, _, _ = floor.program.turn("trois")
    asked = floor.site.last(AGENT)
    assert (ran, len(floor.site.requests(AGENT)), asked["state"]) == (True, 1, "consumed")
    done = floor.site.actions(AGENT)[-1]
    assert (done["outcome"], done["approval"], done["type"]) == ("done", asked["id"], "system.command")


def test_an_answer_serves_once(floor: Floor) -> None:
    ran, told, _ = floor.program.turn("trois")
    assert (ran, "attend une personne" in told, len(floor.site.requests(AGENT))) == (False, True, 2)


def test_refused_it_does_not_run_and_the_model_reads_her_words(floor: Floor) -> None:
    floor.site.answer(AGENT, is_yes=False, comment="Pas avant lundi.")
    ran, told, _ = floor.program.turn("quatre")
    assert (ran, "Pas avant lundi." in told, len(floor.site.requests(AGENT))) == (False, True, 2)


def test_what_only_reads_asks_nothing_and_is_told(floor: Floor) -> None:
    (floor.program.desk / "note.txt").write_text("trois clous")
    _, told, _ = floor.program.turn("cinq", ("read", {"path": "note.txt"}))
    assert "trois clous" in told
    assert [one["tool"] for one in floor.site.actions(AGENT)][-1] == "read"


def test_nobody_there_blocks_at_once_and_the_line_back_lets_it_ask_again(floor: Floor) -> None:
    floor.relay.down()
    ran, told, _ = floor.program.turn("six")
    assert (ran, "injoignable, action bloquée" in told) == (False, True)
    floor.relay.up()
    _, told, _ = floor.program.turn("sept")
    assert "Pas avant lundi." in told


def test_stopped_it_gets_nothing(floor: Floor) -> None:
    floor.site.stop(AGENT)
    ran, told, _ = floor.program.turn("huit")
    assert (ran, "arrêt" in told) == (False, True), told
