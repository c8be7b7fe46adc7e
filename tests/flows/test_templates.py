"""Each ready-made template, through the seven pages of the wizard: the sheet it leaves lacks nothing but what only the owner knows."""

import pytest
from django.urls import reverse

from accounts.boundary import scope
from inventory import catalogue
from inventory.models import Agent, FollowUp, Processing
from inventory.rules.allowances import Regime, regime_of
from inventory.rules.overlay import OURS
from ledger.queries import history
from lib.vocabulary import document
from register.book import Level, Sheet
from register.queries import gap_url
from register.sheets import one_sheet
from tests.cast import AT, sign_in
from tests.flows.test_inventory_declaring import begin, page, rows

# What no template can know: where data go, which clients, whether people were told, the contracts, and the case that allows what it meets.
OWNER_ONLY = {"transfers", "clients", "contract", "informed", "sensitive", "exception"}
CODES = sorted(catalogue.templates())
MINORS = "Représentants légaux des apprenants mineurs"
UNDECIDED = {  # no usual duration fits: the sheet asks
    "agenda": {"etat_civil", "coordonnees", "localisation"},
    "assistant_documentaire": {"etat_civil", "correspondances", "vie_professionnelle"},
    "centre_formation": {"sante"},
    "evaluation_formation": {"evaluation_rh"},
    "paie_rh_admin": {"bancaire", "nir", "sante", "syndicat"},
    "reporting": {"facturation", "vie_professionnelle"},
    "reseaux_sociaux": {"etat_civil", "image_voix", "correspondances", "internet"},
    "standard_vocal": {"etat_civil", "coordonnees", "correspondances"},
    "tri_messagerie": {"etat_civil", "coordonnees", "correspondances", "bancaire", "sante"},
}
# What a duration of ours is about: no other category is kept for as long as it.
ONLY_FOR = {
    "prompts": set(),
    "journaux": {"connexion"},
    "enregistrement_appels": {"image_voix"},
    "impayes": {"etat_civil", "coordonnees", "eco_financier"},
    "bulletins_paie": {"remuneration", "fiscal"},
}
LEFT_TO_A_PERSON = {  # (template, what its questions speak of)
    "tri_cv": ["analyse d’impact", "Vivier"],
    "reseaux_sociaux": ["responsable conjoint"],
    "reporting": ["salariés un par un"],
    "centre_formation": ["permet d’utiliser", "mineurs", "analyse d’impact", "financeur"],
    "evaluation_formation": ["analyse d’impact", "mineurs"],
    "tri_messagerie": ["analyse d’impact", "santé rencontrée par hasard", "messages de cette boîte"],
    "prospection": ["ouvertures et les clics"],
    "paie_rh_admin": ["permet d’utiliser", "analyse d’impact"],
    "standard_vocal": ["Enregistrez-vous"],
}


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
    assert bool(line.source) != (code == "prospection")
    assert line.obligation
    assert line.automation in ("none", "assisted")
    assert all(ground.basis and not ground.is_confirmed for ground in sheet.grounds)
    assert bool(sheet.grounds) != sheet.is_processor
    assert all(data.origin and data.description for data in sheet.data), code
    assert {data.code for data in sheet.data if not data.retention} == UNDECIDED.get(code, set())
    asked = {gap.label.partition("\u00a0: ")[2] for gap in sheet.missing if gap.code == "retention"}
    assert asked == (set() if sheet.is_processor else {data.category for data in sheet.data if not data.retention})
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


@pytest.mark.parametrize("code", CODES)
def test_a_template_borrows_no_duration_from_something_else(code):
    for data in catalogue.templates()[code].sheet.data:
        assert not data.retention_code or OURS.term("durees_conservation", data.retention_code)
        assert data.category in ONLY_FOR.get(data.retention_code, {data.category}), data
    assert not any("prospection" in " ".join(OURS.retention(data.retention_code)) for data in catalogue.templates()[code].sheet.data)


@pytest.mark.parametrize("code", CODES)
def test_a_template_asks_a_person_what_it_cannot_decide(code):
    asked, expected = [question for question, _ in catalogue.templates()[code].sheet.questions], LEFT_TO_A_PERSON.get(code, [])
    assert len(asked) == len(expected)
    assert all(words in question for words, question in zip(expected, asked, strict=True)), asked


@pytest.mark.parametrize("code", CODES)
def test_each_purpose_of_a_template_rests_on_one_basis(code):
    for purpose in catalogue.templates()[code].sheet.purposes:
        assert OURS.term("bases_legales", purpose.basis)
        assert "intérêt légitime" not in purpose.justification, purpose


def planned(code: str) -> catalogue.SheetPlan:
    return catalogue.templates()[code].sheet


def kept(code: str) -> dict[str, str]:
    return {data.category: data.retention_code for data in planned(code).data}


def test_accounts_keep_pay_as_long_as_pay_slips_and_the_rest_as_long_as_invoices():
    assert kept("comptabilite") == {"remuneration": "bulletins_paie"} | dict.fromkeys(
        ("etat_civil", "coordonnees", "facturation", "bancaire"), "factures"
    )


def test_applications_are_kept_two_years_and_the_pool_is_no_contract():
    bases = {one.description: one for one in planned("tri_cv").purposes}
    pool = bases["Garder une candidature pour un autre poste (vivier)"]
    assert (pool.basis, "2 ans au plus après le dernier contact" in pool.justification) == ("interet_legitime", True)
    assert "jusqu’à la réponse" in bases["Examiner une candidature"].justification
    assert set(kept("tri_cv").values()) == {"candidatures"}


