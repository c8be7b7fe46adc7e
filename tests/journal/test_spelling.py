"""What is spelt by the batch is what would be spelt one by one: the same sealed bytes, the same cells, whatever an agent sends."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from accounts.boundary import scope
from inventory.models import Agent
from journal.actions.counting import Counted
from journal.actions.intake import report
from journal.actions.spelling import WIDE, Batch
from journal.enums import Outcome, Source, Type
from journal.models import Action
from journal.rules.lines import Facts, aimed, line
from journal.rules.naming import TYPES, Meaning, meaning
from journal.rules.reported import (
    ACCOUNT,
    Reported,
    _hidden,
    all_for_keeping,
    for_keeping,
    for_lists,
    key_named,
    key_of,
    masked_account,
    payee_mark,
    without_accounts,
)
from ledger import batches
from ledger.actions import content
from ledger.entries import Actor, Subject
from lib import binary_copy as copied
from lib import canonical
from lib.leaked_keys import masked
from lib.words import cleaned, on_one_line
from tests.cast import Person
from tests.register import rows

AT = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
WEST = timezone(timedelta(hours=-9))
BY, ABOUT = Actor("agent", UUID(int=7), "Léa"), Subject("agent", UUID(int=7), "Léa")
OWN = {"crm": Meaning("edit", Type.RECORD)}
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    st.text("aB1 :=/-.\u00a0\u0301\u202e\t\n\x1c\x85\r\u017fFR76", max_size=60),
    st.sampled_from(["", "Relance", "FR76 3000 6000 0112 3456 7890 189", "de89370400440532013000", "mdp: Chaton2024", "x" * 11, "x" * 12]),
)
NUMBERS = st.none() | st.integers(0, 2**53 - 1)
TOLD = st.builds(
    Reported,
    key=st.uuids(),
    occurred_at=st.integers(0, 10**9).map(lambda seconds: AT.astimezone(WEST) - timedelta(seconds=seconds, microseconds=seconds))
    | st.just(AT),
    type=st.sampled_from([*map(str, Type), "inconnu"]),
    tool=TEXTS | st.just("crm"),
    target=TEXTS,
    payee=TEXTS,
    account=st.sampled_from(["", "FR7630006000011234567890189", "A1"]),
    amount_cents=NUMBERS,
    currency=st.sampled_from(["", "EUR"]),
    count=st.sampled_from([0, 1, 12]),
    outcome=st.sampled_from(list(map(str, Outcome))),
    summary=TEXTS,
    approval_id=st.none() | st.uuids(),
    is_test=st.booleans(),
    number=NUMBERS,
    inner=TEXTS,
    is_sampled=st.booleans(),
)


def batch(*, is_after_stop: bool) -> Batch:
    alike = batches.Alike.of("action.done", [ABOUT], by=BY)
    return Batch(UUID(int=1), UUID(int=7), alike, Source.API, OWN, is_after_stop, ZoneInfo("Europe/Paris"))


def one_by_one(told: Reported, *, is_after_stop: bool) -> bytes:
    """Said again, the plain way."""
    means, tool, payee, account = (
        meaning(told.tool, told.type, OWN),
        for_lists(told.tool),
        for_lists(told.payee),
        masked_account(told.account),
    )
    target, whom = without_accounts(masked(told.target)), f"{payee} ({account})" if payee and account else payee or account
    facts = Facts(means.type, told.outcome, target, whom, told.amount_cents, told.currency, told.count)
    always = {"words": on_one_line(line(facts)), "said": told.type, "type": means.type, "tool": tool}
    always |= {"outcome": told.outcome, "key": str(told.key), "source": 1}
    optional: dict[str, Any] = {"target": target, "payee": payee, "account": account, "amount_cents": told.amount_cents}
    optional |= {"currency": told.currency, "summary": without_accounts(masked(told.summary)), "number": told.number}
    optional |= {"approval": str(told.approval_id) if told.approval_id else None, "count": told.count if told.count != 1 else None}
    optional |= {"test": told.is_test or None, "after_stop": is_after_stop or None, "sampled": told.is_sampled or None}
    detail = always | {name: value for name, value in optional.items() if value not in ("", None)}
    return canonical.encode(content("action.done", [ABOUT], by=BY, at=told.occurred_at, detail=detail))


@given(st.lists(TOLD, max_size=4, unique_by=lambda told: told.key), st.booleans())
def test_the_sealed_bytes_are_those_of_canonical_json(told: list[Reported], is_after_stop: bool) -> None:
    made = batch(is_after_stop=is_after_stop).rows(told)
    assert [row.payload for row in made] == [one_by_one(one, is_after_stop=is_after_stop) for one in told]


def cells_one_by_one(told: Reported, *, is_after_stop: bool) -> bytes:
    """As the columns of the journal stand, each value by itself."""
    means, payee, account = meaning(told.tool, told.type, OWN), for_lists(told.payee), masked_account(told.account)
    whom = f"{payee} ({account})" if payee and account else payee or account
    mark = payee_mark(settings.MARK_KEY, UUID(int=1), told.account, told.payee)
    values = [
        (copied.uuid, UUID(int=7)),
        (copied.smallint, 1),
        (copied.boolean, is_after_stop),
        (copied.text, means.type),
        (copied.text, means.verb),
        (copied.text, for_lists(told.tool)),
        (copied.text, told.outcome),
        (copied.boolean, told.is_test),
        (copied.moment, told.occurred_at),
        (copied.uuid, told.key),
        (copied.text, for_keeping(told.target)),
        (copied.text, whom),
        (copied.bigint, told.amount_cents),
        (copied.text, told.currency),
        (copied.integer, told.count),
        (copied.uuid, told.approval_id),
        (copied.bigint, told.number),
        (copied.uuid, mark),
    ]
    return WIDE + b"".join(copied.NULL if value is None else spelt(value) for spelt, value in values)


def counted_one_by_one(told: Reported) -> Counted:
    day, type_ = told.occurred_at.astimezone(ZoneInfo("Europe/Paris")).date(), meaning(told.tool, told.type, OWN).type
    currency = "" if told.amount_cents is None else told.currency
    place, said = (day, type_, told.outcome, told.is_test, currency), TYPES.get(told.type, Type.OTHER)
    tool, inner = for_lists(told.tool), for_lists(told.inner)
    return Counted(told.key, told.occurred_at, place, told.amount_cents or 0, told.count, tool, said, inner, told.is_sampled)


@given(st.lists(TOLD, max_size=4, unique_by=lambda told: told.key), st.booleans())
def test_the_cells_and_what_is_counted_are_those_of_each_alone(told: list[Reported], is_after_stop: bool) -> None:
    made = batch(is_after_stop=is_after_stop).rows(told)
    assert [row.cells for row in made] == [cells_one_by_one(one, is_after_stop=is_after_stop) for one in told]
    assert [row.counted for row in made] == [counted_one_by_one(one) for one in told]
    assert [row.moment for row in made] == [(one.occurred_at, one.key) for one in told]
    assert [row.month for row in made] == [(at.year, at.month) for at in (one.occurred_at.astimezone(UTC) for one in told)]


@given(TEXTS)
def test_a_key_made_in_haste_is_that_of_its_parts(name: str) -> None:
    assert key_named(name) == key_of("id", name)


@given(TEXTS, TEXTS)
def test_a_target_put_behind_its_line_reads_as_the_whole_line(target: str, payee: str) -> None:
    facts = Facts("payment", "done", "", payee, 12, "EUR")
    assert aimed(on_one_line(line(facts)), target) == on_one_line(line(facts._replace(target=target)))


@given(TEXTS)
def test_what_is_looked_at_first_changes_no_text(text: str) -> None:
    assert without_accounts(text) == ACCOUNT.sub(_hidden, text)
    assert for_keeping(text) == ACCOUNT.sub(_hidden, masked(text))
    assert on_one_line(text) == " ".join(cleaned(text).split())


@given(st.lists(TEXTS | st.sampled_from(["\0", "\ud800", "FR76\0" + "30006000011234567890189", "fr7630006000011234567890189"]), max_size=4))
def test_texts_looked_at_together_are_those_of_each_alone(texts: list[str]) -> None:
    assert all_for_keeping(texts) == [for_keeping(text) for text in texts]


@pytest.mark.parametrize(
    "wrong", [{"target": "\ud800"}, {"number": 2**53}, {"amount_cents": 2**60}, {"payee": "\ud800"}, {"currency": "\ud800"}]
)
def test_what_has_no_canonical_spelling_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(canonical.NotCanonical):
        batch(is_after_stop=False).rows([Reported(UUID(int=1), AT, "other", **wrong)])


def test_every_cell_is_read_back(alice: Person) -> None:
    full: dict[str, Any] = {"tool": "creer_virement", "target": "a\tb\\N", "payee": "Lebrun", "account": "FR7630006000011234567890189"}
    full |= {
        "amount_cents": 12_34,
        "currency": "EUR",
        "count": 0,
        "outcome": "failed",
        "approval_id": UUID(int=5),
        "is_test": True,
        "number": 9,
    }
    with scope(alice.company):
        agent: Agent = rows.agent(alice.company, "Facturier", AT)
        report(agent, [Reported(UUID(int=1), AT, "payment", **full), Reported(UUID(int=2), AT, "other")], Source.FILE, is_after_stop=True)
        one, two = Action.objects.of(alice.company).order_by("key")
    assert (one.agent_id, one.occurred_at, one.source, one.is_after_stop) == (agent.pk, AT, Source.FILE, True)
    assert (one.type, one.verb, one.tool, one.target) == ("payment", "send", "creer_virement", "a\tb\\N")
    assert (one.payee, one.amount_cents, one.currency, one.count) == ("Lebrun (FR76\u00a0••••\u00a00189)", 1234, "EUR", 0)
    assert (one.outcome, one.approval_id, one.is_test, one.number) == ("failed", UUID(int=5), True, 9)
    assert one.payee_mark is not None
    assert two.seq == one.seq + 1
    assert two.received_at == one.received_at
    assert (two.type, two.verb, two.tool, two.target, two.payee, two.currency, two.count) == ("other", "", "", "", "", "", 1)
    assert (two.amount_cents, two.approval_id, two.number, two.payee_mark, two.is_test) == (None, None, None, None, False)
