"""`make demo`: the four agents of the pictures, made through the actions; a second time, only a new password and code."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.boundary import company_by_slug, scope
from accounts.models import Company
from api.models import AgentKey
from approvals.models import ApprovalRequest
from approvals.rules.risks import codes_of
from inventory.models import Agent, Processing
from inventory.queries import agents as queries
from journal.models import Action
from ledger.queries import newest
from tests.cast import make_company

pytestmark = pytest.mark.slow


def loaded() -> str:
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


def found(said: str, label: str) -> str:
    return re.search(rf"{label}\s+(\S+)", said).group(1)


def test_the_demo_holds_the_four_agents_of_the_pictures(db: None) -> None:
    loaded()
    with scope(company_by_slug("demo")):
        company = Company.objects.get(slug="demo")
        agents = list(queries.found(company))
        cards = {card.agent.name: card for card in queries.cards(company, agents, company.created_at)}
        assert {name: card.reason.words for name, card in cards.items()} == {
            "Brouillons de devis": "Tout va bien",
            "Factures fournisseurs": "Tout va bien",
            "Prise de rendez-vous": "Tout va bien",
            "Relances clients": "À surveiller",
        }
        assert Processing.objects.of(company).count() == 5
        lines = newest(5000)
        assert [line.seq for line in lines] == list(range(len(lines) - 1, -1, -1))
        assert {line.by_name for line in lines} == {"Claire Vasseur", "Garde-fou", *cards}


def test_the_demo_has_a_month_behind_it_and_three_demands_that_wait(db: None) -> None:
    loaded()
    with scope(company_by_slug("demo")):
        company = Company.objects.get(slug="demo")
        done, asked = Action.objects.of(company), ApprovalRequest.objects.of(company)
        assert done.count() > 200
        assert done.filter(type="payment", approval_id=None).count() == 0
        assert AgentKey.objects.of(company).exclude(seen_at=None).count() == 4
        assert sorted(asked.filter(state="pending").values_list("type", flat=True)) == ["decision", "payment", "quote"]
        assert asked.filter(decided_at__gt=timezone.now()).count() == 0
        (risky,) = asked.filter(state="pending", type="payment")
        assert codes_of(risky.facts)[0] == "account-changed"
        assert asked.filter(state="consumed", reason="below_limit").count() > asked.filter(state="consumed", reason="").count() > 4


def test_what_is_printed_signs_in(db: None) -> None:
    said, client = loaded(), Client()
    client.post(reverse("accounts:sign_in"), {"email": "claire@demo.example", "password": found(said, "Mot de passe")})
    answer = client.post(reverse("accounts:code"), {"code": found(said, "Code de sécurité")}, follow=True)
    assert "Vasseur Menuiserie" in answer.content.decode()


def test_a_second_load_makes_nothing_twice(db: None) -> None:
    first, second = loaded(), loaded()
    assert found(first, "Mot de passe") != found(second, "Mot de passe")
    with scope(company_by_slug("demo")):
        assert Agent.objects.of(Company.objects.get(slug="demo")).count() == 4


def test_the_demo_does_not_mix_with_a_real_company(db: None) -> None:
    make_company("Vasseur Menuiserie", "vasseur")
    with pytest.raises(CommandError, match="porte déjà une entreprise"):
        loaded()
