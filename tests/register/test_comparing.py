"""Two registers side by side: what each difference is called, and what is no difference."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from register import comparing
from register.book import Agent, Controller, Data, Ground, Line, Question, RegisterBook, Right, Sheet, Transfer, to_json
from register.comparing import Change, Comparison, Named, compare
from tests.register import books

SHEET = books.complete_sheet()
BOOK = books.book((SHEET,))
PARTS = {
    Ground: ("grounds",),
    Line: ("people", "recipients", "measures"),
    Data: ("data",),
    Transfer: ("transfers",),
    Agent: ("agents",),
}
LOST_DATA = "État civil, identité\ndescription\u00a0: Nom, prénom\ndurée de conservation\u00a0: 5 ans après la fin de la relation"
LOST_AGENT = (
    "Facturier\nétat\u00a0: En service\noutil\u00a0: OpenClaw, Claude\nhébergement\u00a0: France\nresponsable\u00a0: Alice Martin\n"
    "droits\u00a0: Lire\u00a0: devis\nEnvoyer\u00a0: factures validées"
)


def compared(before: RegisterBook, after: RegisterBook) -> Comparison:
    return compare(json.loads(to_json(before)), json.loads(to_json(after)))


def with_sheet(**changed: Any) -> RegisterBook:
    return books.book((replace(SHEET, **changed),))


@pytest.mark.parametrize(
    ("changed", "label", "before", "after"),
    [
        ({"title": "Factures"}, "Nom du traitement", "Facturation clients", "Factures"),
        ({"source": ""}, "Source des données", "La personne elle-même, par sa commande.", ""),
        ({"has_sensitive_data": None}, "Données sensibles", "Non", ""),
        ({"has_sensitive_data": True}, "Données sensibles", "Non", "Oui"),
        ({"sub_purposes": ("Encaisser",)}, "Sous-finalités", "\n".join(SHEET.sub_purposes), "Encaisser"),
        ({"open_questions": (Question("q", "Qui reçoit la copie ?"),)}, "Questions ouvertes", "", "Qui reçoit la copie ?"),
        (
            {"grounds": (replace(SHEET.grounds[0], is_confirmed=False),)},
            "Finalité «\u00a0Facturer un client\u00a0»\u00a0: confirmée",
            "Oui",
            "Non",
        ),
        (
            {"data": (replace(SHEET.data[0], retention="3 ans"), SHEET.data[1])},
            "Donnée «\u00a0État civil, identité\u00a0»\u00a0: durée de conservation",
            "5 ans après la fin de la relation",
            "3 ans",
        ),
        ({"data": SHEET.data[1:]}, "Donnée", LOST_DATA, ""),
        ({"people": (*SHEET.people, Line("Salariés"))}, "Personnes concernées", "", "Salariés"),
        ({"recipients": SHEET.recipients[:1]}, "Destinataire", "Expert-comptable", ""),
        ({"measures": (*SHEET.measures, SHEET.measures[1])}, "Mesure de sécurité", "", "Gérer les habilitations"),
        (
            {"transfers": (replace(SHEET.transfers[0], country="Canada"),)},
            "Transfert «\u00a0Éditeur du modèle\u00a0»\u00a0: pays",
            "États-Unis",
            "Canada",
        ),
        ({"agents": ()}, "Agent", LOST_AGENT, ""),
        (
            {"agents": (replace(SHEET.agents[0], rights=(Right("Lire", "devis", "jusqu’au 3 mars"),)),)},
            "Agent «\u00a0Facturier\u00a0»\u00a0: droits",
            "Lire\u00a0: devis\nEnvoyer\u00a0: factures validées",
            "Lire\u00a0: devis (jusqu’au 3 mars)",
        ),
    ],
)  # fmt: skip
def test_each_field_is_told_before_and_after(changed: dict[str, Any], label: str, before: str, after: str) -> None:
    told = compared(BOOK, with_sheet(**changed))
    assert [one.changes for one in told.changed] == [(Change(label, before, after),)]
    assert told.count == 1


@pytest.mark.parametrize(
    "after",
    [
        BOOK,
        replace(BOOK, version=13, made_at=BOOK.made_at + timedelta(days=30)),
        with_sheet(updated_on=date(2026, 12, 1)),
        with_sheet(people=tuple(reversed(SHEET.people)), measures=tuple(reversed(SHEET.measures))),
    ],
    ids=["same", "later", "touched", "order"],
)
def test_what_is_no_change(after: RegisterBook) -> None:
    assert compared(BOOK, after) == Comparison()


def test_processings_come_and_go() -> None:
    other = books.complete_sheet(2, "Relance")
    told = compared(BOOK, books.book((other,)))
    assert (told.added, told.gone) == (
        (Named(other.id, "RT-0002", "Relance"),),
        (Named(SHEET.id, "RT-0001", "Facturation clients"),),
    )
    assert told.count == 2


def test_the_company_s_own_page_is_compared() -> None:
    told = compared(BOOK, books.book((SHEET,), replace(books.COMPANY, has_dpo=True, dpo_name="Chloé Roux")))
    assert told.company == (Change("Délégué (DPO)", "Non", "Oui"), Change("Nom du délégué", "", "Chloé Roux"))


@pytest.mark.parametrize(
    ("kind", "left_out"),
    [
        (Controller, {"missing"}),
        (Sheet, {"id", "number", "created_on", "updated_on", "missing"}),
        (Ground, {"purpose", "article"}),
        (Line, {"label", "kind"}),
        (Data, {"category"}),
        (Transfer, {"recipient", "is_valid"}),
        (Agent, {"id", "name"}),
    ],
)
def test_no_field_of_the_register_is_forgotten(kind: type, left_out: set[str]) -> None:
    tables = {Controller: [comparing.COMPANY], Sheet: [[*comparing.SHEET, *((part, "") for part in comparing.LINES)]]}
    for fields in tables.get(kind) or [comparing.LINES[part][2] for part in PARTS[kind]]:
        assert {name for name, _ in fields} | left_out == set(kind.__dataclass_fields__)
