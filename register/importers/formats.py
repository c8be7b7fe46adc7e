"""Which register a file is, by what it holds and never by its name, then its preview. The one door for pages and commands."""

from typing import Any

from lib.tables import csv_file, json_file, xlsx
from lib.tables.archive import MAX_BYTES, Unreadable, is_excel
from register.importers import ciso, cnil_ods, dpv, madis, openrgpd, own_files
from register.importers.preview import ImportPreview
from register.pia import reading

ACCEPTED = (
    "le modèle de la CNIL (ODS), un export de Garde-fou (XLSX, CSV, JSON ou JSON-LD), l’export CSV de Madis ou d’OpenRGPD, "
    "le classeur XLSX de CISO Assistant, un registre DPV (JSON-LD) ou une AIPD de l’outil de la CNIL (JSON)"
)
UNKNOWN = f"Nous ne reconnaissons pas ce fichier. Nous acceptons {ACCEPTED}."


def assessment(data: bytes) -> dict[str, Any] | None:
    """The content of an impact assessment of the CNIL's tool; None when the file is something else. Raises Unreadable."""
    if not json_file.looks_like(data) or len(data) > MAX_BYTES:
        return None
    content = json_file.loads(data)
    return reading.checked(content) if reading.is_pia(content) else None


def preview(data: bytes) -> ImportPreview:
    """What the file holds. Raises Unreadable, whose sentence says what is accepted when the file is of no known kind."""
    if is_excel(data[: MAX_BYTES + 1]):
        tables = xlsx.read(data)
        if own_files.is_workbook(tables):
            return own_files.from_workbook(tables)
        tables = xlsx.tidied(tables)
        if not ciso.is_workbook(tables):
            raise Unreadable(UNKNOWN)
        return ciso.preview(tables)
    if not data or len(data) > MAX_BYTES or data.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")):
        return cnil_ods.preview(data)
    return _of_json(data) if json_file.looks_like(data) else _of_text(data)


def _of_json(data: bytes) -> ImportPreview:
    content = json_file.loads(data)
    if own_files.is_ours(content):
        return own_files.from_json(content)
    if dpv.is_register(content):
        return dpv.preview(content)
    raise Unreadable(UNKNOWN)


def _of_text(data: bytes) -> ImportPreview:
    text = csv_file.decoded(data)
    if text and (mark := csv_file.delimiter(text, own_files.FIRST)):
        return own_files.from_csv(text, mark)
    for program, titles in ((madis, madis.FIRST), (openrgpd, openrgpd.TITLES)):
        if text and (delimiter := csv_file.delimiter(text, titles)):
            return program.preview(text, delimiter)
    raise Unreadable(UNKNOWN)
