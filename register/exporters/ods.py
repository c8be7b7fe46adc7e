"""The register in the layout of the CNIL's simplified model (ODS), written by us; the processor's side (art. 30.2) in tabs of its own."""

from collections.abc import Sequence

from register import phrases
from register.book import Controller, Part, RegisterBook, Sheet
from register.exporters import cnil_model as model
from register.exporters import cnil_ours, cnil_sheet, processor_sheet
from register.exporters.address import Party
from register.exporters.opendocument import Box, Row, Tab, Workbook, tab_names
from register.exporters.opendocument import write as write_workbook

LIST_WIDTHS = (8, 4, 4, 4, 5, 5, 5, 5, 5)
FIRST_TAB = "1_-_À_lire"
EXTRACTS = {
    Part.PROCESSING: "Extrait\u00a0: la fiche «\u00a0{name}\u00a0».",
    Part.AGENT: "Extrait\u00a0: les fiches de l’agent «\u00a0{name}\u00a0».",
}
PROCESSOR_LIST = "6_-_Registre_de_sous-traitant"


def write(book: RegisterBook) -> bytes:
    """The bytes of the file; the same for the same book."""
    own = [sheet for sheet in book.sheets if not sheet.is_processor]
    others = [sheet for sheet in book.sheets if sheet.is_processor]
    fixed = [FIRST_TAB, model.LIST_TAB, model.LISTS_TAB, *([PROCESSOR_LIST, processor_sheet.CLIENTS_TAB] if others else [])]
    names = tab_names([*fixed, *(f"{sheet.reference} {sheet.title}" for sheet in (*own, *others))])[len(fixed) :]
    sheets = [cnil_sheet.tab(name, sheet, book.company) for name, sheet in zip(names, own, strict=False)]
    processor = processor_sheet.tabs(PROCESSOR_LIST, names[len(own) :], others, book.company) if others else []
    processor += [processor_sheet.clients_tab(others)] if others else []
    tabs = [
        _first(book),
        _list(book.company, own),
        *sheets,
        model.lists_tab(),
        *processor,
    ]
    return write_workbook(Workbook(f"Registre des traitements — {book.company.name}", book.made_at, tabs, model.choices()))


def _first(book: RegisterBook) -> Tab:
    draft = "Version de travail\u00a0: il manque des points obligatoires, cités au bas des fiches." if book.is_draft else ""
    lines = (
        (book.company.name, "title"),
        (f"Registre des activités de traitement (RGPD, art. 30), version n°\u00a0{book.version}", "head"),
        (f"Établi avec Garde-fou le {book.made_at:%d/%m/%Y} à {book.made_at:%H}\u00a0h\u00a0{book.made_at:%M}.", "plain"),
        (f"Tel qu’il était au {book.as_on:%d/%m/%Y}." if book.as_on else "", "head"),
        (EXTRACTS.get(book.extent.part, "").format(name=book.extent.name), "head"),
        (draft, "head"),
        ("Les onglets suivent le modèle de registre simplifié de la CNIL. Une fiche par traitement.", "plain"),
        (phrases.sources(book.sources), "plain"),
        (f"Ce que le modèle ne prévoit pas est au bas de chaque fiche, sous «\u00a0{cnil_ours.OURS}\u00a0».", "plain"),
    )
    return Tab(FIRST_TAB, (24,), [{0: Box(text, face)} for text, face in lines if text])


def _list(company: Controller, sheets: Sequence[Sheet]) -> Tab:
    own, representative, dpo = cnil_sheet.parties(company)
    rows: list[Row] = [
        *_boxes("Coordonnées du responsable de l’organisme", own, ("Adresse :", own.street, "Adresse mél :", own.email)),
        *_boxes("Coordonnées du représentant", representative, ("Adresse :", "", "Adresse mél :", "")),
        *_boxes(
            "Coordonnées du délégué à la protection des données (DPO)", dpo, ("Société (si DPO externe) :", "", "Adresse :", dpo.street)
        ),
    ]
    rows[5] = {**rows[5], 7: Box("Adresse mél :", "label"), 8: Box(dpo.email, "value")}
    first = {
        0: Box("Identification du traitement", "head", 4),
        4: Box("Finalité du traitement", "head", 3),
        7: Box("Données sensibles ?", "head"),
    }
    words = ("Nom du traitement", "N° / RÉF", "Date de création de la fiche", "Dernière mise à jour de la fiche")
    second = {**{column: Box(word, "head") for column, word in enumerate(words)}, 4: Box("", "head", 3), 7: Box("Oui/non", "head")}
    return Tab(model.LIST_TAB, LIST_WIDTHS, [*rows, first, second, *(_listed(sheet) for sheet in sheets)])


def _boxes(label: str, who: Party, right: tuple[str, str, str, str]) -> list[Row]:
    upper = (label, "Nom :", who.name, "Prénom :", "", *right)
    lower = ("", "Code postal :", who.postcode, "Ville :", who.city, "Téléphone :", who.phone)
    return [{column: _box(column, text) for column, text in enumerate(texts)} for texts in (upper, lower)]


def _box(column: int, text: str) -> Box:
    return Box(text, "value" if column and column % 2 == 0 else "label")


def _listed(sheet: Sheet) -> Row:
    values = (sheet.title, sheet.reference, sheet.created_on or "", sheet.updated_on or "")
    boxes = {column: Box(value, "value") for column, value in enumerate(values)}
    return {**boxes, 4: Box(sheet.purpose, "value", 3), 7: Box(cnil_sheet.sensitive_answer(sheet), "value")}