@pytest.mark.parametrize("code", ["centre_formation", "evaluation_formation"])
def test_minors_come_with_their_legal_representatives(code):
    assert planned(code).people[-1] == MINORS
    assert "représentant légal" in planned(code).information


def test_health_met_by_chance_is_allowed_by_nothing_until_a_person_says():
    (health,) = [data for data in planned("tri_messagerie").data if data.is_sensitive]
    assert (health.category, health.exception, health.retention_code) == ("sante", "", "")


@pytest.mark.parametrize(
    "code", ["reseaux_sociaux", "assistant_documentaire", "tri_cv", "standard_vocal", "agenda", "sous_traitance_agence"]
)
def test_a_template_that_may_meet_anything_does_not_say_that_nothing_is_sensitive(code):
    assert planned(code).has_sensitive_data is None


def test_suppliers_are_told_something_and_payroll_promises_nothing_unproven():
    assert "Sans objet" not in planned("achats_paiements").information
    assert "entraînement" not in planned("paie_rh_admin").information


def test_who_refuses_to_be_written_to_is_kept_apart():
    assert kept("prospection")["Liste d’opposition"] == "opposition_prospection"


@pytest.mark.slow
@pytest.mark.parametrize(("code", "blank"), [("prospection", "[source]"), ("paie_rh_admin", "[lieu]")])
def test_a_blank_left_in_a_text_is_a_point_to_confirm(code, blank, declared):
    (gap,) = [gap for gap in declared(code)[1].missing if gap.code == "information_blank"]
    assert (gap.level, gap.place) == (Level.CONFIRM, "notice")
    assert blank in gap.label


@pytest.mark.parametrize("item", document("modeles_agents")["items"], ids=lambda item: item["code"])
def test_the_criterion_of_personal_data_is_only_held_where_such_data_are(item):
    """WP248: sensitive, or highly personal, as a bank account is."""
    levels = {OURS.term("categories_donnees", code).extra["niveau"] for code in item["donnees"]}
    if "sensibles" in item["criteres_aipd"]:
        assert levels & {"sensible_art9", "sensible", "nir", "hautement_personnelle", "infractions_art10"}, levels


def open_of(company, line):
    """The codes of what the sheet lacks, now."""
    with scope(company):
        return {gap.code: gap for gap in one_sheet(company, line, AT).missing}


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_what_a_template_proposes_is_to_confirm_and_a_person_confirms_it(code, declared, alice):
    line, sheet = declared(code)
    is_ours = not sheet.is_processor
    assert line.is_notice_proposed is is_ours
    assert [data.is_proposed for data in sheet.data] == [is_ours] * len(sheet.data)
    gaps, browser = open_of(alice.company, line), sign_in(alice)
    assert {"notice_proposed", "data_proposed"} & set(gaps) == ({"notice_proposed", "data_proposed"} if is_ours else set())
    if not is_ours:
        return
    assert {gap.level for gap in (gaps["notice_proposed"], gaps["data_proposed"])} == {Level.CONFIRM}
    notice, data = (gap_url(sheet, gaps[name]) for name in ("notice_proposed", "data_proposed"))
    assert (notice, data) == tuple(reverse(f"inventory:processing_{tab}", args=[line.pk]) for tab in ("notice", "data"))
    shown = browser.get(reverse("register:sheet", args=[line.pk])).content.decode()
    assert f'href="{notice}"' in shown
    assert f'href="{data}"' in shown
    assert shown.count("À confirmer</span>") >= len(sheet.grounds) + len(sheet.data) + 3
    told = browser.get(notice)
    assert "Ces réponses sont celles du modèle" in told.content.decode()
    same = {bound.html_name: bound.value() or "" for bound in told.context["form"]}
    assert browser.post(notice, same).status_code == 302
    assert browser.get(data).content.decode().count("Confirmer<") == len(sheet.data)
    for one in sheet.data:
        browser.post(reverse("inventory:processing_confirm", args=[line.pk, one.id]))
    assert not {"notice_proposed", "data_proposed"} & set(open_of(alice.company, line))
    with scope(alice.company):
        kept = Processing.objects.of(alice.company).get(pk=line.pk)
    assert (kept.information, kept.automation) == (line.information, line.automation)


@pytest.mark.slow
def test_data_saved_by_a_person_are_confirmed_and_the_register_remembers_who(declared, alice):
    line, sheet = declared("devis")
    browser, first = sign_in(alice), sheet.data[0]
    url = reverse("inventory:processing_line", args=[line.pk, "data", first.id])
    same = {bound.html_name: bound.value() or "" for bound in browser.get(url).context["form"]}
    browser.post(url, {name: value for name, value in same.items() if value})
    with scope(alice.company):
        assert [data.is_proposed for data in one_sheet(alice.company, line, AT).data] == [False, True, True]
    browser.post(reverse("inventory:processing_confirm", args=[line.pk, sheet.data[1].id]))
    browser.post(reverse("inventory:processing_confirm", args=[line.pk, sheet.data[1].id]))
    with scope(alice.company):
        said = [one.act for one in history(line.pk)]
    assert said.count("processing.data_confirmed") == 1


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
