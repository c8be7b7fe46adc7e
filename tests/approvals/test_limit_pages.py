"""Limits in sentences: set, tried on last month's journal, ended; every threshold of the templates can be said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.boundary import scope
from approvals.actions.limiting import DEFAULTS, Wished, end_limit, follow_template, open_defaults, set_limit, would_have_asked
from approvals.enums import Measure
from approvals.models import Limit
from approvals.queries.wording import limit_words
from approvals.rules.template_limits import SAID, brought_by, thresholds
from inventory import catalogue
from journal.actions.intake import report
from journal.enums import Source
from journal.rules.reported import Reported
from ledger.entries import SYSTEM
from tests.cast import AT, Person, sign_in
from tests.register import rows

NOW = datetime.now(UTC)
GIVEN = {"agent": "", "type": "payment", "measure": "amount", "value": "1 500", "answer": "ask"}
NEW, TRIAL, PAGE = (reverse(f"approvals:{name}") for name in ("limit_new", "limit_trial", "limits"))


def standing(person: Person) -> list[Limit]:
    with scope(person.company):
        return list(Limit.objects.of(person.company).current())


def test_every_threshold_of_every_template_is_a_limit() -> None:
    told = {(code, one["code"]) for code in catalogue.templates() for one in thresholds(code)}
    assert told == set(SAID)
    assert len(told) == 50


@pytest.mark.parametrize("template", sorted(catalogue.templates()))
def test_a_template_brings_its_limits_to_its_agent(alice: Person, template: str) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Nouveau", AT)
        follow_template(alice.company, agent, template, alice.membership, AT)
        brought = Limit.objects.of(alice.company).current()
        assert brought.count() == len(brought_by(template)) == len(thresholds(template))
        assert all(limit_words(limit) for limit in brought)


def test_a_company_starts_with_three(alice: Person) -> None:
    with scope(alice.company):
        open_defaults(alice.company, SYSTEM, AT)
    shown = sign_in(alice).get(PAGE).content.decode()
    assert len(standing(alice)) == len(DEFAULTS)
    assert "Paiement au-dessus de 1\u00a0000\u00a0€" in shown
    assert "Devis au-dessus de 10\u00a0000\u00a0€" in shown
    assert "avec un rappel par téléphone" in shown


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ({}, 1500_00),
        ({"value": "1 500,50 €"}, 1500_50),
        ({"measure": "percent", "value": "12,5 %"}, 12_50),
        ({"measure": "count", "value": "20"}, 20),
        ({"measure": "always", "value": ""}, None),
        ({"measure": "hours", "value": "", "starts": "08:00", "ends": "19:00"}, None),
    ],
)
def test_set_on_the_page(alice: Person, changed: dict[str, str], value: int | None) -> None:
    assert sign_in(alice).post(NEW, GIVEN | changed).status_code == 302
    (limit,) = standing(alice)
    assert limit.value == value
    assert sign_in(alice).post(NEW, GIVEN | changed).status_code == 302
    assert len(standing(alice)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": ""},
        {"value": "beaucoup"},
        {"value": "-5"},
        {"measure": "count", "value": "1,5"},
        {"measure": "count", "value": "99999999"},
        {"measure": "hours", "value": ""},
        {"measure": "x"},
        {"answer": "allow"},
        {"agent": str(UUID(int=7))},
        {"type": "data.read"},
    ],
)
def test_a_wrong_form_sets_nothing(alice: Person, wrong: dict[str, str]) -> None:
    for address in (NEW, TRIAL):
        assert sign_in(alice).post(address, GIVEN | wrong).status_code == 200
    assert standing(alice) == []


def test_tried_on_last_month_it_says_how_many(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        cents = (900_00, 1600_00, 2000_00, None)
        told: list[Any] = [
            Reported(UUID(int=n), NOW - timedelta(days=n), "payment", amount_cents=many, currency="EUR") for n, many in enumerate(cents)
        ]
        report(agent, [*told, Reported(UUID(int=9), NOW - timedelta(days=40), "payment", amount_cents=9999_00, currency="EUR")], Source.API)
        assert would_have_asked(alice.company, Wished(Measure.HOURS), NOW) is None
    shown = sign_in(alice).post(TRIAL, GIVEN).content.decode()
    assert "elle vous aurait posé 3 questions" in shown
    assert standing(alice) == []


def test_ended_once(alice: Person) -> None:
    with scope(alice.company):
        limit = set_limit(alice.company, Wished(Measure.ALWAYS, type="quote"), by=alice.membership, at=AT)
    end = reverse("approvals:limit_end", args=[limit.pk])
    assert sign_in(alice).post(end).status_code == 302
    assert sign_in(alice).post(end).status_code == 404
    with scope(alice.company):
        end_limit(limit, by=alice.membership, at=AT)
    assert standing(alice) == []


def test_only_an_owner_sets_them(alice: Person, benoit: Person, sofia: Person, driss: Person) -> None:
    with scope(alice.company):
        limit = set_limit(alice.company, Wished(Measure.ALWAYS, type="quote"), by=alice.membership, at=AT)
    for person in (benoit, sofia):
        assert sign_in(person).get(PAGE).status_code == 200
    for person in (benoit, sofia, driss):
        assert sign_in(person).post(reverse("approvals:limit_end", args=[limit.pk])).status_code == 404
    for person in (benoit, sofia):
        assert sign_in(person).post(NEW, GIVEN).status_code == 404
    assert len(standing(alice)) == 1
