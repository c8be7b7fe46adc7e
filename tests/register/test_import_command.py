"""`manage.py import_register`: 0 when done, 2 when refused, nothing half done."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.boundary import scope
from inventory.models import Processing
from ledger.queries import history
from register.models import Import
from tests.register.importers.test_cnil_ods import BILLING
from tests.register.ods import register

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "registre.ods"
    path.write_bytes(register(BILLING))
    return path


def run(*arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command("import_register", *map(str, arguments), stdout=out, stderr=err)
        code = 0
    except SystemExit as stopped:
        code = stopped.code
    return code, out.getvalue(), err.getvalue()


def count(company):
    with scope(company):
        return Processing.objects.of(company).count()


def test_a_file_is_imported_and_signed_by_the_server(company, file):
    code, out, _ = run(file, "--company", "vasseur")
    assert code == 0
    assert "Traitements créés\u00a0: 1" in out
    assert count(company) == 1
    with scope(company):
        assert history(Import.objects.of(company).get().pk)[0].by_name == "Commande sur le serveur"


def test_a_preview_creates_nothing(company, file):
    code, out, _ = run(file, "--company", "vasseur", "--preview")
    assert code == 0
    assert "Facturation des clients" in out
    assert "Rien n’est créé" in out
    assert count(company) == 0


def test_the_answer_may_be_json(company, file):
    code, out, _ = run(file, "--company", "vasseur", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["preview"]["processings"][0]["reference"] == "F-01"
    assert list(answer["created"]) == ["p1"]


def test_a_second_run_is_refused(company, file):
    run(file, "--company", "vasseur")
    code, _, err = run(file, "--company", "vasseur")
    assert code == 2
    assert "aucun traitement nouveau" in err
    assert count(company) == 1


def test_a_file_that_cannot_be_read_is_refused(company, tmp_path):
    broken = tmp_path / "registre.ods"
    broken.write_bytes(b"PK\x03\x04")
    assert run(broken, "--company", "vasseur")[0] == 2
    assert run(tmp_path / "absent.ods", "--company", "vasseur")[0] == 2
    code, out, _ = run(broken, "--company", "vasseur", "--json")
    assert code == 2
    assert "abîmé" in json.loads(out)["refused"]


def test_an_unknown_company_is_refused(file):
    code, _, err = run(file, "--company", "inconnue")
    assert code == 2
    assert "inconnue" in err


def test_a_register_sent_again_completes_sheets_only_when_asked_and_replaces_nothing(company, file):
    run(file, "--company", "vasseur")
    file.write_bytes(register(replace(BILLING, purpose="Encaisser", sub_purposes=[*BILLING.sub_purposes, "Archiver"])))
    assert run(file, "--company", "vasseur")[0] == 2
    assert "Sous-finalités\u00a0: — → Archiver" in run(file, "--company", "vasseur", "--preview")[1]
    code, out, _ = run(file, "--company", "vasseur", "--complete")
    assert code == 0
    assert "Fiches complétées\u00a0: 1" in out
    with scope(company):
        sheet = Processing.objects.of(company).get()
        assert (sheet.purpose, sheet.sub_purposes[-1]) == (BILLING.purpose, "Archiver")
    assert run(file, "--company", "vasseur", "--complete")[0] == 2
