"""Agents leave as a workbook or CSV files and come back: the same elsewhere, nothing new at home, a changed cell as a choice."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from accounts.boundary import scope
from inventory.interchange import imports, writing
from inventory.interchange.standing import inventory
from inventory.models import Agent, AgentImport, Connection, FollowUp, Permission
from ledger.queries import newest
from lib.tables.archive import Unreadable
from tests.cast import AT
from tests.inventory.interchange.furniture import HOSTILE, furnish
from tests.register import rows


def told(company):
    """Every value of every tab, without identifiers."""
    return {code: [row.values for row in found] for code, found in inventory(company).rows.items()}


def files(company):
    return {"xlsx": writing.as_workbook(company, AT), "csv": writing.as_csv_files(company)}


def sent(owner, data, name="agents.xlsx"):
    return imports.receive(owner.company, name, data, by=owner.membership, at=AT)


def edited(data, *cells):
    """The workbook saved again by another program, with other words in some cells: (tab, row, title, value)."""
    book = load_workbook(io.BytesIO(data))
    for tab, row, title, value in cells:
        page = book[tab]
        column = next(cell.column for cell in page[1] if cell.value == title)
        page.cell(row, column).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def everything(waiting):
    return [box.key for box in imports.plan_of(waiting).boxes]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_empty_company_becomes_equal(kind, alice, driss):
    with scope(alice.company):
        furnish(alice)
        data, before = files(alice.company)[kind], told(alice.company)
    with scope(driss.company):
        rows.whole_sheet(driss, AT)
        driss.user.name = "Alice Martin"
        driss.user.save()
        waiting = sent(driss, data)
        assert not waiting.found["refused"]
        written = imports.apply(waiting, everything(waiting), by=driss.membership, at=AT)
        assert len(written.agents) == 3
        assert told(driss.company) == before
        again = sent(driss, data)
        assert imports.plan_of(again).boxes == ()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_at_home_there_is_nothing_new(kind, alice, inside):
    furnish(alice)
    plan = imports.plan_of(sent(alice, files(inside)[kind]))
    assert plan.boxes == plan.notes == ()
    assert plan.same == 3 + 2 + 3 + 1 + 1 + 1


@pytest.mark.asvs("V1.1.2")
def test_nothing_in_the_files_can_run(alice, inside):
    furnish(alice)
    found = files(inside)
    book = load_workbook(io.BytesIO(found["xlsx"]))
    assert all(cell.data_type != "f" for page in book for row in page for cell in row)
    assert HOSTILE in {cell.value for row in book["Agents"] for cell in row}
    text = zipfile.ZipFile(io.BytesIO(found["csv"])).read("agents.csv").decode("utf-8-sig")
    assert "\"'=cmd" in text
    assert '"=' not in text


def test_changed_cells_are_shown_then_taken_in_one_act(alice, inside):
    furnish(alice)
    row = {one.values["name"]: number for number, one in enumerate(inventory(inside).rows["agents"], 2)}
    changes = (
        ("Agents", row["Facturier"], "Outil", "n8n"),
        ("Agents", row["Relance"], "Pays d’hébergement", "Suisse"),
        ("Agents", row["Relance"], "Mémoire", "Rien d’une fois sur l’autre"),
        ("Comptes", 3, "Secret renouvelé le", "01/10/2026"),
        ("Droits", 2, "Jusqu’au", "30/06/2027"),
    )
    waiting = sent(alice, edited(files(inside)["xlsx"], *changes))
    boxes = imports.plan_of(waiting).boxes
    assert sorted((box.word, box.before.replace("\u00a0", " "), box.after.replace("\u00a0", " ")) for box in boxes) == [
        ("Jusqu’au", "31 mars 2027", "30 juin 2027"),
        ("Mémoire", "", "Rien d’une fois sur l’autre"),
        ("Outil", "OpenClaw", "n8n"),
        ("Pays d’hébergement", "France", "Suisse"),
        ("Secret renouvelé le", "3 février 2026", "1er octobre 2026"),
    ]
    assert [box.word for box in boxes if box.is_ticked] == ["Mémoire"]
    imports.apply(waiting, [box.key for box in boxes], by=alice.membership, at=AT)
    assert Agent.objects.of(inside).get(name="Relance").host_country == "CH"
    assert str(Permission.objects.of(inside).get(segment="Internes").until) == "2027-06-30"
    sentences = [line.sentence for line in newest() if line.act in ("agents.merged", "agents.imported")]
    assert len(sentences) == 4
    assert sentences[0] == "Alice Martin a importé «\u00a0agents.xlsx\u00a0»\u00a0: agents créés 0, comptes créés 0, complétés 3"


def test_rows_without_identifier_are_known_by_name_or_created(alice, inside):
    furnish(alice)
    heads = "Nom;À quoi il sert;Responsable;Outil"
    text = f"{heads}\nFacturier;;;n8n\nDevis;Chiffrer;Zoé Inconnue;Make\nDevis;Deux fois;;\n;Sans nom;;\n"
    waiting = sent(alice, text.encode("utf-8"), "a.csv")
    plan = imports.plan_of(waiting)
    assert [(box.about, box.word) for box in plan.boxes] == [("Agent Devis", "Créer cet agent"), ("Agent Facturier", "Outil")]
    assert "deux fois" in plan.notes[0].reason
    assert "«\u00a0Nom\u00a0»" in waiting.found["refused"][0]["reason"]
    imports.apply(waiting, everything(waiting), by=alice.membership, at=AT)
    made = Agent.objects.of(inside).with_state().get(name="Devis")
    assert (made.state, made.in_charge) == ("planned", None)
    assert FollowUp.objects.of(inside).open().get(about_id=made.pk).question == "Qui est responsable de cet agent\u00a0?"


def test_a_secret_is_refused_with_its_cell_and_kept_nowhere(alice, inside):
    furnish(alice)
    secret = "sk-live-" + "a1B2" * 8
    waiting = sent(alice, edited(files(inside)["xlsx"], ("Comptes", 3, "Référence du secret", secret), ("Agents", 2, "Outil", secret)))
    found = AgentImport.objects.of(inside).get(pk=waiting.pk).found
    assert secret not in str(found)
    assert [one["where"] for one in found["refused"]] == [
        "onglet «\u00a0Agents\u00a0», case E2 (Outil)",
        "onglet «\u00a0Comptes\u00a0», case H3 (Référence du secret)",
    ]
    assert imports.plan_of(waiting).boxes == ()


def test_a_right_withdrawn_since_does_not_come_back(alice, inside):
    from inventory.actions import rights

    furnish(alice)
    data = files(inside)["xlsx"]
    rights.withdraw(Permission.objects.of(inside).get(segment="Public"), why="", by=alice.membership, at=AT)
    plan = imports.plan_of(sent(alice, data))
    assert plan.boxes == ()
    assert "a pris fin" in plan.notes[0].reason


def test_cells_that_cannot_be_read_say_what_to_write(alice, inside):
    furnish(alice)
    changes = (
        ("Agents", 2, "État", "Endormi"),
        ("Agents", 2, "Version d’essai (bêta)", "peut-être"),
        ("Comptes", 2, "À renouveler tous les (jours)", "-3"),
        ("Droits", 2, "Jusqu’au", "31/02/2027"),
        ("Agents", 2, "Outil", "x" * 200),
        ("Agents", 2, "Pays d’hébergement", "Atlantide"),
    )
    reasons = " ".join(one["reason"] for one in sent(alice, edited(files(inside)["xlsx"], *changes)).found["refused"])
    for words in ("«\u00a0En service\u00a0»", "Oui ou par Non", "1 à 3650", "31/12/2026", "120 caractères", "France"):
        assert words in reasons


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", b"PK\x03\x04zip", b"%PDF-1.7", b"\x00\xff\x00", "Nom;À quoi il sert\n".encode()])
def test_another_file_is_refused_in_french(data, alice, inside):
    with pytest.raises(Unreadable):
        sent(alice, data)
    assert not AgentImport.objects.of(inside).exists()


def test_a_page_read_before_a_change_writes_nothing(alice, inside):
    first = furnish(alice)
    waiting = sent(alice, edited(files(inside)["xlsx"], ("Agents", 3, "Outil", "n8n")))
    (key,) = everything(waiting)
    Agent.objects.of(inside).filter(pk=first.pk).update(tool="Make")
    with pytest.raises(imports.ChangedMeanwhile):
        imports.apply(waiting, [key], by=alice.membership, at=AT)
    assert AgentImport.objects.of(inside).open().exists()
    assert Connection.objects.of(inside).count() == 2
