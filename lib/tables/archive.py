"""ODS and XLSX files are zips: take out what is read, or say in one French sentence why not. Nothing is unpacked on disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

MEBIBYTE = 1024 * 1024
MAX_BYTES = 5 * MEBIBYTE  # the file as uploaded; the CNIL model with 50 sheets is under 1 MiB
MAX_CONTENT = 24 * MEBIBYTE  # content.xml unpacked: about 200 sheets of the model
MAX_TOTAL = 64 * MEBIBYTE  # everything unpacked, pictures included
MAX_RATIO = 200  # deflate reaches 1,000 on a bomb, about 20 on a real register
MAX_ENTRIES = 2_000
MIMETYPES = (
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.spreadsheet-template",
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError, KeyError, struct.error)

SAVE_AS = "Ouvrez-le dans LibreOffice ou Excel, puis «\u00a0Enregistrer sous\u00a0» au format ODS (.ods)."
DAMAGED = "Ce fichier est abîmé ou incomplet. Téléchargez-le ou enregistrez-le de nouveau, puis réessayez."
LOCKED = "Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe, puis réessayez."
MACROS = "Ce classeur contient des macros. Enregistrez-en une copie sans macros (.xlsx), puis réessayez."
TOO_LARGE = "Ce fichier est trop volumineux une fois ouvert. Gardez-y les seuls onglets du registre."
EXCEL_PARTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/worksheets/")
EXCEL = f"Ce fichier est un classeur Excel. {SAVE_AS}"


class Unreadable(Exception):
    """The file is refused as a whole. Its text is a French sentence for the person who chose the file."""


def content(data: bytes) -> bytes:
    """The bytes of content.xml. Raises Unreadable."""
    _check_outside(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_inside(archive)
            return _unpacked(archive, "content.xml", MAX_CONTENT)
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error


def is_excel(data: bytes) -> bool:
    """A zip that holds an Excel workbook, whatever its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not {"xl/workbook.xml", "xl/workbook.bin"}.isdisjoint(archive.namelist())
    except BROKEN:
        return False


def excel_parts(data: bytes) -> Mapping[str, bytes]:
    """The parts of an XLSX file that hold text, by name; together at most MAX_CONTENT. Raises Unreadable."""
    _check_outside(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive)
            return _excel_parts(archive)
    except BROKEN as error:
        raise Unreadable(DAMAGED) from error


def _excel_parts(archive: zipfile.ZipFile) -> Mapping[str, bytes]:
    names = set(archive.namelist())
    if any(name.endswith(".bin") and ("vba" in name.lower() or name == "xl/workbook.bin") for name in names):
        raise Unreadable(MACROS)
    parts: dict[str, bytes] = {}
    room = MAX_CONTENT
    for name in sorted(name for name in names if name.startswith(EXCEL_PARTS) and name.endswith((".xml", ".rels"))):
        parts[name] = _unpacked(archive, name, room)
        room -= len(parts[name])
    return parts


def _check_outside(data: bytes) -> None:
    if not data:
        raise Unreadable("Ce fichier est vide. Choisissez le fichier de votre registre.")
    if len(data) > MAX_BYTES:
        raise Unreadable("Ce fichier dépasse 5 Mio. Retirez-en les images, puis réessayez.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(f"Ce fichier est un ancien classeur Excel, ou il est protégé par un mot de passe. {SAVE_AS}")
    if data.startswith(b"%PDF"):
        raise Unreadable("Ce fichier est un PDF. Choisissez le registre d’origine, celui que vous remplissez.")
    if not data.startswith(b"PK"):
        raise Unreadable(f"Ce fichier n’est pas un classeur ODS. {SAVE_AS}")


def _check_entries(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Unreadable("Ce fichier contient trop d’éléments pour être un registre. Gardez-y les seuls onglets du registre.")
    if any(entry.filename == "encrypted-package" or entry.flag_bits & 1 for entry in entries):
        raise Unreadable(LOCKED)


def _check_inside(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        raise Unreadable(EXCEL)
    _check_entries(archive)
    if "mimetype" in names and _unpacked(archive, "mimetype", 200).decode("ascii", "replace").strip() not in MIMETYPES:
        raise Unreadable(f"Ce fichier n’est pas un classeur ODS. {SAVE_AS}")
    if "content.xml" not in names:
        raise Unreadable("Ce fichier n’a pas de contenu lisible. Enregistrez-le de nouveau au format ODS, puis réessayez.")
    if "META-INF/manifest.xml" in names and b"encryption-data" in _unpacked(archive, "META-INF/manifest.xml", MEBIBYTE):
        raise Unreadable(LOCKED)


def _unpacked(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """One entry, never more than `limit` bytes in memory, whatever its header claims."""
    entry = archive.getinfo(name)
    is_bomb = entry.file_size > MEBIBYTE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
    if entry.file_size > limit or is_bomb:
        raise Unreadable(TOO_LARGE)
    with archive.open(entry) as stream:
        data = stream.read(limit + 1)
    if len(data) != entry.file_size:
        raise Unreadable(DAMAGED)
    return data
