"""Thirty rights, with their parts and their days, still make one page to sign."""

from dataclasses import replace
from pathlib import Path

import pytest

from lib.pdf.check import faults
from register.mission import Access, Allowed, MissionSheet
from register.printing import Settings, render
from tests.presses import outside_errors, text_of
from tests.register.books import AT as PRINTED_AT
from tests.register.test_mission import MISSION

MANY = tuple(
    Allowed(
        ("Lire", "Modifier", "Envoyer")[number % 3],
        f"Dossier clients numéro {number} – Public (interne)",
        "Préparer les factures à partir des devis signés",
        "Du 1er décembre 2026 au 31 mars 2027",
    )
    for number in range(30)
)


@pytest.mark.slow
@pytest.mark.parametrize("ends", [1, 30], ids=["the same days", "all other days"])
def test_thirty_rights_stand_on_one_page(printing: Settings, tmp_path: Path, ends: int) -> None:
    may = tuple(replace(right, until=f"Du 1er décembre 2026 au {number % ends + 1} mars 2027") for number, right in enumerate(MANY))
    accounts = tuple(Access(f"Service {number}", "agent@dubreuil.example", "Réservé à l’agent", "Réglages, Accès") for number in range(3))
    sheet = MissionSheet(replace(MISSION, may=may, accounts=accounts), 3, PRINTED_AT)
    out = tmp_path / "mission.pdf"
    printed = render(sheet, out, printing)
    assert printed.pages == 1
    assert faults(out) == []
    assert outside_errors(out) == []
    words = " ".join(text_of(out).split())
    for expected in ("Dossier clients numéro 29", "Il ne peut pas", "Il doit demander", "Signature du responsable"):
        assert expected in words
