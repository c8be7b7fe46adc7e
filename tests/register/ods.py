"""Writes registers in the CNIL's layout (our own copy of it, with odfpy), so that tests need no file of anybody else."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

PROMPT = "Sélectionnez un élément dans cette liste déroulante ►"
DATA = {
    "etat_civil": "État civil, identité, données d'identification, images…",
    "vie_personnelle": "Vie personnelle (habitudes de vie, situation familiale, etc.)",
    "eco_financier": "Informations d'ordre économique et financier (revenus, situation financière, situation fiscale, etc.)",
    "connexion": "Données de connexion (adress IP, logs, etc.)",
    "localisation": "Données de localisation (déplacements, données GPS, GSM, etc.)",
    "nir": "Numéro de Sécurité Sociale (ou NIR)",
}
SENSITIVE = {
    "origine": "Données révélant l'origine raciale ou ethnique",
    "politique": "Données révélant les opinions politiques",
    "religion": "Données révélant les convictions religieuses ou philosophiques\u00a0",
    "syndicat": "Données révélant l'appartenance syndicale",
    "genetique": "Données génétiques",
    "biometrie": "Données biométriques aux fins d'identifier une personne physique de manière unique",
    "sante": "Données concernant la santé",
    "vie_sexuelle": "Données concernant la vie sexuelle ou l'orientation sexuelle",
    "infractions": "Données relatives à des condamnations pénales ou  infractions",
}
Value = str | date | None
Row = Mapping[int, Value]  # column (A is 0) -> value


@dataclass(frozen=True)
class Tab:
    name: str
    rows: Sequence[Row]


@dataclass
class Sheet:
    """A filled sheet; pairs are (column B, column E), transfers (B, C, D, F)."""

    name: str = ""
    reference: str = ""
    created: Value = None
    updated: Value = None
    purpose: str = ""
    sub_purposes: Sequence[str] = ()
    data: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    sensitive: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    people: Sequence[tuple[str, str]] = ()
    recipients: Sequence[tuple[str, str]] = ()
    measures: Sequence[tuple[str, str]] = ()
    transfers: Sequence[tuple[str, str, str, str]] = ()
    actors: Mapping[str, Row] = field(default_factory=dict)
    title: str = "Modèle de fiche de registre à compléter"
    added: Mapping[str, Sequence[Row]] = field(default_factory=dict)  # section -> rows added at its end

    def rows(self) -> list[Row]:
        return [
            {0: self.title, 7: self.reference, 9: "Consulter les guides et définitions sur le site de la CNIL"},
            {0: "Cet onglet est un modèle de fiche opérationnelle à reprendre.", 9: "► Données sensibles"},
            {0: "Description du traitement "},
            {0: "Nom du traitement", 1: self.name, 9: "► Données personnelles"},
            {0: "N° / RÉF", 1: self.reference},
            {0: "Date de création du traitement", 1: self.created},
            {0: "Mise à jour du traitement", 1: self.updated},
            {},
            {0: "Acteurs", 1: "Nom", 2: "Adresse", 3: "Code Postal", 4: "Ville", 5: "Pays", 6: "Téléphone", 7: "Adresse mél"},
            *self._actors(),
            {},
            {0: "Finalité(s) du traitement effectué"},
            {0: "Finalité principale", 1: self.purpose},
            *({0: f"Sous-finalité {n}", 1: value} for n, (value,) in _padded(((v,) for v in self.sub_purposes), 5)),
            *self.added.get("purposes", ()),
            {},
            {0: "Catégories de données personnelles concernées", 1: "Description", 4: "Durée de conservation"},
            *_described(DATA, self.data),
            *self.added.get("data", ()),
            {},
            {0: "Données sensibles", 1: "Description", 4: "Durée de conservation"},
            *_described(SENSITIVE, self.sensitive),
            *self.added.get("sensitive", ()),
            {},
            {0: "Catégories de personnes concernées", 1: "Description", 4: "Précisions"},
            *({0: f"Catégorie de personnes {n}", 1: one, 4: two} for n, (one, two) in _padded(self.people, 2)),
            {},
            {0: "Destinataires", 1: "Type de destinataire", 4: "Précisions"},
            *({0: f"Destinataire {n}", 1: one, 4: two} for n, (one, two) in _padded(self.recipients, 4)),
            {},
            {0: "Mesures de sécurité", 1: "Type de mesure de sécurité", 4: "Précisions"},
            *({0: f"Mesure de sécurité {n}", 1: one, 4: two} for n, (one, two) in _padded(self.measures, 3)),
            {},
            {0: "Transferts hors UE", 1: "Destinataire", 2: "Pays", 3: "Type de Garanties", 5: "Liens vers la documentation"},
            *({0: f"Organisme destinataire {n}", 1: a, 2: b, 3: c, 5: d} for n, (a, b, c, d) in _padded(self.transfers, 4, width=4)),
        ]

    def _actors(self) -> list[Row]:
        names = (
            "Responsable du traitement",
            "Délégué à la protection des données",
            "Société du DPO (si celui-ci est externe)",
            "Représentant",
        )
        return [{0: name, **self.actors.get(name, {})} for name in (*names, "Responsable(s) conjoint(s)")]


def listing(rows: Iterable[Sequence[Value]], controller: Mapping[str, str] | None = None) -> Tab:
    """The list: each row is name, reference, created, updated, purpose, sensitive."""
    who = controller or {}
    head: list[Row] = [
        {0: "Coordonnées du responsable de l’organisme\n(responsable de traitement)", 1: "Nom :", 2: who.get("name", ""), 3: "Prénom :"}
        | {4: who.get("first_name", ""), 5: "Adresse :", 6: who.get("address", ""), 7: "Adresse mél :", 8: who.get("email", "")},
        {1: "Code postal :", 2: who.get("postcode", ""), 3: "Ville :", 4: who.get("city", ""), 5: "Téléphone :", 6: who.get("phone", "")},
        {0: "Coordonnées du représentant", 1: "Nom :", 3: "Prénom :", 5: "Adresse :", 7: "Adresse mél :"},
        {1: "Code postal :", 3: "Ville :", 5: "Téléphone :"},
        {0: "Coordonnées du délégué à la protection des données (DPO)", 1: "Nom :", 2: who.get("dpo", ""), 3: "Prénom :"},
        {1: "Code postal :", 3: "Ville :", 5: "Téléphone :", 7: "Adresse mél :"},
        {0: "Identification du traitement", 4: "Finalité du traitement", 7: "Données sensibles ?"},
        {0: "Nom du traitement", 1: "N° / RÉF", 2: "Date de création de la fiche", 3: "Dernière mise à jour de la fiche", 7: "Oui/non"},
    ]
    example: Row = {0: "(EXEMPLE) Gestion de la paie", 1: "1 - Exemple", 2: date(2018, 5, 26), 4: "Gestion de la paie", 7: "Non"}
    return Tab("2_-_Liste_des_traitements", [*head, example, *(dict(zip((0, 1, 2, 3, 4, 7), row, strict=True)) for row in rows)])


def example() -> Tab:
    """The fictional payroll of the model: to be ignored."""
    sheet = Sheet(
        name="Gestion de la paie",
        reference="1 - Exemple",
        purpose="Gestion de la paie",
        title="Exemple de fiche de registre",
        people=[("Salariés", "")],
    )
    return Tab("4_-_Exemple_de_fiche", sheet.rows())


def register(*tabs: Tab | Sheet) -> bytes:
    """A whole file: tutorial, the tabs given, the example, the lists of countries."""
    filled = [tab if isinstance(tab, Tab) else Tab(f"Fiche {n}", tab.rows()) for n, tab in enumerate(tabs, 1)]
    lists = Tab(
        "5_-_Listes", [{0: "Garanties", 2: "Pays", 3: "Zone"}, {0: PROMPT, 2: PROMPT}, {0: "Privacy shield", 2: "Japon", 3: "Non adéquat"}]
    )
    return workbook(Tab("Tutoriel", [{0: "Registre des traitements - Fiche tutorielle"}]), *filled, example(), lists)


def workbook(*tabs: Tab) -> bytes:
    """An ODS file of these tabs."""
    document = OpenDocumentSpreadsheet()
    for tab in tabs:
        document.spreadsheet.addElement(_table(tab))
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def packed(xml: str | bytes, *, mimetype: str = "application/vnd.oasis.opendocument.spreadsheet", **entries: bytes) -> bytes:
    """A zip around a hand-written content.xml."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        archive.writestr("content.xml", xml)
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def content(body: str, *, prolog: str = "") -> str:
    """A content.xml around table elements."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    inside = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    return f"{prolog}<office:document-content {spaces}>{inside}</office:document-content>"


def _table(tab: Tab) -> Table:
    table = Table(name=tab.name)
    for row in tab.rows:
        line = TableRow()
        for column in range(max(row, default=-1) + 1):
            line.addElement(_cell(row.get(column)))
        table.addElement(line)
    return table


def _cell(value: Value) -> TableCell:
    if not value:
        return TableCell()
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat())
        cell.addElement(P(text=value.strftime("%d/%m/%Y")))
        return cell
    cell = TableCell(valuetype="string")
    note = Annotation()
    note.addElement(P(text="Une aide du modèle, qui n’est pas une réponse."))
    cell.addElement(note)
    for line in value.split("\n"):
        cell.addElement(P(text=line))
    return cell


def _described(labels: Mapping[str, str], values: Mapping[str, tuple[str, str]]) -> list[Row]:
    return [{0: label, 1: values.get(code, ("", ""))[0], 4: values.get(code, ("", ""))[1]} for code, label in labels.items()]


def _padded(values: Iterable[Sequence[str]], least: int, width: int = 0) -> list[tuple[int, Sequence[str]]]:
    filled = list(values)
    blank = ("",) * (width or (len(filled[0]) if filled else 2 if least < 5 else 1))
    return list(enumerate([*filled, *[blank] * (least - len(filled))], 1))
