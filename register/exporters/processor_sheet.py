"""The register of a processor (art. 30.2) in tabs of ours: the CNIL's model has none. Its labels never look like the model's."""

from collections.abc import Iterator, Sequence

from lib.tables.cells import joined
from register import phrases
from register.book import Controller, Line, Sheet
from register.exporters.cnil_ours import agents, contracts, safeguards
from register.exporters.cnil_rows import four, one, title, two
from register.exporters.cnil_sheet import ARCHIVE, WIDTHS, parties
from register.exporters.opendocument import Box, Row, Tab
from register.importers.labels import PROCESSOR_SHEET

LIST_WIDTHS = (4, 8, 8, 10, 4, 4)
CLIENTS_TAB = "7_-_Clients"
CLIENT_WIDTHS = (6, 9, 6, 6, 4, 7, 9, 8, 4)
CLIENT_HEADS = (
    *("Client", "Coordonnées", "Représentant", "Délégué (DPO)", "Référence", "Traitement", "Opérations (art. 30.2.b)"),
    *("Instructions (art. 28.3.a)", "Contrat du (art. 28.3)"),
)
HEADS = ("Référence", "Catégorie de traitements", "Clients responsables", "Opérations", "Créée le", "Mise à jour le")


def tabs(list_name: str, names: Sequence[str], sheets: Sequence[Sheet], company: Controller) -> list[Tab]:
    """The list, then one tab a category of processing."""
    return [_list(list_name, sheets), *(Tab(name, WIDTHS, _rows(sheet, company)) for name, sheet in zip(names, sheets, strict=True))]


def clients_tab(sheets: Sequence[Sheet]) -> Tab:
    """The same register by client: what is done for each, and under which contract."""
    rows: list[Row] = [
        {0: Box("Clients pour le compte desquels vous agissez (RGPD, art. 30.2)", "title")},
        {n: Box(word, "head") for n, word in enumerate(CLIENT_HEADS)},
    ]
    served = [(client, sheet) for sheet in sheets for client in sheet.clients]
    for client, work in sorted(served, key=lambda pair: pair[0].name):
        who = (client.name, client.contact, client.representative, client.dpo)
        done = (work.reference, work.title, client.operations or work.purpose, client.instructions, client.contract_on or "")
        rows.append({column: Box(value, "value") for column, value in enumerate((*who, *done))})
    return Tab(CLIENTS_TAB, CLIENT_WIDTHS, rows)


def _list(name: str, sheets: Sequence[Sheet]) -> Tab:
    rows: list[Row] = [
        {0: Box("Registre de sous-traitant (RGPD, art. 30.2)", "title")},
        {n: Box(word, "head") for n, word in enumerate(HEADS)},
    ]
    for sheet in sheets:
        values = (sheet.reference, sheet.title, sheet.partners, sheet.purpose, sheet.created_on or "", sheet.updated_on or "")
        rows.append({column: Box(value, "value") for column, value in enumerate(values)})
    return Tab(name, LIST_WIDTHS, rows)


def _rows(sheet: Sheet, company: Controller) -> list[Row]:
    own, representative, dpo = parties(company)
    rows: list[Row] = [
        {0: Box(PROCESSOR_SHEET, "title"), 7: Box(sheet.reference)},
        {},
        title("Identification (art. 30.2.a)"),
        one("Catégorie de traitements", sheet.title),
        one("Référence", sheet.reference),
        one("Créée le", sheet.created_on),
        one("Mise à jour le", sheet.updated_on),
        one("Sous-traitant (vous)", joined(own.name, company.address, company.phone, company.email, between="\n")),
        one("Représentant dans l’Union", representative.name),
        one("Délégué à la protection des données (DPO)", joined(dpo.name, company.dpo_contact, between="\n")),
    ]
    for part in (_clients(sheet), _operations(sheet), _data(sheet), _measures(sheet), _abroad(sheet), _rest(sheet)):
        rows += [{}, *part]
    return rows


def _clients(sheet: Sheet) -> Iterator[Row]:
    heads = ("Nom et coordonnées", "Représentant, délégué (DPO)", "Opérations", "Contrat et instructions (art. 28.3)")
    yield four("Clients pour le compte desquels vous agissez", heads, face="head")
    for number, line in enumerate(sheet.clients, 1):
        named = joined(line.name, line.contact, between="\n")
        behind = joined(line.representative, line.dpo, between="\n")
        yield four(f"Client {number}", (named, behind, line.operations, phrases.mandate(line)))


def _operations(sheet: Sheet) -> Iterator[Row]:
    yield title("Traitements effectués pour chaque client (art. 30.2.b)")
    yield one("Opérations", sheet.purpose)
    for number, text in enumerate(sheet.sub_purposes, 1):
        yield one(f"Détail {number}", text)


def _data(sheet: Sheet) -> Iterator[Row]:
    yield two("Données confiées", "Description", "Durée de conservation", face="head")
    for line in sheet.data:
        mark = " (sensible)" if line.is_sensitive else ""
        kept = joined(line.retention, f"{ARCHIVE}{line.archive}" if line.archive else "", between="\n")
        yield two(f"{line.category}{mark}", line.description, kept)
    yield from _lines("Personnes", sheet.people)
    yield from _lines("Sous-traitant ultérieur ou destinataire", sheet.recipients)
    yield from contracts(sheet)


def _measures(sheet: Sheet) -> Iterator[Row]:
    yield two("Sécurité (art. 30.2.d)", "Mesure", "Précisions", face="head")
    yield from _lines("Mesure", sheet.measures)


def _abroad(sheet: Sheet) -> Iterator[Row]:
    yield four("Hors de l’Union (art. 30.2.c)", ("Destinataire", "Pays", "Garantie", "Documentation"), face="head")
    if sheet.has_transfers is False and not sheet.transfers:
        yield one("Transferts", "Sans objet")
    for number, line in enumerate(sheet.transfers, 1):
        yield four(f"Transfert {number}", (line.recipient, line.country, line.safeguard, line.link))
    yield from safeguards(sheet)


def _rest(sheet: Sheet) -> Iterator[Row]:
    yield title("Pour mémoire")
    yield one("Source des données", sheet.source)
    if sheet.outside_reference:
        yield one("Référence d’origine", sheet.outside_reference)
    yield from agents(sheet)


def _lines(label: str, lines: Sequence[Line]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        yield two(f"{label} {number}", line.label, line.precision)
