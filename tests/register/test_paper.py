"""The register on paper: read with the tools a reader has, whatever was typed into it."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest

from lib.pdf.check import faults
from register.book import Data, Extent, Line, Part, Recipient, Right, Sources, Transfer, fingerprint, to_json
from register.printing import PrintingFailed, PrintingStopped, Settings, render
from tests.presses import outside_errors, text_of
from tests.register import books, full

pytestmark = pytest.mark.slow

Printed = Callable[..., Path]
LONG = " ".join(f"mot{number}" for number in range(1700))  # over 10,000 characters
HOSTILE = (
    "<b>gras</b> &amp; <img src='file:///etc/passwd'> <a href='http://example.invalid/'>x</a> "
    "\x00\x07\u202eenvers\u200b ¤¤¤¤ Ελλάδα 中文 {{ 1 }} %s"
)


@pytest.fixture(scope="module")
def hostile(printed: Printed) -> Path:
    sheet = replace(
        books.complete_sheet(2, HOSTILE),
        purpose=LONG,
        sub_purposes=(HOSTILE, "x" * 10_000),
        data=(Data(HOSTILE, LONG, HOSTILE, HOSTILE), Data("Santé", "z" * 3000, "", "", is_sensitive=True)),
        people=(Line(HOSTILE, LONG),),
        recipients=tuple(Recipient(f"Destinataire {number}", HOSTILE) for number in range(50)),
        transfers=tuple(Transfer(f"Société {number}", "Pays", "", "http://" + "a" * 300) for number in range(12)),
        agents=tuple(replace(agent, rights=(Right("Lire", LONG), *agent.rights)) for agent in books.complete_sheet().agents),
        source=HOSTILE,
    )
    sheets = (books.complete_sheet(1), sheet, books.complete_sheet(3, "Relance"))
    return printed(books.book(sheets, replace(books.COMPANY, name="Ελλάδα ΑΕ")))


def test_a_demo_register_has_no_fault_inside_or_outside(printed: Printed) -> None:
    path = printed(books.book(books.template_sheets()[2::3]))  # the processor's sheet among them
    assert faults(path) == []
    assert outside_errors(path) == []


@pytest.fixture(scope="module")
def whole(printed: Printed) -> Path:
    book = books.book((full.controller_sheet(), full.processor_sheet()))
    return printed(
        replace(book, sources=Sources(date(2026, 11, 21), ("Règlement (UE) 2016/679", "CNIL, modèle de registre simplifié (ODS)")))
    )


def test_sheets_with_every_field_have_no_fault(whole: Path) -> None:
    assert faults(whole) == []
    assert outside_errors(whole) == []


def test_everything_said_of_a_sheet_stands_on_paper(whole: Path) -> None:
    raw = subprocess.run(["pdftotext", "-raw", str(whole), "-"], capture_output=True, text=True, check=True).stdout  # cell by cell
    words = " ".join(raw.replace("\u00a0", " ").split())
    for expected in (
        "accord : Annexe 2 de la convention, 12 mars 2026",
        "Origine : D’ailleurs (tiers, web, achat) : Réseaux sociaux professionnels",
        "à compter de : dernier contact (à vérifier)",
        "Permis par : Décret",
        "contrat du 5 janvier 2026 (coffre, dossier Contrats), France",
        "Décision (UE) 2023/1795",
        "Vérifiée le 2 mars 2025",
        "Valable jusqu’au 30 juin 2028",
        "Ne convient pas",
        "Personnes informées : Oui, le 12 mars 2026 : page « Nous rejoindre »",
        "Sans CV, la candidature",
        "Il classe les CV ; la responsable",
        "retrait du consentement (art. 7.3), pour « Garder un vivier »",
        "Contrat du 3 février 2026",
        "Annexe 2 du contrat",
        "représentant : Cabinet Roux, Bruxelles ; délégué (DPO) : Me Roux",
        "Comme ci-dessus",
    ):
        assert expected in words, expected


def test_a_document_ends_with_the_day_its_words_were_verified(whole: Path) -> None:
    last = text_of(whole).replace("\u00a0", " ").rpartition("Vocabulaires vérifiés le 21 novembre 2026.")[2]
    assert "Sources : Règlement (UE) 2016/679 ; CNIL, modèle de registre simplifié (ODS)." in " ".join(last.split())
    assert "Finalité principale" not in last


def test_a_complete_register_is_no_draft(printed: Printed) -> None:
    assert "Version de travail" not in text_of(printed(books.book((books.complete_sheet(),))))


def test_the_cover_says_it_is_a_draft_while_something_obligatory_is_missing(printed: Printed) -> None:
    words = text_of(printed(books.book((replace(books.complete_sheet(), people=(), recipients=()),))))
    assert "Version de travail : 2 points obligatoires à compléter" in words.replace("\u00a0", " ")
    assert "À compléter" in words


def test_what_a_template_proposes_is_marked(printed: Printed) -> None:
    sheet = replace(books.complete_sheet(), obligation="Rien n’est obligatoire.")
    data = tuple(replace(one, is_proposed=True) for one in sheet.data)
    of_data, of_notice = "origine et la durée que le modèle propose", "Ce que le modèle propose"
    for change, marks, said in (
        ({"data": data}, len(data) + 1, of_data),  # each line, and the source of them all
        ({"is_notice_proposed": True}, 3, of_notice),  # the text, the obligation, the decision
    ):
        words = " ".join(text_of(printed(books.book((replace(sheet, **change),)))).replace("\u00a0", " ").split())  # type: ignore[arg-type]
        before, _, gaps = words.rpartition("À compléter et à confirmer")
        assert before.partition("Finalités et bases légales")[2].count("À confirmer") == marks
        assert said in gaps


def test_an_unconfirmed_basis_is_marked(printed: Printed) -> None:
    sheet = books.complete_sheet()
    words = text_of(printed(books.book((replace(sheet, grounds=tuple(replace(ground, is_confirmed=False) for ground in sheet.grounds)),))))
    assert "À confirmer" in words


def test_an_empty_register_prints(printed: Printed) -> None:
    path = printed(books.book(()))
    assert faults(path) == []
    assert "aucune fiche" in text_of(path)


@pytest.mark.parametrize(
    ("part", "title"), [(Part.PROCESSING, "Fiche de traitement"), (Part.AGENT, "Fiches d’un agent")], ids=["processing", "agent"]
)
def test_a_part_of_the_register_is_printed_as_well_as_the_whole(printed: Printed, part: Part, title: str) -> None:
    path = printed(replace(books.book((books.complete_sheet(),)), extent=Extent(part, "0", "Facturation & suivi")))
    assert faults(path) == []
    assert outside_errors(path) == []
    words = text_of(path)
    assert title in words
    assert "Facturation & suivi" in words
    assert "Extrait du registre" in words
    assert ("Sommaire" in words) == (part == Part.AGENT)


def test_the_words_of_the_law_are_exact(printed: Printed) -> None:
    words = text_of(printed(books.book((books.complete_sheet(),))))
    terms = ("Finalité principale", "Base légale", "Durée de conservation", "Catégories de données personnelles", "Destinataires")
    for term in (*terms, "Mesures de sécurité", "Transferts hors", "Responsable du traitement", "Délégué à la protection des données"):
        assert term in words


def test_hostile_words_are_printed_and_do_nothing(hostile: Path) -> None:
    words = text_of(hostile).replace("\u00a0", " ")
    assert "<img src='file:///etc/passwd'>" in re.sub(r"\s+", " ", words)
    assert "[U+0000 U+0007 U+202E]envers[U+200B]" in re.sub(r"\s+", "", words).replace("U+0000U+0007U+202E", "U+0000 U+0007 U+202E")
    assert "root:" not in words
    assert "Ελλάδα" in words
    assert "[U+4E2D U+6587]" in re.sub(r"\s+", " ", words) or "中文" in words


def test_ten_thousand_characters_are_all_there(hostile: Path) -> None:
    words = text_of(hostile)
    assert all(len(re.findall(rf"\bmot{number}\b", words)) >= 4 for number in (0, 500, 1100, 1699))
    assert re.sub(r"[^x]", "", words).count("x") >= 10_000


def test_hostile_words_break_no_structure(hostile: Path) -> None:
    assert faults(hostile) == []
    assert outside_errors(hostile) == []


def test_nothing_from_this_machine_ends_up_inside(hostile: Path) -> None:
    with pikepdf.open(hostile) as pdf:
        names = [str(spec.UF) for spec in pdf.Root.AF]
        pictures = [found for found in pdf.objects if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == "/Image"]
    assert names == ["registre.json"]
    assert pictures == []


def test_the_fingerprint_on_the_cover_is_that_of_the_attached_file(printed: Printed) -> None:
    book = books.book((books.complete_sheet(),))
    path = printed(book)
    with pikepdf.open(path) as pdf:
        attached = pdf.Root.AF[0].EF.F.read_bytes()
    assert attached == to_json(book)
    assert fingerprint(attached) in re.sub(r"\s+", "", text_of(path))
    assert json.loads(attached)["sheets"][0]["reference"] == "RT-0001"


def test_the_same_register_gives_the_same_bytes(printing: Settings, tmp_path: Path) -> None:
    book = books.book((books.complete_sheet(),))
    for folder in ("one", "two"):
        render(book, tmp_path / folder / "out.pdf", replace(printing, cache=tmp_path / folder / "cache"))
    assert (tmp_path / "one" / "out.pdf").read_bytes() == (tmp_path / "two" / "out.pdf").read_bytes()


def test_a_new_version_prints_only_its_cover_again(printing: Settings, tmp_path: Path) -> None:
    book = books.book((books.complete_sheet(), books.complete_sheet(8, "Relance")))
    render(book, tmp_path / "a.pdf", printing)
    before = set(printing.cache.iterdir())
    render(replace(book, version=13, made_at=book.made_at + timedelta(days=1)), tmp_path / "b.pdf", printing)
    assert len(set(printing.cache.iterdir()) - before) == 1


def test_progress_is_told_and_cancelling_stops(printing: Settings, tmp_path: Path) -> None:
    book = books.book((books.complete_sheet(21, "Annulé"),))
    told: list[tuple[int, int]] = []
    render(book, tmp_path / "told.pdf", printing, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] == len(told)
    with pytest.raises(PrintingStopped):
        render(book, tmp_path / "never.pdf", printing, cancelled=lambda: True)
    assert not (tmp_path / "never.pdf").exists()


@pytest.mark.asvs("V15.2.2")
def test_too_little_memory_fails_without_a_file(printing: Settings, tmp_path: Path) -> None:
    small = replace(printing, memory_mib=130, cache=tmp_path / "cache")
    with pytest.raises(PrintingFailed):
        render(books.book((books.complete_sheet(),)), tmp_path / "out.pdf", small)
    assert not (tmp_path / "out.pdf").exists()
