"""The other formats from the page to the file, and a register that moves from one company to another through the CNIL's layout."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.boundary import scope
from accounts.models import Company
from register import documents, exporting
from register.book import Sheet, fingerprint, to_json
from register.enums import Format
from register.models import Export
from tests.cast import AT, Person, sign_in
from tests.register import rows
from tests.register.test_exports import clock

pytestmark = pytest.mark.django_db
STARTS = {Format.ODS: b"PK", Format.XLSX: b"PK", Format.CSV: b"\xef\xbb\xbf", Format.JSONLD: b"{\n", Format.JSON: b"{"}


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def filled(company: Company, alice: Person) -> Company:
    with scope(company):
        agent = rows.agent(company, "Facturier", AT)
        rows.processings.attach_agent(rows.whole_sheet(alice, AT), agent, by=alice.membership, at=AT)
    return company


@pytest.mark.parametrize("form", STARTS)
def test_each_format_goes_from_the_page_to_a_file(filled: Company, alice: Person, form: Format) -> None:
    client = sign_in(alice)
    assert f'name="format" value="{form}"' in client.get(reverse("register:register")).content.decode()
    place = client.post(reverse("register:ask"), {"format": form.value})["Location"]
    with scope(filled):
        export = Export.objects.of(filled).get()
    assert exporting.run(filled.pk, export.pk, now=clock())
    assert form.label in client.get(place).content.decode()
    file = client.get(f"{place}fichier/")
    assert b"".join(file).startswith(STARTS[form])  # type: ignore[arg-type]
    assert file["Content-Disposition"] == f'attachment; filename="registre-vasseur-1.{form}"'
    assert file["Content-Type"].split(";")[0].split("/")[0] in ("application", "text")
    file.close()


def test_every_format_seals_the_same_data(filled: Company, alice: Person) -> None:
    """The fingerprint is of the data, so that a file of any format can be tied to what was in the register."""
    with scope(filled):
        export = exporting.actions.ask(filled, Format.ODS, by=alice.membership, at=AT)
    exporting.run(filled.pk, export.pk, now=clock())
    with scope(filled):
        export.refresh_from_db()
        book = documents.build(filled, AT, version=export.number)
    assert export.fingerprint == fingerprint(to_json(book))
    assert export.fingerprint != export.file_sha256


def test_one_sheet_may_leave_in_the_cnil_s_layout(filled: Company, alice: Person) -> None:
    with scope(filled):
        (sheet,) = documents.build(filled, AT).sheets
    client = sign_in(alice)
    place = client.post(reverse("register:ask"), {"format": "ods", "processing": sheet.id})["Location"]
    with scope(filled):
        export = Export.objects.of(filled).get()
    exporting.run(filled.pk, export.pk, now=clock())
    file = client.get(f"{place}fichier/")
    assert file["Content-Disposition"] == 'attachment; filename="fiche-facturation-clients-vasseur-1.ods"'
    file.close()


def test_a_register_moves_to_another_company_whole(filled: Company, driss: Person, tmp_path: Path) -> None:
    out = tmp_path / "registre.ods"
    call_command("export_register", company=filled.slug, format="ods", out=out, verbosity=0)
    call_command("import_register", str(out), company=driss.company.slug, verbosity=0)
    with scope(filled):
        (left,) = documents.build(filled, AT).sheets
    with scope(driss.company):
        (arrived,) = documents.build(driss.company, AT).sheets
    assert _told(arrived) == _told(left)
    assert arrived.outside_reference == left.reference
    assert not any(ground.is_confirmed for ground in arrived.grounds)


def _told(sheet: Sheet) -> tuple[Any, ...]:
    """What must survive: all but numbers, agents, questions and confirmations; archiving joins the retention."""
    kept = [(one.category, one.description, one.is_sensitive) for one in sheet.data]
    grounds = [(one.purpose, one.basis, one.justification) for one in sheet.grounds]
    transfers = [(one.recipient, one.country, one.safeguard, one.link) for one in sheet.transfers]
    lists = [(one.label, one.precision, one.kind) for one in (*sheet.people, *sheet.recipients, *sheet.measures)]
    return (
        sheet.title,
        sheet.purpose,
        sheet.source,
        sheet.sub_purposes,
        lists,
        kept,
        grounds,
        transfers,
        sheet.has_sensitive_data,
        sheet.has_transfers,
    )
