"""Two registers side by side: what each difference is called, and what is no difference."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from register import comparing
from register.book import (
    Agent,
    Client,
    Controller,
    Data,
    Ground,
    Joint,
    Line,
    Question,
    Recipient,
    RegisterBook,
    Right,
    Sheet,
    Transfer,
    to_json,
)
from register.comparing import Change, Comparison, Named, compare
from tests.register import books

SHEET = books.complete_sheet()
BOOK = books.book((SHEET,))
PARTS = {
    Ground: ("grounds",),
    Line: ("people", "measures"),
    Recipient: ("recipients",),
    Joint: ("joint",),
    Client: ("clients",),
    Data: ("data",),
    Transfer: ("transfers",),
    Agent: ("agents",),
}
RULE = {"retention_source", "retention_weight", "retention_start", "must_verify_retention"}  # they follow the rule chosen
LOST_RECIPIENT = "Expert-comptable\nsous-traitant\u00a0: Oui\ncontrat du\u00a0: 5\u00a0janvier 2026"
CLIENTS = replace(SHEET, is_processor=True, clients=(books.CLIENT,))
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
        ({"recipients": SHEET.recipients[:1]}, "Destinataire", LOST_RECIPIENT, ""),
        ({"is_informed": None}, "Personnes informées", "Oui", ""),
        ({"informed_on": date(2026, 3, 12)}, "Personnes informées le", "", "12\u00a0mars 2026"),
        ({"automation": "L’agent décide seul"}, "Décision automatisée", SHEET.automation, "L’agent décide seul"),
        ({"people_rights": ("accès", "opposition")}, "Droits des personnes", "", "accès\nopposition"),
        ({"joint": (Joint("Morel", "Lorient"),)}, "Responsable conjoint", "", "Morel\ncoordonnées\u00a0: Lorient"),
        (
            {"recipients": (SHEET.recipients[0], replace(SHEET.recipients[1], contract_on=None))},
            "Destinataire «\u00a0Expert-comptable\u00a0»\u00a0: contrat du",
            "5\u00a0janvier 2026",
            "",
        ),
        (
            {"transfers": (replace(SHEET.transfers[0], valid_until=date(2027, 7, 1)),)},
            "Transfert «\u00a0Éditeur du modèle\u00a0»\u00a0: valable jusqu’au",
            "",
            "1er\u00a0juillet 2027",
        ),
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


def test_each_client_is_compared_by_its_name() -> None:
    after = replace(CLIENTS, clients=(replace(books.CLIENT, instructions="Par lettre"),))
    (changed,) = compared(books.book((CLIENTS,)), books.book((after,))).changed
    assert changed.changes == (Change("Client «\u00a0Atelier Morel\u00a0»\u00a0: instructions", "Annexe 2 du contrat", "Par lettre"),)


def test_an_export_of_before_a_field_was_printed_says_nothing_of_it() -> None:
    """Its partners were one text; its lines had fewer fields."""
    now = json.loads(to_json(books.book((CLIENTS,))))
    past = json.loads(to_json(books.book((CLIENTS,))))
    for key in ("joint", "clients", "is_informed", "automation", "people_rights", "obligation"):
        del past["sheets"][0][key]
    for part, key in (("data", "origin"), ("recipients", "is_processor"), ("recipients", "contract_on"), ("transfers", "doubt")):
        for line in past["sheets"][0][part]:
            del line[key]
    assert compare(past, now) == compare(now, past) == Comparison()
    past["sheets"][0]["partners"] = "Durand, Vannes"
    (changed,) = compare(past, now).changed
    assert changed.changes == (
        Change("Responsables conjoints ou clients", "Durand, Vannes", "Atelier Morel, 3 rue du Port, 56100 Lorient"),
    )


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
        (Sheet, {"id", "number", "created_on", "updated_on", "missing", "decides_alone"}),
        (Ground, {"id", "purpose", "article", "must_verify"}),
        (Line, {"id", "code", "label", "kind", "must_verify"}),
        (Recipient, {"id", "code", "label", "kind", "must_verify"}),
        (Joint, {"id", "name"}),
        (Client, {"id", "client_id", "name"}),
        (Data, {"id", "code", "category", "nature", "is_indirect", "must_verify", *RULE}),
        (Transfer, {"id", "recipient", "is_valid", "must_verify", "decision_on", "decision_until", "decision_scope"}),
        (Agent, {"id", "name"}),
    ],
)
def test_no_field_of_the_register_is_forgotten(kind: type, left_out: set[str]) -> None:
    tables = {Controller: [comparing.COMPANY], Sheet: [[*comparing.SHEET, *((part, "") for part in comparing.LINES)]]}
    for fields in tables.get(kind) or [comparing.LINES[part][2] for part in PARTS[kind]]:
        assert {name for name, _ in fields} | left_out == set(kind.__dataclass_fields__)
