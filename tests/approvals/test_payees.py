"""« Bénéficiaires »: our own names and the accounts we trust; weaker controls need a code, and the record tells each step."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.boundary import scope
from approvals.actions import payees
from approvals.actions.asking import ask, spend
from approvals.enums import Measure, RequestState
from approvals.models import Payee
from approvals.queries import payees as queries
from inventory.models import Agent
from ledger.queries import newest
from tests.accounts.journeys import NOW
from tests.approvals.test_requests import asked, limit
from tests.cast import AT, Person, sign_in
from tests.register import rows

IBAN, SPACED = "FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189"
BOOK = "/beneficiaires/"
FIELDS = {"name": "Imprimerie Lebrun", "account": SPACED}


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(alice: Person) -> Agent:
    with scope(alice.company):
        limit(alice, Measure.AMOUNT, 1000_00, type="payment")
        return rows.agent(alice.company, "Facturier", AT)


def book(person: Person) -> list[Payee]:
    with scope(person.company):
        return list(Payee.objects.of(person.company).order_by("folded"))


def add(person: Person, name: str = "Imprimerie Lebrun", account: str = IBAN) -> Payee:
    with scope(person.company):
        return payees.add(person.company, name, account, by=person.membership, at=NOW)


def told(person: Person) -> list[str]:
    with scope(person.company):
        return [line.sentence for line in newest(3)]


def test_one_is_added_by_hand_and_its_account_is_never_kept_whole(alice: Person) -> None:
    shown = sign_in(alice).post(f"{BOOK}nouveau/", FIELDS, follow=True).content.decode()
    assert "FR76\u00a0••••\u00a00189" in shown
    assert IBAN not in shown
    payee = book(alice)[0]
    assert (payee.name, payee.account, payee.folded) == ("Imprimerie Lebrun", "FR76\u00a0••••\u00a00189", "imprimerie lebrun")
    assert told(alice)[0] == "Alice Martin a ajouté le bénéficiaire Imprimerie Lebrun (FR76 •••• 0189)"


def test_it_is_the_account_an_agent_pays(alice: Person, agent: Agent) -> None:
    add(alice)
    with scope(alice.company):
        made = ask(agent, asked(name="Un tout autre nom"), at=NOW)
    assert made.facts == []
    shown = sign_in(alice).get(reverse("approvals:demand", args=[made.pk])).content.decode()
    assert "Payer Imprimerie Lebrun\u00a0?" in shown


@pytest.mark.parametrize(
    "account", ["", "FR7630006000011234567890188", "30006000011234567890189", "FR76 3000", "x" * 61, "sk_live_" + "a1" * 20]
)
def test_an_account_that_is_no_iban_is_refused_in_words(alice: Person, account: str) -> None:
    answer = sign_in(alice).post(f"{BOOK}nouveau/", FIELDS | {"account": account})
    assert answer.status_code == 200
    assert 'class="error"' in answer.content.decode()
    assert book(alice) == []


@pytest.mark.parametrize("name", ["", "   ", "---", "a" * 121, "\u202e"])
def test_a_name_that_is_none_is_refused(alice: Person, name: str) -> None:
    assert 'class="error"' in sign_in(alice).post(f"{BOOK}nouveau/", FIELDS | {"name": name}).content.decode()
    assert book(alice) == []


def test_the_same_account_twice_is_one_and_says_whose(alice: Person) -> None:
    add(alice, "Lebrun père")
    shown = sign_in(alice).post(f"{BOOK}nouveau/", FIELDS).content.decode()
    assert "déjà connu, au nom de «\u00a0Lebrun père\u00a0»" in shown
    assert len(book(alice)) == 1


def test_one_is_renamed_and_an_agent_never_renames(alice: Person, agent: Agent) -> None:
    payee = add(alice)
    shown = sign_in(alice).post(f"{BOOK}{payee.pk}/nom/", {"name": "Lebrun & Fils"}, follow=True).content.decode()
    assert "Lebrun &amp; Fils" in shown
    with scope(alice.company):
        made = ask(agent, asked(900_00, name="Autre"), at=NOW)
        spend(agent, made.pk, bytes(made.digest), at=NOW)
    assert [one.name for one in book(alice)] == ["Lebrun & Fils"]
    assert any("appelé avant «\u00a0Imprimerie Lebrun\u00a0»" in sentence for sentence in [*told(alice), *shown.splitlines()])


def test_a_bad_new_name_changes_nothing(alice: Person) -> None:
    payee = add(alice)
    assert sign_in(alice).post(f"{BOOK}{payee.pk}/nom/", {"name": ""}).status_code == 422
    assert book(alice)[0].name == "Imprimerie Lebrun"


def test_once_forgotten_the_next_payment_is_the_first_again(alice: Person, agent: Agent) -> None:
    payee = add(alice)
    with scope(alice.company):
        made = ask(agent, asked(900_00), at=NOW)
    shown = sign_in(alice).post(f"{BOOK}{payee.pk}/fin/", follow=True).content.decode()
    assert "1 accord pas encore utilisé est repris." in shown
    with scope(alice.company):
        made.refresh_from_db()
        assert made.state == RequestState.EXPIRED
        assert ask(agent, asked(1900_00, sent_as="b"), at=NOW).facts[0]["code"] == "new-payee"
    assert sign_in(alice).post(f"{BOOK}{payee.pk}/fin/").status_code == 404


def test_the_book_tells_how_often_and_when_last_and_is_searched(alice: Person, chloe: Person, agent: Agent) -> None:
    assert "Aucun bénéficiaire pour l’instant" in sign_in(chloe).get(BOOK).content.decode()
    add(alice)
    add(alice, "Électricité de Loire", "FR1420041010050500013M02606")
    with scope(alice.company):
        for number in range(2):
            made = ask(agent, asked(100_00, sent_as=f"{number}", reference=f"F-{number}"), at=NOW)
            spend(agent, made.pk, bytes(made.digest), at=NOW - timedelta(days=number))
        found = queries.rows(alice.company, book_of(alice), NOW)
    assert [(row.payee.name, row.many, row.last_at) for row in found] == [("Électricité de Loire", 0, None), ("Imprimerie Lebrun", 2, NOW)]
    for words, name in (("electricite", "Électricité"), ("2606", "Électricité"), ("lebrun impr", "Imprimerie")):
        shown = sign_in(chloe).get(BOOK, {"q": words}).content.decode()
        assert name in shown
        assert ("Imprimerie Lebrun" in shown) == (name == "Imprimerie")
    assert "Aucun bénéficiaire ne correspond" in sign_in(chloe).get(BOOK, {"q": "zzz\0"}).content.decode()


def book_of(person: Person) -> list[Payee]:
    return list(queries.book(person.company, ""))


def test_who_only_reads_is_offered_nothing(alice: Person, chloe: Person) -> None:
    payee = add(alice)
    shown = sign_in(chloe).get(f"{BOOK}{payee.pk}/").content.decode()
    assert "Oublier ce compte" not in shown
    for path, sent in (("nouveau/", FIELDS), (f"{payee.pk}/nom/", {"name": "X"}), (f"{payee.pk}/fin/", {})):
        assert sign_in(chloe).post(BOOK + path, sent).status_code == 404
    assert len(book(alice)) == 1


def test_another_company_knows_nothing_of_it(alice: Person, driss: Person) -> None:
    payee = add(alice)
    assert sign_in(driss).get(f"{BOOK}{payee.pk}/").status_code == 404
    assert sign_in(driss).post(f"{BOOK}{payee.pk}/fin/").status_code == 404
    assert add(driss).mark != payee.mark


def test_without_a_fresh_code_it_waits(alice: Person) -> None:
    payee = add(alice)
    for path, sent in (("nouveau/", FIELDS), (f"{payee.pk}/nom/", {"name": "X"}), (f"{payee.pk}/fin/", {})):
        assert sign_in(alice, proven=False).post(BOOK + path, sent)["Location"].startswith("/compte/verification/")
    assert [one.name for one in book(alice)] == ["Imprimerie Lebrun"]
