"""Reading alone never stands silently beside more on the same thing: the rule, the acts, two people at once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Company
from inventory.actions import rights
from inventory.actions.rights import Asked, Coexists, LooksLikeSecret, Terms, change, grant, keep_both
from inventory.models import Agent, Permission
from inventory.queries.agents import card
from inventory.rules.pairs import BOTH, REPLACE, Held, is_agreed, meet, pairs, same_words
from ledger.queries import history, newest
from tests.cast import AT, Person, make_company, make_person
from tests.register import rows
from tests.register.test_import_twice import at_once

ONE, TWO = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Clients", "  les « CLIENTS » "),
        ("L’agenda des visites", "agenda des visites"),
        ("Les factures reçues", "facture recue"),
        ("Devis/2026", "devis 2026"),
        ("Dossier\u00a0clients", "Dossier  clients"),
        ("Œuvres", "oeuvres"),
        ("Les", "les"),
    ],
)
def test_two_spellings_are_one_thing(one: str, other: str) -> None:
    assert same_words(one) == same_words(other)


@pytest.mark.parametrize(("one", "other"), [("Devis 2026", "Devis 2025"), ("Clients", "Clients pro"), ("Lettres", "Lettre à la banque")])
def test_two_things_stay_two(one: str, other: str) -> None:
    assert same_words(one) != same_words(other)


@pytest.mark.parametrize(
    ("one", "other", "do_meet"),
    [
        (Held("read", "Clients"), Held("edit", "les clients"), True),
        (Held("delete", "Clients"), Held("read", "Clients"), True),
        (Held("read", "Boîte e-mail"), Held("send", "boite e-mail"), True),
        (Held("read", "Serveur"), Held("command", "Serveur"), True),
        (Held("read", "Clients"), Held("read", "Clients"), False),
        (Held("edit", "Clients"), Held("delete", "Clients"), False),
        (Held("read", "Clients"), Held("edit", "Devis"), False),
        (Held("read", "Clients", "Public"), Held("edit", "Clients", "Sensible"), False),
        (Held("read", "Clients", "Public"), Held("edit", "Clients", "public"), True),
        (Held("read", "Clients", "Public"), Held("edit", "Clients"), True),  # all the clients are the public ones too
        (Held("read", "Clients", account=ONE), Held("edit", "Clients", account=TWO), False),
        (Held("read", "Clients", account=ONE), Held("edit", "Clients", account=ONE), True),
        (Held("read", "Clients", account=ONE), Held("edit", "Clients"), True),  # nobody said with which account
    ],
)
def test_reading_meets_more_on_the_same_thing(one: Held, other: Held, do_meet: bool) -> None:
    assert (meet(one, other), meet(other, one)) == (do_meet, do_meet)


@pytest.mark.parametrize(
    ("agreed_at", "given_at", "agreed"), [(None, NOON, False), (NOON, NOON, True), (NOON, NOON + timedelta(days=1), False)]
)
def test_an_agreement_holds_for_the_rights_that_were_there(agreed_at: datetime | None, given_at: datetime, agreed: bool) -> None:
    one, other = Held("read", "x", granted_at=NOON, agreed_at=agreed_at), Held("edit", "x", granted_at=given_at)
    assert is_agreed(one, other) is is_agreed(other, one) is agreed
    assert list(pairs([(ONE, other), (TWO, one)])) == [(TWO, ONE, agreed)]


@pytest.fixture
def agent(inside: Company) -> Agent:
    return rows.agent(inside, "Facturier", AT)


def ask(verb: str, pairing: str = "", **more: object) -> Asked:
    return Asked(verb, "Les clients", "Chiffrer", is_endless=True, pairing=pairing, **more)  # type: ignore[arg-type]


def held_by(agent: Agent) -> list[str]:
    return [one.verb for one in Permission.objects.of(agent.company).current().order_by("granted_at", "verb")]


@pytest.mark.parametrize(("first", "second"), [("read", "edit"), ("edit", "read"), ("read", "send")])
def test_nothing_is_given_before_somebody_answers(agent: Agent, alice: Person, first: str, second: str) -> None:
    grant(agent, ask(first), by=alice.membership, at=AT)
    size = len(newest(500))
    with pytest.raises(Coexists):
        grant(agent, ask(second), by=alice.membership, at=AT)
    assert (held_by(agent), len(newest(500))) == ([first], size)


def test_both_are_meant_and_the_record_says_so(agent: Agent, alice: Person) -> None:
    grant(agent, ask("read"), by=alice.membership, at=AT)
    right = grant(agent, ask("edit", BOTH), by=alice.membership, at=AT)
    told = "Alice Martin a confirmé que l’agent Facturier garde «\u00a0Modifier : Les clients\u00a0»"
    assert history(right.pk)[0].sentence == f"{told} à côté de «\u00a0Lire : Les clients\u00a0»"
    assert grant(agent, ask("edit", BOTH), by=alice.membership, at=AT).pk == right.pk
    assert "right_pair" not in {gap.code for gap in card(agent.company, Agent.objects.of(agent.company).with_state().get(), AT).gaps}


def test_the_new_one_takes_the_place_of_the_other(agent: Agent, alice: Person) -> None:
    read = grant(agent, ask("read"), by=alice.membership, at=AT)
    grant(agent, ask("edit", REPLACE), by=alice.membership, at=AT)
    assert held_by(agent) == ["edit"]
    assert history(read.pk)[0].act == "permission.revoked"


def test_rights_that_met_long_ago_are_a_gap_until_a_person_answers(agent: Agent, alice: Person) -> None:
    for verb in ("read", "edit"):
        rows.right(agent, AT, verb, "clients")  # type: ignore[arg-type]
    shown = card(agent.company, Agent.objects.of(agent.company).with_state().get(), AT)
    assert [gap.label for gap in shown.gaps if gap.code == "right_pair"] == ["Lire seulement, ou aussi\u00a0: Modifier : clients"]
    assert keep_both(Permission.objects.of(agent.company).get(verb="read"), by=alice.membership, at=AT)
    assert "right_pair" not in {gap.code for gap in card(agent.company, Agent.objects.of(agent.company).with_state().get(), AT).gaps}


def test_another_part_may_make_two_rights_meet(agent: Agent, alice: Person) -> None:
    grant(agent, ask("read", segment="Public"), by=alice.membership, at=AT)
    right = grant(agent, ask("edit", segment="Sensible"), by=alice.membership, at=AT)
    with pytest.raises(Coexists):
        change(right, Terms("Chiffrer", is_endless=True, segment="Public"), by=alice.membership, at=AT)
    change(right, Terms("Chiffrer", is_endless=True, segment="Public"), pairing=BOTH, by=alice.membership, at=AT)
    change(right, Terms("Corriger", is_endless=True, segment="Public"), by=alice.membership, at=AT)  # it met that one already
    assert Permission.objects.of(agent.company).get(pk=right.pk).reason == "Corriger"


@pytest.mark.parametrize("field", ["resource", "reason", "segment"])
def test_a_key_in_any_field_of_a_right_stores_nothing(agent: Agent, alice: Person, field: str) -> None:
    words = {"verb": "read", "resource": "Clients", "is_endless": True, field: "sk-proj-AbCdEf0123456789AbCdEf0123456789"}
    with pytest.raises(LooksLikeSecret, match=field):
        grant(agent, Asked(**words), by=alice.membership, at=AT)
    assert held_by(agent) == []


@pytest.mark.slow
def test_two_people_who_give_conflicting_rights_at_once_get_one(transactional_db: None) -> None:
    alice = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
    verbs = iter(["read", "edit"] * 3)

    def give() -> str:
        with scope(alice.company):
            try:
                return rights.grant(agent, ask(next(verbs)), by=alice.membership, at=AT).verb
            except Coexists:
                return "asked"

    seen = at_once(give)
    with scope(alice.company):
        assert len(held_by(agent)) == 1
        assert set(seen) == {held_by(agent)[0], "asked"}
