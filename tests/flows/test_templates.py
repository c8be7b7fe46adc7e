"""Each ready-made template, through the seven pages of the wizard: the sheet it leaves lacks nothing but what only the owner knows."""

import pytest
from django.urls import reverse

from accounts.boundary import scope
from inventory import catalogue
from inventory.models import Agent, FollowUp, Processing
from inventory.rules.allowances import Regime, regime_of
from inventory.rules.overlay import OURS
from register.book import Level, Sheet
from register.sheets import one_sheet
from tests.cast import AT, sign_in
from tests.flows.test_inventory_declaring import begin, page, rows

# What no template can know: where data go, which clients, whether people were told, the contracts, and the case that allows what it meets.
OWNER_ONLY = {"transfers", "clients", "contract", "informed", "sensitive", "exception"}
CODES = sorted(catalogue.templates())


@pytest.fixture
def declared(alice):
    """Template -> the sheet it opens, as the register prints it."""
    client = sign_in(alice)

    def through(code):
        draft = begin(client, alice, code)
        client.post(page(draft, "nom"), {"name": f"Agent {code}", "purpose": "Essai", "state": "active"})
        tool = {"tool": "n8n", "supplier": "Clotilde.ai", "model": "Mistral Large", "model_supplier": "Mistral", "host_country": "FR"}
        client.post(page(draft, "outil"), tool)
        client.post(page(draft, "personnes"), {"in_charge": str(alice.membership.pk), "deputy": ""})
        client.post(page(draft, "comptes"), {"isolation": "service"})
        rights = [
            {"keep": "on", "verb": one.verb, "resource": one.resource, "limit": "one_year"} for one in catalogue.template(code).rights
        ]
        client.post(page(draft, "droits"), rows(*rights, initial=len(rights)))
        answer = client.post(page(draft, "verification"), {"sheet": "new"})
        assert answer.status_code == 302, code
        with scope(alice.company):
            line = Processing.objects.of(alice.company).get(template=code)
            return line, one_sheet(alice.company, line, AT)

    return through


def obligatory(sheet: Sheet) -> set[str]:
    return {gap.code for gap in sheet.missing if gap.level == Level.OBLIGATORY}


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_a_sheet_from_a_template_lacks_only_what_the_owner_knows(code, declared, alice):
    line, sheet = declared(code)
    assert obligatory(sheet) <= OWNER_ONLY, code
    assert sheet.purpose
    assert sheet.people
    assert sheet.measures
    assert sheet.information
    assert "[entreprise]" not in sheet.information
    assert line.source
    assert line.obligation
    assert line.automation in ("none", "assisted")
    assert all(ground.basis and not ground.is_confirmed for ground in sheet.grounds)
    assert bool(sheet.grounds) != sheet.is_processor
    assert all(data.retention and data.origin for data in sheet.data), code
    with scope(alice.company):
        receiving = {row.code: row for row in line.recipients.all()}
        agent = Agent.objects.of(alice.company).get()
    assert receiving["fournisseur_llm"].is_processor is True
    assert receiving["fournisseur_llm"].precision == "Mistral – Mistral Large"
    assert receiving["editeur_agent"].precision == "Clotilde.ai – n8n"
    assert agent.has_personal_data is True


@pytest.mark.parametrize("code", CODES)
def test_what_a_template_proposes_for_protected_data_fits_their_rule(code):
    plan = catalogue.templates()[code].sheet
    for data in plan.data:
        regime = regime_of(data.category, data.is_sensitive, OURS)
        if data.exception:
            assert regime == (Regime.SENSITIVE if OURS.term("exceptions_art9", data.exception) else Regime.NUMBER)
        if regime == Regime.NUMBER:
            assert data.exception


@pytest.mark.slow
def test_protected_data_a_template_proposes_to_allow_ask_a_person(declared, alice):
    line, sheet = declared("paie_rh_admin")
    with scope(alice.company):
        asked = FollowUp.objects.of(alice.company).open().filter(about_id=line.pk).order_by("pk")
        assert sorted(one.question[:24] for one in asked) == ["Ce traitement demande-t-", "Le modèle propose ce qui"]
        assert any("requise à examiner : deux critères" in one.advice for one in asked)
    assert "question" in {gap.code for gap in sheet.missing}
    shown = sign_in(alice).get(reverse("inventory:processing_data", args=[line.pk])).content.decode()
    assert "NIR permis pour la paie" in shown
    assert "Permis par\u00a0: Paie et déclarations sociales" in shown
