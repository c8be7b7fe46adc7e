"""A list of clients somebody pastes or sends: names alone, or a table with or without titles. Pure: bytes or text in, clients out."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from lib.leaked_keys import is_key
from lib.tables import csv_file, xlsx
from lib.tables.archive import MAX_BYTES, Unreadable, is_excel
from lib.tables.cells import alive
from lib.words import folded, on_one_line

MOST = 1000  # clients in one list
MOST_LINES = 5000  # empty, repeated or without a name: what is read before it is counted
LONGEST_LINE = 20_000  # characters in which the delimiter is looked for
LONGEST = 600_000  # characters, written again
NAME_LIMIT, CONTACT_LIMIT, PERSON_LIMIT = 200, 2000, 300
TITLES = {
    "name": {"nom", "client", "clients", "nom du client", "raison sociale", "societe", "entreprise", "denomination"},
    "representative": {"representant", "representant legal", "representant dans l ue"},
    "dpo": {"dpo", "delegue", "delegue a la protection des donnees", "delegue dpo"},
}
EMPTY = "Nous n’y trouvons aucun client. Mettez un client par ligne, son nom d’abord."
TOO_MANY = f"C’est trop long\u00a0: {MOST} clients au plus à la fois. Coupez la liste en plusieurs."
NO_TEXT = "Nous ne savons pas lire ce fichier. Enregistrez-le en CSV ou en XLSX, ou collez la liste ci-dessous."
NOT_TEXT = (b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG")
NO_NAME = "pas de nom"
A_KEY = "une clé ou un mot de passe"
TOO_LONG = f"nom trop long ({NAME_LIMIT} caractères au plus)"


@dataclass(frozen=True)
class ClientWords:
    """Who a client is (art. 30.2.a): how to reach it, its representative (art. 27), its delegate (art. 37)."""

    name: str
    contact: str = ""
    representative: str = ""
    dpo: str = ""


@dataclass(frozen=True)
class ClientList:
    """What was read. `refused`: (line, why)."""

    clients: tuple[ClientWords, ...]
    refused: tuple[tuple[int, str], ...] = ()


def name_key(name: str) -> str:
    """Two clients with the same key are one, however their name is typed."""
    return folded(name) or name


def from_file(data: bytes) -> ClientList:
    """The first tab of an Excel workbook, or a CSV file. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("Ce fichier dépasse 5\u00a0Mio. Gardez-y la seule liste des clients.")
    if is_excel(data):
        tables = xlsx.read(data)
        rows = [[cells[column].text if column in cells else "" for column in range(max(cells) + 1)] for cells in _lines(tables)]
        return _clients(rows)
    text = None if data.startswith(NOT_TEXT) else csv_file.decoded(data)
    if text is None or "\0" in text:
        raise Unreadable(NO_TEXT)
    return from_text(text)


def from_text(text: str) -> ClientList:
    """One client a line; tabs, semicolons or commas between the columns. Raises Unreadable."""
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), MOST_LINES + 1))
    except csv.Error as error:
        raise Unreadable(NO_TEXT) from error
    return _clients(rows)


def to_text(clients: Iterable[ClientWords]) -> str:
    """What `from_text` reads back, to be sent again with a « yes »."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["Nom", "Coordonnées", "Représentant", "DPO"])
    writer.writerows([one.name, one.contact, one.representative, one.dpo] for one in clients)
    return stream.getvalue()


def _lines(tables: Sequence[xlsx.Table]) -> Iterable[dict[int, xlsx.Cell]]:
    return (dict(cells) for cells in tables[0].rows.values() if cells) if tables else ()


def _delimiter(text: str) -> str:
    first = next((line for line in text.lstrip()[:LONGEST_LINE].splitlines() if line.strip()), "")
    return next((mark for mark in ("\t", ";", ",") if mark in first), ";")


def _clients(rows: Sequence[Sequence[str]]) -> ClientList:
    if len(rows) > MOST_LINES:
        raise Unreadable(TOO_MANY)
    filled = [(number, [on_one_line(alive(text)) for text in row]) for number, row in enumerate(rows, 1)]
    filled = [(number, row) for number, row in filled if any(row)]
    places = _places(filled[0][1]) if filled else {}
    found: dict[str, ClientWords] = {}
    refused: list[tuple[int, str]] = []
    for number, row in filled[1:] if places else filled:
        client = _client(row, places)
        if any(map(is_key, vars(client).values())):
            refused.append((number, A_KEY))
        elif not client.name or len(client.name) > NAME_LIMIT:
            refused.append((number, TOO_LONG if client.name else NO_NAME))
        else:
            found.setdefault(name_key(client.name), client)
    if len(found) > MOST or len(to_text(found.values())) > LONGEST:
        raise Unreadable(TOO_MANY)
    if not found:
        raise Unreadable(EMPTY)
    return ClientList(tuple(found.values()), tuple(refused))


def _places(titles: Sequence[str]) -> dict[int, str]:
    """Column -> what it holds, when the first row is one of titles; what we do not know tells how to reach the client."""
    said = [folded(title) for title in titles]
    if not TITLES["name"] & set(said):
        return {}
    known = {title: column for column, names in TITLES.items() for title in names}
    return {place: known.get(title, "contact") for place, title in enumerate(said)}


def _client(row: Sequence[str], places: dict[int, str]) -> ClientWords:
    parts: dict[str, list[str]] = {"name": [], "contact": [], "representative": [], "dpo": []}
    for place, text in enumerate(row):
        default = "contact" if places or place else "name"
        if text:
            parts[places.get(place, default)].append(text)
    joined = {column: ", ".join(texts) for column, texts in parts.items()}
    return ClientWords(
        joined["name"], joined["contact"][:CONTACT_LIMIT], joined["representative"][:PERSON_LIMIT], joined["dpo"][:PERSON_LIMIT]
    )
