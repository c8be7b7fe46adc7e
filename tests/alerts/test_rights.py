"""Rights held against what was done: never used, used, nobody can tell; and what was done without any."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.boundary import scope
from alerts.queries.rights import joined
from alerts.rules.matching import Right, Used, hold
from inventory.enums import Verb
from inventory.models import Agent
from journal.enums import Source, Type
from journal.models import ToolWord
from tests.alerts.conftest import AT, look, paid, tell
from tests.cast import Person, sign_in
from tests.register import rows

AT0 = datetime(2026, 1, 1, tzinfo=UTC)


def right(number: int, verb: str, words: str) -> Right:
    return Right(UUID(int=number), verb, words, AT0)


def used(verb: str, tool: str, times: int = 1, seq: int = 1) -> Used:
    return Used(verb, tool, times, AT0 + timedelta(days=seq), seq)


MAIL, INVOICES, LETTERS = right(1, "send", "Messages Gmail"), right(2, "read", "Factures Sage"), right(3, "send", "Courriers Maileva")


@pytest.mark.parametrize(
    ("rights", "uses", "held", "without"),
    [
        ([MAIL], [], [(0, 0, True, True)], []),
        ([MAIL], [used("send", "gmail.send", 5)], [(5, 0, True, False)], []),
        ([MAIL], [used("send", "zorglub", 5)], [(5, 0, True, False)], []),
        ([MAIL], [used("read", "gmail.search", 5)], [(0, 0, True, True)], [("read", 5)]),
        ([MAIL, LETTERS], [used("send", "gmail.send", 5)], [(5, 0, True, False), (0, 0, True, True)], []),
        ([MAIL, LETTERS], [used("send", "zorglub", 5)], [(0, 5, False, False), (0, 5, False, False)], []),
        (
            [MAIL, LETTERS],
            [used("send", "zorglub", 5, 9), used("send", "gmail_send", 2, 1)],
            [(2, 5, True, False), (0, 5, False, False)],
            [],
        ),
        ([INVOICES], [used("read", "lire_facture", 3)], [(3, 0, True, False)], []),
        ([INVOICES, right(4, "read", "Devis")], [used("read", "sage.invoices.read", 3)], [(3, 0, True, False), (0, 0, True, True)], []),
        ([], [used("delete", "drive.delete", 1, 1), used("delete", "gmail.trash", 2, 2)], [], [("delete", 3)]),
    ],
)
def test_the_verb_then_the_words(rights: list[Right], uses: list[Used], held: list[Any], without: list[Any]) -> None:
    found, missing = hold(rights, uses)
    assert [(use.recent, use.unsure, use.is_sure, use.is_never) for use in found] == held
    assert [(one.verb, one.recent) for one in missing] == without


def sent(number: int, at: datetime = AT) -> Any:
    return paid(number, at, type="message.send", tool="gmail.send", amount_cents=None, account="", currency="")


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        made = rows.agent(alice.company, "Relance", AT)
        rows.right(made, AT, Verb.SEND, "Gmail")
        rows.right(made, AT - timedelta(days=40), Verb.DELETE, "devis")
    return made


def test_a_right_that_served_one_that_never_did_and_what_had_none(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        old = AT - timedelta(days=200)
        tell(
            agent,
            sent(1),
            sent(2),
            sent(3, old),
            paid(4, type="data.read", tool="crm.search", amount_cents=None, account=""),
            source=Source.FILE,
        )
        look(agent)
        found = joined(alice.company, agent, AT)
        assert [(line.permission.verb, line.use.recent, line.use.is_never) for line in found.rights] == [
            ("delete", 0, True),
            ("send", 2, False),
        ]
        assert [(verb, one.recent, one.tools) for verb, one in found.without] == [("Lire", 1, ("crm.search",))]
        assert (found.heard_since, len(found.never)) == (old, 1)
    page = sign_in(alice).get(reverse("alerts:rights", args=[agent.pk])).content.decode()
    for words in (
        "Jamais utilisé depuis le 11\u00a0octobre 2026",
        "Fait sans en avoir le droit",
        "Ajouter ce droit",
        "Retirer ce droit",
        "crm.search",
    ):
        assert words in page, words


def test_of_an_agent_we_never_heard_nothing_is_said(alice: Person, agent: Agent) -> None:
    page = sign_in(alice).get(reverse("alerts:rights", args=[agent.pk])).content.decode()
    assert "Nous n’avons rien entendu de cet agent" in page
    assert "Jamais utilisé" not in page


def test_what_the_company_says_of_a_tool_holds_for_what_was_heard_before(alice: Person, agent: Agent) -> None:
    with scope(alice.company):
        tell(agent, paid(1, type="data.read", tool="zorg", amount_cents=None, account=""), source=Source.FILE)
        look(agent)
        assert [verb for verb, _ in joined(alice.company, agent, AT).without] == ["Lire"]
        said = {"said_at": AT, "said_by": alice.membership}
        ToolWord.objects.create(company=alice.company, agent=agent, tool="zorg", verb=Verb.SEND, type=Type.MESSAGE, **said)
        assert joined(alice.company, agent, AT).without == []


def test_who_may_not_edit_is_offered_no_button(chloe: Person, agent: Agent) -> None:
    page = sign_in(chloe).get(reverse("alerts:rights", args=[agent.pk])).content.decode()
    assert "Retirer ce droit" not in page
