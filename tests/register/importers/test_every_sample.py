"""Every sample file at hand, as its index says, sent twice: nothing is there twice. Skipped where the samples are not."""

import json

import pytest

from accounts.boundary import scope
from inventory.models import Processing
from register import imports
from register.models import ImpactAssessment
from register.pia import actions as pia
from register.pia.reading import counted
from tests.cast import AT
from tests.register.importers.test_samples import SAMPLES

REGISTERS = {
    "cnil_modele_registre_simplifie_vierge.ods": 0,
    "cnil_registre_rempli_exercice_ia.ods": 4,
    "ciso_assistant_processing_workbook.xlsx": 1,
    "madis_traitements_fictif.csv": 2,
    "openrgpd_export_fictif.csv": 1,
    "dpv_registre_fictif.jsonld": 1,
}
ASSESSMENTS = {
    "linc_pia_exemple_captoo_2018.json": ("Captoo", 36, 23, 40, 1, 3),
    "linc_pia_export_fictif.json": ("Tri de CV (fictif)", 36, 1, 0, 0, 0),
}


def bytes_of(name):
    path = SAMPLES / name
    if not path.exists():
        pytest.skip("the sample is not here")
    return path.read_bytes()


def test_no_sample_is_forgotten():
    if not SAMPLES.exists():
        pytest.skip("the samples are not here")
    assert {path.name for path in SAMPLES.iterdir()} - {"INDEX.md"} == {*REGISTERS, *ASSESSMENTS}


@pytest.mark.parametrize(("name", "many"), REGISTERS.items())
def test_a_register_is_imported_once(name, many, alice):
    data = bytes_of(name)
    with scope(alice.company):
        if not many:
            with pytest.raises(imports.Unreadable):
                imports.receive(alice.company, name, data, by=alice.membership, at=AT)
            return
        waiting = imports.receive(alice.company, name, data, by=alice.membership, at=AT)
        assert imports.receive(alice.company, name, data, by=alice.membership, at=AT).pk == waiting.pk
        assert len(imports.apply(waiting, by=alice.membership, at=AT).created) == many
        again = imports.receive(alice.company, name, data, by=alice.membership, at=AT)
        found = imports.preview_of(again).processings
        assert len(imports.existing(alice.company, found)) == many
        assert [one.differences for one in imports.differences(alice.company, found).values()] == [()] * many
        with pytest.raises(imports.NothingChosen):
            imports.apply(again, by=alice.membership, at=AT)
        assert Processing.objects.of(alice.company).count() == many


@pytest.mark.parametrize(("name", "told"), ASSESSMENTS.items())
def test_an_assessment_is_kept_once_and_given_back_equal(name, told, alice):
    data = bytes_of(name)
    with scope(alice.company):
        waiting = imports.receive(alice.company, name, data, by=alice.membership, at=AT)
        found = counted(waiting.preview["pia"])
        assert (found.name, found.answers, found.measures, found.evaluations, found.comments, found.status) == told
        made = pia.apply(waiting, by=alice.membership, at=AT)
        made.refresh_from_db()
        assert made.content == json.loads(data)
        again = imports.receive(alice.company, name, data, by=alice.membership, at=AT)
        with pytest.raises(pia.AlreadyThere):
            pia.apply(again, by=alice.membership, at=AT)
        assert ImpactAssessment.objects.of(alice.company).count() == 1
