"""Which safeguard fits which country, and what must be looked at again: tables that read as the law."""

from dataclasses import replace
from datetime import date

import pytest

from inventory.rules.overlay import OURS, CompanyWords, Cover
from inventory.rules.recipients import usually_processor
from inventory.rules.transfers import Planned, decision_words, is_stale, refusals, remarks, untold

TODAY = date(2026, 11, 23)
SEEN = date(2026, 11, 20)


def fields(said: Planned, words: CompanyWords = OURS, today: date = TODAY) -> list[str]:
    return [field for field, _ in refusals(said, words, today)]


@pytest.mark.parametrize(
    ("country", "mechanism", "checked_on", "refused"),
    [
        ("États-Unis", "", None, []),
        ("", "", None, []),
        ("", "cct", None, []),
        ("Atlantide", "cct", None, []),
        ("France", "cct", None, ["country"]),
        ("allemagne", "", None, ["country"]),
        ("NO", "adequation", None, ["country"]),
        ("Islande", "", None, ["country"]),
        ("Liechtenstein", "", None, ["country"]),
        ("Union européenne", "cct", None, ["country"]),
        ("UE", "", None, ["country"]),
        ("Guadeloupe", "cct", None, ["country"]),
        ("USA", "dpf", SEEN, []),
        ("États-Unis d’Amérique", "adequation", None, ["mechanism"]),
        ("Suisse", "adequation", None, []),
        ("suisse", "adequation", None, []),
        ("CH", "adequation", None, []),
        ("Royaume-Uni", "adequation", None, []),
        ("Japon", "adequation", None, []),
        ("Maroc", "adequation", None, ["mechanism"]),
        ("Atlantide", "adequation", None, ["mechanism"]),
        ("", "adequation", None, ["country"]),
        ("États-Unis", "adequation", None, ["mechanism"]),
        ("États-Unis", "dpf", SEEN, []),
        ("Etats Unis", "dpf", SEEN, []),
        ("États-Unis", "dpf", None, ["checked_on"]),
        ("États-Unis", "dpf", date(2026, 11, 24), ["checked_on"]),
        ("Canada", "dpf", SEEN, ["mechanism"]),
        ("", "dpf", SEEN, ["country"]),
        ("États-Unis", "privacy_shield_invalide", None, ["mechanism"]),
        ("Maroc", "derogation_49_1_a", None, []),
        ("Maroc", "bcr", date(2026, 11, 24), ["checked_on"]),
    ],
)
def test_a_safeguard_fits_its_country_or_is_refused(country: str, mechanism: str, checked_on: date | None, refused: list[str]) -> None:
    assert fields(Planned(country, mechanism, checked_on)) == refused


def test_a_decision_that_has_ended_allows_nothing_any_more() -> None:
    assert fields(Planned("Royaume-Uni", "adequation"), today=date(2031, 12, 27)) == []
    assert fields(Planned("Royaume-Uni", "adequation"), today=date(2031, 12, 28)) == ["mechanism"]


def test_a_company_may_add_a_country_or_set_one_aside() -> None:
    words = CompanyWords({"pays_adequats": [Cover("KE", "Kenya", ref="(UE) 2027/1"), Cover("US", is_hidden=True)]})
    assert fields(Planned("Kenya", "adequation"), words) == []
    assert fields(Planned("États-Unis", "dpf", SEEN), words) == ["mechanism"]


@pytest.mark.parametrize(
    ("said", "marks"),
    [
        (Planned("Suisse", "adequation"), []),
        (Planned("États-Unis", "dpf", SEEN), []),
        (Planned("États-Unis", "dpf", date(2025, 11, 23)), []),
        (Planned("États-Unis", "dpf", date(2025, 11, 22)), ["À revérifier"]),
        (Planned("États-Unis", "dpf"), ["À vérifier"]),
        (Planned("Maroc", "cct", valid_until=date(2026, 11, 23)), []),
        (Planned("Maroc", "cct", valid_until=date(2026, 11, 22)), ["Échue"]),
        (Planned("Maroc", "derogation_49_1_c"), ["Ponctuel"]),
        (Planned("Maroc", "interet_imperieux_49_1_2"), ["Ponctuel"]),
        (Planned("États-Unis", "privacy_shield_invalide"), ["Ne convient pas"]),
        (Planned("France", "cct"), ["Ne convient pas"]),
    ],
)
def test_what_a_written_transfer_calls_for(said: Planned, marks: list[str]) -> None:
    assert [remark.mark for remark in remarks(said, OURS, TODAY)] == marks


def test_a_decision_of_ones_own_has_to_be_read_again_until_somebody_has() -> None:
    row = Cover("KE", "Kenya", ref="(UE) 2026/1", extra={"date": "2026-01-02"})
    for verified_on, marks in ((None, ["À vérifier"]), (SEEN, [])):
        words = CompanyWords({"pays_adequats": [replace(row, verified_on=verified_on)]})
        assert [one.mark for one in remarks(Planned("Kenya", "adequation"), words, TODAY)] == marks


@pytest.mark.parametrize(
    ("seen", "today", "stale"),
    [
        (date(2025, 11, 23), date(2026, 11, 23), False),
        (date(2025, 11, 23), date(2026, 11, 24), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
    ],
)
def test_a_certification_is_looked_up_again_after_twelve_months(seen: date, today: date, stale: bool) -> None:
    assert is_stale(seen, today) is stale


def test_a_decision_is_told_with_its_day_its_scope_and_its_end() -> None:
    said = decision_words("Royaume-Uni", OURS, TODAY)
    for part in ("(UE) 2021/1772", "28\u00a0juin 2021", "Tout le pays", "27\u00a0décembre 2031", "à vérifier"):
        assert part in said
    assert decision_words("Maroc", OURS, TODAY) == ""


def test_a_recipient_far_away_without_a_transfer_is_asked_about() -> None:
    told = [("OpenAI", "États-Unis"), ("OVH", "France"), ("Notion", "US"), ("Zoho", "Inde"), ("Paul", "")]
    assert untold(told, ["États-Unis"]) == [("Zoho", "Inde")]
    assert [name for name, _ in untold(told, [])] == ["OpenAI", "Notion", "Zoho"]


@pytest.mark.parametrize(
    ("code", "usual"),
    [
        ("fournisseur_llm", True),
        ("hebergeur", True),
        ("service_interne", False),
        ("banque", False),
        ("administration_fiscale", False),
        ("public", False),
        ("expert_comptable", None),
        ("recouvrement", None),
        ("notre apporteur d’affaires", None),
    ],
)
def test_a_recipient_is_usually_a_processor_or_not_or_to_be_said(code: str, usual: bool | None) -> None:
    assert usually_processor(OURS.term("destinataires", code)) is usual
