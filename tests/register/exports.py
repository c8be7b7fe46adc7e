"""Exports of other programs, made here: Madis and OpenRGPD as CSV, CISO Assistant as XLSX. Fictional, and no file of anybody else."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from register.importers import openrgpd
from register.importers.madis import TITLES as MADIS_TITLES

MADIS_END = (
    *(f"Mesures de sécurité et confidentialité - Constat {n}" for n in range(3)),
    *(f"Traitement spécifique - {n}" for n in range(8)),
    *("Nb Preuves", "Conformité du traitement"),
)
PEOPLE = ("Particuliers", "Internautes", "Usagers", "Salariés", "Élus", "Professionnels", "Partenaires", "Autres")  # the values' order
BILLING = {
    "Nom": "Facturation des clients",
    "Structure - Nom": "Vasseur Menuiserie",
    "En tant que": "Responsable de traitement",
    "Finalités": "Établir et envoyer les factures",
    "État": "Actif",
    "Base légale": "L'exécution d'un contrat",
    "Justification de la base légale": "Conditions générales de vente",
    "Catégorie de données": "Coordonnées - Identifiants de voiture",
    "Destination - Sous-traitants": "Hébergeur X",
    "Historique - Date de création": "12/03/2026 09:15",
    "Détails - Délai de conservation - Durée": "1: 10 ans\r\n",
    "Détails - Délai de conservation - Nom": "1: Factures\r\n",
    "Détails - Délai de conservation - Sort final": "1: Destruction\r\n",
    "Détails - Origine des données": "Les clients",
}
SUPPORT = {
    "ID": "12",
    "Traitement": "Relation avec les clients",
    "Finalité du traitement": "Répondre aux demandes",
    "Date de mise en oeuvre": "2024-01-01",
    "Catégorie de données traitées": "Etat-civil, identité, données d'identification/ Données de connexion/ ",
    "Catégorie de personnes concernées": "Clients",
    "Durée d'utilité administrative": "3 ans",
    "Transfert hors UE": "0",
    "Licéité du traitement": "Consentement/ ",
    "Sous-traitant": "&Eacute;diteur de l&#039;agent",
    "Date de dernière mise à jour": "0000-00-00",
    "Entité": "Vasseur Menuiserie",
    "PIA ": "0",
}
PAYROLL: Mapping[str, Sequence[Sequence[object]]] = {
    "Processing": [
        ["ref_id", "name", "description", "status", "dpia_required"],
        ["P-1", "Payroll", "Pay the staff", "privacy_draft", False],
    ],
    "Purposes": [["name", "description", "legal_basis"], ["Pay", "", "privacy_contract"], ["Declare", "", "Legal obligation"]],
    "Personal data": [["name", "category", "retention", "is_sensitive"], ["Bank details", "privacy_financial_data", "5 years", False]],
    "Data subjects": [["name", "category"], ["Employees", "privacy_employee"]],
    "Contractors": [["name", "relationship_type", "country"], ["Payroll SaaS", "privacy_data_processor", "FR"]],
    "Transfers": [["name", "country", "transfer_mechanism"], ["Cloud", "US", "privacy_standard_contractual_clauses"]],
}


def madis(*processings: Mapping[str, str], people: Mapping[str, str] | None = None) -> bytes:
    """Its titles in its order, and the people concerned where it really writes them: `people` is who -> remark."""
    places = {title: number for number, title in enumerate(MADIS_TITLES)}
    lines = [[*MADIS_TITLES, *MADIS_END]]
    for values in processings:
        line = [values.get(title, "") for title in MADIS_TITLES] + ["Non"] * len(MADIS_END)
        for number, who in enumerate(PEOPLE):
            place = places["Détails - Personnes concernées - Particuliers"] + 2 * number
            line[place : place + 2] = ["Oui" if who in (people or {}) else "Non", (people or {}).get(who, "")]
        lines.append(line)
    return _csv(lines, ";")


def open_rgpd(*processings: Mapping[str, str]) -> bytes:
    return _csv([list(openrgpd.TITLES), *([values.get(title, "") for title in openrgpd.TITLES] for values in processings)], ",")


def ciso(tabs: Mapping[str, Sequence[Sequence[object]]] = PAYROLL) -> bytes:
    return xlsx({name: "".join(_row(number, row) for number, row in enumerate(rows, 1)) for name, rows in tabs.items()})


def xlsx(tabs: Mapping[str, str], **entries: bytes) -> bytes:
    """A workbook around hand-written rows; `entries` are added parts."""
    main, package = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org"
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(tabs, 1))
    links = "".join(f'<Relationship Id="r{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(tabs) + 1))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        relations = f"{package}/officeDocument/2006/relationships"
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{sheets}</sheets></workbook>')
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/package/2006/relationships">{links}</Relationships>'
        )
        for number, body in enumerate(tabs.values(), 1):
            xml = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
            archive.writestr(f"xl/worksheets/sheet{number}.xml", xml)
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return stream.getvalue()


def _row(number: int, row: Sequence[object]) -> str:
    cells = "".join(_cell(f"{chr(65 + column)}{number}", value) for column, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(address: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def _csv(lines: Sequence[Sequence[str]], delimiter: str) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(lines)
    return stream.getvalue().encode()
