"""« Ce que font ses outils »: heard by name, read by us, corrected once by the owner."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.boundary import scope
from approvals.models import ApprovalRequest
from inventory.enums import Verb
from inventory.models import Agent
from journal.actions import wording
from journal.actions.intake import report
from journal.enums import Source, Type
from journal.models import Action, ToolHeard, ToolWord
from journal.rules.naming import Meaning, is_lighter
from journal.rules.reported import Reported
from journal.tools import tools
from ledger.queries import newest
from tests.cast import Person, sign_in
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
PAY, MAIL = Meaning(Verb.SEND, Type.PAYMENT), Meaning(Verb.SEND, Type.MESSAGE)
WORD = reverse("journal:tool_word")


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Facturier", AT)
        report(made, [told(1, "zorglub"), told(2, "zorglub"), told(3, "gmail.send")], Source.API)
    return made


def told(number: int, tool: str, kind: str = "other") -> Reported:
    return Reported(UUID(int=number), AT, kind, tool=tool)


def said(browser: Client, tool: str, verb: str, kind: str, **more: str) -> str:
    answer = browser.post(WORD, {"outil": tool, "verbe": verb, "nature": kind, **more}, follow=True)
    return str(answer.content.decode())


def test_every_tool_heard_is_listed_the_unknown_first(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        listed = tools(alice.company, agent.pk, AT)
        assert [(one.tool, one.done, one.type) for one in listed] == [("zorglub", 2, ""), ("gmail.send", 1, "Message envoyé")]
    page = sign_in(alice).get(reverse("journal:agent_tools", args=[agent.pk])).content.decode()
    assert page.index("zorglub") < page.index("gmail.send")
    assert "Inconnu\u00a0: toujours demandé" in page
    assert "D’après le nom" in page


def test_a_word_holds_from_then_on_and_leaves_the_past(alice: Person, agent: Agent) -> None:
    page = said(sign_in(alice), "zorglub", "command", "payment", agent=str(agent.pk))
    assert "moins de demandes vous parviendront" in page  # an unknown tool was always asked
    assert "Votre mot" in page
    with scope(alice.company):
        report(agent, [told(4, "zorglub")], Source.API)
        kinds = Action.objects.of(alice.company).filter(tool="zorglub").order_by("seq").values_list("type", flat=True)
        assert list(kinds) == ["other", "other", "payment"]
        assert "a dit ce que fait l’outil «\u00a0zorglub\u00a0» (Facturier)" in next(
            one.sentence for one in newest(5) if one.act == "tool.said"
        )
        line = Action.objects.of(alice.company).filter(tool="zorglub").order_by("seq")[0].seq
    page = sign_in(alice).get(reverse("journal:action", args=[line])).content.decode()
    assert "aujourd’hui, nous lirions\u00a0: Paiement" in page


def test_a_word_for_all_gives_way_to_one_for_an_agent_and_comes_back(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        wording.say(alice.company, None, "zorglub", PAY, by=alice.membership, at=AT)
        wording.say(alice.company, agent, "zorglub", MAIL, by=alice.membership, at=AT)
        assert wording.meaning_now(alice.company, agent, "zorglub") == MAIL
        word = ToolWord.objects.of(alice.company).select_related("company", "agent").get(agent=agent)
        undone = wording.unsay(word, by=alice.membership, at=AT)
        assert (undone.is_new, undone.is_lighter) == (True, False)
        assert wording.meaning_now(alice.company, agent, "zorglub") == PAY
        assert wording.unsay(word, by=alice.membership, at=AT).is_new is False


def test_the_same_word_twice_is_one(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        wording.say(alice.company, None, "zorglub", PAY, by=alice.membership, at=AT)
        assert wording.say(alice.company, None, "zorglub", PAY, by=alice.membership, at=AT).is_new is False
        assert ToolWord.objects.of(alice.company).count() == 1
        assert sum(one.act == "tool.said" for one in newest(10)) == 1


@pytest.mark.parametrize(
    ("before", "after", "lighter"),
    [
        (None, PAY, True),
        (PAY, MAIL, True),
        (MAIL, PAY, False),
        (MAIL, MAIL, False),
        (MAIL, Meaning(Verb.READ, Type.MESSAGE), True),
        (Meaning(Verb.COMMAND, Type.COMMAND), Meaning(Verb.COMMAND, Type.OTHER), True),
        (Meaning(Verb.EDIT, Type.RECORD), Meaning(Verb.DELETE, Type.FILE_DELETED), False),
    ],
)
def test_what_weighs_less(before: Meaning | None, after: Meaning, *, lighter: bool) -> None:
    assert is_lighter(before, after) is lighter


def test_a_code_is_asked_before_a_word_is_changed(alice: Person, agent: Agent) -> None:
    answer = sign_in(alice, proven=False).post(WORD, {"outil": "zorglub", "verbe": "read", "nature": "data.read"})
    assert "/verification/" in answer["Location"]
    with scope(alice.company):
        assert not ToolWord.objects.of(alice.company).exists()


@pytest.mark.parametrize("missing", [{"verbe": ""}, {"nature": "autre"}, {"verbe": "fly"}])
def test_half_a_word_is_said_so(alice: Person, agent: Agent, missing: dict[str, str]) -> None:
    page = said(
        sign_in(alice),
        "zorglub",
        **{"verb": "read", "kind": "data.read"} | {"verb": missing.get("verbe", "read")} | {"kind": missing.get("nature", "data.read")},
    )
    assert "error" in page
    with scope(alice.company):
        assert not ToolWord.objects.of(alice.company).exists()


@pytest.mark.parametrize("query", ["", "?outil="])
def test_without_a_tool_one_is_led_to_the_list(alice: Person, query: str) -> None:
    assert sign_in(alice).get(WORD + query)["Location"] == reverse("journal:tools")


@pytest.mark.parametrize("query", ["?outil=" + "x" * 121, "?outil=x&agent=1", "?outil=x&agent=" + str(UUID(int=5))])
def test_nonsense_in_the_address_is_not_there(alice: Person, agent: Agent, query: str) -> None:
    assert sign_in(alice).get(WORD + query).status_code == 404


def test_a_hostile_name_is_text(alice: Person, agent: Agent) -> None:
    ugly = "<script>alert(1)</script>&a=b"
    with scope(alice.company):
        report(agent, [told(9, ugly)], Source.API)
    browser = sign_in(alice)
    page = browser.get(reverse("journal:tools")).content.decode()
    assert "<script>alert" not in page
    assert said(browser, ugly, "send", "message.send").count("&lt;script&gt;") >= 1
    with scope(alice.company):
        assert ToolWord.objects.of(alice.company).get().tool == ugly


def test_a_stranger_reads_none_of_it_and_says_nothing(alice: Person, driss: Person, agent: Agent) -> None:
    browser = sign_in(driss)
    assert "zorglub" not in browser.get(reverse("journal:tools")).content.decode()
    assert browser.post(WORD, {"outil": "zorglub", "agent": str(agent.pk), "verbe": "read", "nature": "data.read"}).status_code == 404
    with scope(driss.company):
        assert not ToolHeard.objects.of(alice.company).exists()


def test_a_tool_that_only_asked_is_listed_too(alice: Person, agent: Agent) -> None:
    columns = {"sent_as": "1", "body_hash": b"1", "action": b"{}", "digest": bytes(32), "key_id": UUID(int=1)}
    with scope(alice.company):
        ApprovalRequest.objects.create(
            company=alice.company, agent=agent, type="payment", tool="payer_tout", state="pending", asked_at=AT, expires_at=AT, **columns
        )
        listed = {one.tool: (one.done, one.asked, one.said) for one in tools(alice.company, None, AT)}
    assert listed["payer_tout"] == (0, 1, "payment")
    with time_machine.travel(AT):
        assert "1 demande" in sign_in(alice).get(reverse("journal:agent_tools", args=[agent.pk])).content.decode()
