"""An answer that was not used is found again by the action alone, for programs that keep no name between two tries, and only for them."""

import pytest

from accounts.boundary import scope
from approvals.enums import Answer, Measure
from approvals.models import Limit, Suspension
from inventory.models import Agent
from tests.api.test_approvals import ACTION, HERE, agent, answer, key, key_of, post, small  # noqa: F401
from tests.cast import AT, Person
from tests.register import rows

ASKED = {"action": ACTION}


@pytest.mark.parametrize("hook", ["oc-", "cc-"])
def test_the_next_try_of_a_hook_finds_it_once(alice: Person, key: str, hook: str) -> None:  # noqa: F811
    first = post(key, ASKED, name=f"{hook}1").json()
    answer(alice, first["id"])
    again = post(key, ASKED, name=f"{hook}2").json()
    assert (again["id"], again["state"]) == (first["id"], "approved")
    assert post(key, {"action_digest": again["action_digest"]}, f"{HERE}/{again['id']}/consume").json()["state"] == "consumed"
    assert post(key, ASKED, name=f"{hook}3").json()["state"] == "pending"


@pytest.mark.parametrize(("asked", "next_try"), [("n-1", "n-2"), ("oc-1", "n-2"), ("n-1", "oc-2"), ("cc-1", "oc-2")])
def test_who_keeps_a_name_must_give_it(alice: Person, key: str, asked: str, next_try: str) -> None:  # noqa: F811
    first = post(key, ASKED, name=asked).json()
    answer(alice, first["id"])
    assert post(key, ASKED, name=next_try).json()["id"] != first["id"]


def test_another_action_or_another_agent_finds_nothing(alice: Person, key: str) -> None:  # noqa: F811
    first = post(key, ASKED, name="oc-1").json()
    answer(alice, first["id"])
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
    assert post(key, small(), name="oc-2").json()["id"] != first["id"]
    assert post(key_of(alice, other), ASKED, name="oc-2").json()["id"] != first["id"]


def test_after_a_change_of_limits_a_person_is_asked_again(alice: Person, key: str) -> None:  # noqa: F811
    first = post(key, ASKED, name="oc-1").json()
    answer(alice, first["id"])
    with scope(alice.company):
        Limit.objects.create(company=alice.company, type="payment", measure=Measure.ALWAYS, answer=Answer.ASK, set_at=AT)
    assert post(key, ASKED, name="oc-2").json()["state"] == "pending"


def test_a_stopped_agent_finds_nothing(alice: Person, key: str, agent: Agent) -> None:  # noqa: F811
    answer(alice, post(key, ASKED, name="oc-1").json()["id"])
    with scope(alice.company):
        Suspension.objects.create(company=alice.company, agent=agent, asked_at=AT, asked_by=alice.membership)
    assert post(key, ASKED, name="oc-2").json()["code"] == "agent-suspended"
