"""Real files, where they are at hand (they are not ours to ship)."""

from pathlib import Path

import pytest

from register.importers.cnil_ods import preview

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
