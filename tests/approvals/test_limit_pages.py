"""Limits in sentences: set, changed, ended, advised, tried; every threshold of the templates can be said."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from accounts.boundary import scope
from approvals.actions.limiting import DEFAULTS, AlreadyChanged, Wished, end_limit, follow_template, open_defaults, set_limit
from approvals.enums import Answer, Measure
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


def test_a_company_starts_with_four(alice: Person) -> None:
    with scope(alice.company):
        open_defaults(alice.company, SYSTEM, AT)
    shown = sign_in(alice).get(PAGE).content.decode()
    assert len(standing(alice)) == len(DEFAULTS)
    assert "Paiement au-dessus de 1\u00a0000\u00a0€" in shown
    assert "Devis au-dessus de 10\u00a0000\u00a0€" in shown
    assert "Commande système\u00a0: toujours" in shown
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
        ({"measure": "hours", "value": "", "days": ["1", "5"]}, None),
        ({"measure": "always", "value": "", "type": "decision/rejet", "answer": "two"}, None),
    ],
)
def test_set_on_the_page(alice: Person, changed: dict[str, Any], value: int | None) -> None:
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
        {"measure": "percent", "value": "101"},
        {"measure": "hours", "value": ""},
        {"measure": "hours", "starts": "08:00"},
        {"measure": "hours", "starts": "08:00", "ends": "08:00"},
        {"measure": "hours", "starts": "x", "ends": "08:00"},
        {"measure": "hours", "days": ["8"]},
        {"measure": ""},
        {"type": "decision/autre"},
        {"measure": "x"},
        {"answer": "allow"},
        {"agent": str(UUID(int=7))},
        {"type": "data.read"},
    ],
)
def test_a_wrong_form_sets_nothing(alice: Person, wrong: dict[str, Any]) -> None:
    for address in (NEW, TRIAL):
        assert sign_in(alice).post(address, GIVEN | wrong).status_code == 200
    assert standing(alice) == []


def test_a_kind_and_days_are_kept(alice: Person) -> None:
    sign_in(alice).post(NEW, GIVEN | {"type": "decision/rejet", "measure": "hours", "starts": "08:00", "ends": "19:00", "days": ["5", "1"]})
    (limit,) = standing(alice)
    assert (limit.type, limit.kind, limit.days) == ("decision", "rejet", [1, 5])
    assert limit_words(limit) == "Rejet d’un candidat en dehors de 8\u00a0h à 19\u00a0h, le lundi et le vendredi"


def test_tried_on_last_month_it_says_how_many_and_which(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        cents = (900_00, 1600_00, 2000_00, None)
        told: list[Any] = [
            Reported(UUID(int=n), NOW - timedelta(days=n), "payment", amount_cents=many, currency="EUR") for n, many in enumerate(cents)
        ]
        report(agent, [*told, Reported(UUID(int=9), NOW - timedelta(days=40), "payment", amount_cents=9999_00, currency="EUR")], Source.API)
    shown = sign_in(alice).post(TRIAL, GIVEN).content.decode()
    assert "3 demandes auraient été posées" in shown
    assert "a payé (1\u00a0600,00\u00a0€)" in shown
    assert "a payé (900,00\u00a0€)" not in shown
    assert standing(alice) == []


def test_tried_on_an_empty_journal_it_says_so(alice: Person) -> None:
    assert "Le journal ne contient rien" in sign_in(alice).post(TRIAL, GIVEN).content.decode()


def paid(alice: Person, cents: int = 1200_00) -> Limit:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Facturier", AT)
        told = Reported(UUID(int=1), NOW - timedelta(days=1), "payment", tool="creer_virement", amount_cents=cents, currency="EUR")
        report(agent, [told], Source.API)
        return set_limit(alice.company, Wished(Measure.AMOUNT, type="payment", value=1000_00), by=alice.membership, at=AT)


def test_a_softer_limit_says_what_it_lets_pass_before_it_holds(alice: Person) -> None:
    limit = paid(alice)
    change, softer = reverse("approvals:limit_change", args=[limit.pk]), GIVEN | {"value": "1 500"}
    shown = sign_in(alice).post(change, softer).content.decode()
    assert "Cela laisse passer plus de choses. 1 demande n’aurait plus été posée" in shown
    assert [one.value for one in standing(alice)] == [1000_00]
    assert sign_in(alice).post(change, softer | {"confirmed": "1"}).status_code == 302
    assert [(one.value, one.instead_of_id) for one in standing(alice)] == [(1500_00, limit.pk)]
    assert "Avant\u00a0: Paiement au-dessus de 1\u00a0000\u00a0€, me demander, jusqu’au" in sign_in(alice).get(PAGE).content.decode()


def test_a_harder_limit_holds_at_once(alice: Person) -> None:
    limit = paid(alice)
    change = reverse("approvals:limit_change", args=[limit.pk])
    assert 'value="1000"' in sign_in(alice).get(change).content.decode()
    assert sign_in(alice).post(change, GIVEN | {"value": "500"}).status_code == 302
    assert [one.value for one in standing(alice)] == [500_00]
    assert sign_in(alice).post(change, GIVEN | {"value": "200"}).status_code == 404


def test_of_two_people_who_change_a_limit_one_is_told(alice: Person) -> None:
    limit = paid(alice)
    with scope(alice.company):
        set_limit(alice.company, Wished(Measure.AMOUNT, type="payment", value=500_00), by=alice.membership, at=AT, instead_of=limit)
        with pytest.raises(AlreadyChanged):
            set_limit(alice.company, Wished(Measure.AMOUNT, type="payment", value=300_00), by=alice.membership, at=AT, instead_of=limit)
    assert [one.value for one in standing(alice)] == [500_00]


def test_a_limit_changed_into_itself_or_into_another_is_no_second_one(alice: Person) -> None:
    limit = paid(alice)
    with scope(alice.company):
        same = Wished(Measure.AMOUNT, type="payment", value=1000_00)
        assert set_limit(alice.company, same, by=alice.membership, at=AT, instead_of=limit) == limit
        other = set_limit(alice.company, Wished(Measure.ALWAYS, type="payment"), by=alice.membership, at=AT)
        assert set_limit(alice.company, same, by=alice.membership, at=AT, instead_of=other) == limit
    assert standing(alice) == [limit]


def test_taking_a_limit_away_says_what_it_lets_pass(alice: Person) -> None:
    limit = paid(alice)
    shown = sign_in(alice).get(reverse("approvals:limit_end", args=[limit.pk])).content.decode()
    assert "1 demande n’aurait plus été posée" in shown
    assert [one.pk for one in standing(alice)] == [limit.pk]
    sign_in(alice).post(reverse("approvals:limit_end", args=[limit.pk]))
    assert "Limites retirées" in sign_in(alice).get(PAGE).content.decode()


def test_the_page_of_an_agent_shows_its_limits(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Banque", AT)
        for whom, cents in ((agent, 700_00), (None, 1000_00)):
            set_limit(alice.company, Wished(Measure.AMOUNT, agent=whom, type="payment", value=cents), by=alice.membership, at=AT)
    shown = sign_in(alice).get(reverse("inventory:agent", args=[agent.pk])).content.decode()
    assert "Paiement au-dessus de 700\u00a0€" in shown
    assert "Et 1 limite de tous les agents." in shown


def test_advised_limits_are_offered_once(alice: Person) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Banque", AT)
        type(agent).objects.of(alice.company).filter(pk=agent.pk).update(template="achats_paiements")
    advice = reverse("approvals:limit_advised", args=[agent.pk])
    assert "Ajouter les limites conseillées pour ce type d’agent" in sign_in(alice).get(PAGE).content.decode()
    assert "Cumul hebdomadaire" not in sign_in(alice).get(advice).content.decode()
    sign_in(alice).post(advice, {"limit": ["achats_paiements/cumul", "achats_paiements/inconnu"]})
    sign_in(alice).post(advice, {"limit": ["achats_paiements/cumul", "achats_paiements/virement"]})
    assert sorted(one.template for one in standing(alice)) == ["achats_paiements/cumul", "achats_paiements/virement"]
    (weekly,) = (one for one in standing(alice) if one.measure == Measure.WEEK_PAYEE)
    with scope(alice.company):
        wished = Wished(Measure.WEEK_PAYEE, agent=agent, type="payment", value=2000_00)
        set_limit(alice.company, wished, by=alice.membership, at=AT, instead_of=weekly)
    assert "par semaine" not in sign_in(alice).get(advice).content.decode()


CASE = {"type": "payment", "amount": "1 200", "payee": "known", "day": "2", "hour": "10:00"}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Il vous demanderait."),
        ({"amount": "800"}, "L’agent pourrait le faire seul."),
        ({"amount": "800", "day": "7"}, "Deux personnes devraient accepter."),
        ({"amount": ""}, "Sans montant lisible"),
        ({"amount": "5", "payee": "changed"}, "Un compte bancaire qui a changé"),
        ({"type": "decision/rejet"}, "Ce serait refusé tout de suite."),
        ({"type": "decision"}, "interdire. L’agent ne dit pas de quel genre il s’agit."),
        ({"amount": "x"}, "Écrivez un nombre"),
        ({"percent": "200"}, "entre 0 et 100"),
        ({"agent": ""}, "Choisissez dans la liste."),
        ({"agent": "x"}, "Choisissez un agent de la liste."),
    ],
)
def test_what_would_happen_if(alice: Person, changed: dict[str, str], words: str) -> None:
    with scope(alice.company):
        agent = rows.agent(alice.company, "Banque", AT)
        by, at = alice.membership, AT
        set_limit(alice.company, Wished(Measure.AMOUNT, type="payment", value=1000_00), by=by, at=at)
        set_limit(alice.company, Wished(Measure.HOURS, Answer.TWO, type="payment", days=(1, 2, 3, 4, 5)), by=by, at=at)
        set_limit(alice.company, Wished(Measure.ALWAYS, Answer.FORBID, type="decision", kind="rejet"), by=by, at=at)
    assert words in sign_in(alice).get(reverse("approvals:limit_case"), {"agent": str(agent.pk)} | CASE | changed).content.decode()


def test_ended_once(alice: Person) -> None:
    with scope(alice.company):
        limit = set_limit(alice.company, Wished(Measure.ALWAYS, type="quote"), by=alice.membership, at=AT)
    end = reverse("approvals:limit_end", args=[limit.pk])
    assert sign_in(alice).post(end).status_code == 302
    assert sign_in(alice).post(end).status_code == 302
    with scope(alice.company):
        end_limit(limit, by=alice.membership, at=AT)
    assert standing(alice) == []


def test_only_an_owner_sets_them(alice: Person, benoit: Person, sofia: Person, driss: Person) -> None:
    with scope(alice.company):
        limit = set_limit(alice.company, Wished(Measure.ALWAYS, type="quote"), by=alice.membership, at=AT)
    for person in (benoit, sofia):
        assert sign_in(person).get(PAGE).status_code == 200
    for person in (benoit, sofia, driss):
        for name in ("limit_end", "limit_change"):
            assert sign_in(person).post(reverse(f"approvals:{name}", args=[limit.pk]), GIVEN).status_code == 404
    for person in (benoit, sofia):
        assert sign_in(person).post(NEW, GIVEN).status_code == 404
    assert len(standing(alice)) == 1
