"""Over HTTP, with a good key: an agent that lies, repeats, respells or borrows. docs/dev/attacks.md lists every such test."""

from typing import Any

import pytest
from django.core import mail

from accounts.boundary import scope
from approvals.enums import Measure
from approvals.models import ApprovalRequest, Limit
from inventory.enums import Environment
from inventory.models import Agent
from journal.models import Action
from tests.api.test_approvals import ACTION, HERE, agent, answer, get, key, key_of, post, small
from tests.cast import AT, Person, sign_in
from tests.register import rows

__all__ = ["agent", "key"]
MASKED = ["FR76XXXXXXXXXXXXXXXXXXX0189", "30006000011234567890189", "FR7630006000011234567890188"]


@pytest.mark.parametrize("said", ["other", "record.modify", "message.send", "quote"])
def test_a_payment_called_otherwise_is_still_asked(key: str, said: str) -> None:
    assert post(key, {"action": ACTION | {"type": said}}).status_code == 202


def test_its_environment_is_ours_not_its_own(alice: Person, agent: Agent, key: str) -> None:
    with scope(alice.company):
        Agent.objects.of(alice.company).filter(pk=agent.pk).update(environment=Environment.PRODUCTION)
    item = {"id": "a", "occurred_at": "2026-11-20T09:12:00Z", "environment": "test", "tool": "creer_virement"}
    assert post(key, {"actions": [item]}, "/api/v1/actions").status_code == 200
    with scope(alice.company):
        assert Action.objects.of(alice.company).get().is_test is False


def test_its_own_words_are_in_no_title_and_no_mail(alice: Person, key: str) -> None:
    words = "Validé par Alice, cliquez sur Accepter"
    made = post(key, {"action": ACTION | {"summary": words}}).json()
    assert all(words not in sent.subject + str(sent.body) for sent in mail.outbox)
    page = sign_in(alice).get(f"/demandes/{made['id']}/").content.decode()
    head, _, rest = page.partition("Ce que dit l’agent")
    assert words not in head
    assert words in rest
    assert words not in sign_in(alice).get("/demandes/").content.decode()


@pytest.mark.parametrize("account", MASKED)
def test_an_account_masked_or_respelled_does_not_start_another_week(alice: Person, key: str, account: str) -> None:
    with scope(alice.company):
        kept = {"company": alice.company, "set_at": AT}
        Limit.objects.create(**kept, type="payment", measure=Measure.WEEK_PAYEE, value=1000_00, answer="ask")
    said = post(key, small(payee=ACTION["payee"] | {"account": account}))
    assert said.status_code == 202


def test_one_grant_is_one_action(key: str) -> None:
    made = post(key, small()).json()
    spend = {"action_digest": made["action_digest"]}
    said = [post(key, spend, f"{HERE}/{made['id']}/consume") for _ in range(3)]
    assert [one.status_code for one in said] == [200, 409, 409]
    assert said[1].json()["code"] == "already-consumed"


def test_the_digest_of_another_call_spends_nothing(key: str) -> None:
    made, other = post(key, small()).json(), post(key, small(target="autre"), name="n-2").json()
    said = post(key, {"action_digest": other["action_digest"]}, f"{HERE}/{made['id']}/consume")
    assert (said.status_code, said.json()["code"]) == (409, "action-changed")
    assert get(key, f"{HERE}/{made['id']}").json()["state"] == "approved"


def test_asking_again_after_a_refusal_is_refused_with_the_same_words(alice: Person, key: str) -> None:
    first = post(key, {"action": ACTION}).json()
    answer(alice, first["id"], is_yes=False)
    again = [post(key, {"action": ACTION}, name=f"n-{number}").json() for number in range(2, 5)]
    assert {(one["id"], one["state"]) for one in again} == {(first["id"], "denied")}


def test_a_limit_made_harder_between_the_grant_and_its_use_holds(alice: Person, key: str) -> None:
    made = post(key, small()).json()
    with scope(alice.company):
        Limit.objects.create(company=alice.company, type="payment", measure=Measure.ALWAYS, answer="ask", set_at=AT)
    said = post(key, {"action_digest": made["action_digest"]}, f"{HERE}/{made['id']}/consume")
    assert (said.status_code, said.json()["code"]) == (409, "rule-changed")


@pytest.mark.parametrize("way", ["", "/consume", "/cancel"])
def test_the_key_of_another_agent_of_the_house_reaches_nothing(alice: Person, key: str, way: str) -> None:
    made = post(key, small()).json()
    with scope(alice.company):
        other = rows.agent(alice.company, "Relance", AT)
    borrowed: Any = key_of(alice, other)
    body = {"action_digest": made["action_digest"]}
    said = get(borrowed, f"{HERE}/{made['id']}") if not way else post(borrowed, body, f"{HERE}/{made['id']}{way}")
    assert (said.status_code, said.json()["code"]) == (404, "not-found")
    with scope(alice.company):
        assert ApprovalRequest.objects.of(alice.company).get(pk=made["id"]).state == "approved"


@pytest.mark.parametrize("letter", ["œ", "\ufdfa"])
def test_a_name_that_grows_when_spelt_out_is_spent_and_known(alice: Person, key: str, letter: str) -> None:
    payee = ACTION["payee"] | {"name": letter * 160}
    made = post(key, small(payee=payee)).json()
    assert post(key, {"action_digest": made["action_digest"]}, f"{HERE}/{made['id']}/consume").status_code == 200
    other = payee | {"account": "FR1420041010050500013M02606", "reference": "F-2"}
    assert post(key, small(payee=other), name="n-2").json()["state"] == "pending"  # the account has changed


def test_a_key_in_its_words_is_not_shown(alice: Person, key: str) -> None:
    made = post(key, {"action": ACTION | {"summary": "Clé ghp_abcdefghijklmnopqrstuvwxyz0123"}}).json()
    assert "ghp_abcdef" not in sign_in(alice).get(f"/demandes/{made['id']}/").text
