"""Real files, where they are at hand (they are not ours to ship)."""

from pathlib import Path

import pytest

from register.importers.formats import preview

SAMPLES = Path(__file__).parents[4] / "shared" / "rgpd" / "samples"


def sample(name):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the sample is not here")
    return preview(path.read_bytes())


def test_the_blank_model_holds_no_processing():
    found = sample("cnil_modele_registre_simplifie_vierge.ods")
    assert found.processings == found.unclear == found.refused == ()
    assert "(EXEMPLE) Gestion de la paie" in {item.value for item in found.ignored}


def test_a_filled_register_is_read_as_its_author_meant():
    found = sample("cnil_registre_rempli_exercice_ia.ods")
    assert [item.reference for item in found.processings] == ["T-001", "T-002", "T-003", "T-004"]
    assert [item.sheet_missing for item in found.processings] == [False, True, True, True]
    first = found.processings[0]
    assert first.has_sensitive_data is True
    assert [line.category for line in first.sensitive_data] == ["biometrie"]
    assert (len(first.sub_purposes), len(first.people), len(first.recipients), len(first.measures)) == (4, 1, 3, 3)
    assert [line.kind for line in first.recipients].count("Sous-traitants") == 2
    assert first.transfers == ()
    assert first.has_transfers is False
    assert found.organisation.controller.email == "rgpd@fashion-insta.com"
    assert found.organisation.controller.phone == "01 XX XX XX XX"
    assert found.refused == ()
    assert all(item.has_sensitive_data is False for item in found.processings[1:])


def test_a_madis_export_is_read_despite_its_shifted_titles():
    found = sample("madis_traitements_fictif.csv")
    first, second = found.processings
    assert [line.kind for line in first.people] == ["Particuliers", "Professionnels"]
    assert [line.kind for line in second.people] == ["Autres"]
    assert [item.purposes[0].basis for item in found.processings] == ["contrat", ""]
    assert "À déterminer" in " ".join(item.sentence for item in second.unclear)


def test_an_openrgpd_export_is_read_without_its_entities():
    (found,) = sample("openrgpd_export_fictif.csv").processings
    assert found.has_transfers is False
    assert found.recipients[-1].precision == "Éditeur de l'agent"


def test_a_ciso_assistant_workbook_is_read_as_its_authors_meant():
    (found,) = sample("ciso_assistant_processing_workbook.xlsx").processings
    assert (found.name, found.reference) == ("HR Payroll", "PRC-001")
    assert [line.basis for line in found.purposes] == ["contrat"]
    assert [(line.category, line.retention) for line in found.data] == [("bancaire", "5 years, automatic deletion")]
    assert [line.code for line in found.people] == ["salaries"]
    assert [(line.precision, line.country) for line in found.recipients if line.is_processor] == [
        ("Payroll provider", ""),
        ("Payroll SaaS", "France"),
    ]
    assert [(line.country, line.mechanism) for line in found.transfers] == [("US", "cct")]
    assert "DPIA-42" in found.unclear[0].sentence
