"""Who the register names. Telephone and e-mail are known by what they look like: some files hold them one column too far."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lib.tables.ods import Cell
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import filled, is_email, is_phone, is_postcode
from register.importers.page import Page
from register.importers.preview import Party

WORDS = {
    "nom": "name",
    "prenom": "first_name",
    "adresse": "address",
    "adresse mel": "email",
    "code postal": "postcode",
    "ville": "city",
    "pays": "country",
    "telephone": "phone",
    "societe si dpo externe": "company",
}
ACTOR_COLUMNS = {1: "name", 2: "address", 3: "postcode", 4: "city", 5: "country", 6: "phone", 7: "email"}
LIMIT = 300
WIDTH = 9


def actor(page: Page, row: int, label_column: int, headers: Mapping[int, str]) -> Party:
    """A row « Responsable du traitement | nom | adresse | … » of a sheet."""
    model = {label_column + offset: word for offset, word in ACTOR_COLUMNS.items()}
    words = {column: WORDS.get(word, "") for column, word in headers.items()} or model
    cells = page.between(row, label_column + 1, label_column + WIDTH)
    return _party([(words.get(cell.column, ""), cell) for cell in cells])


def labelled(page: Page, rows: Sequence[int]) -> Party:
    """The boxes « Nom : | … | Prénom : | … » over the list, spread on several rows."""
    found: list[tuple[str, Cell]] = []
    for row in rows:
        word = ""
        for cell in page.between(row, 0, WIDTH + 1):
            name = WORDS.get(fold(cell.text), "")
            if not name and word:
                found.append((word, cell))
            word = name
    return _party(found)


def _party(values: Sequence[tuple[str, Cell]]) -> Party:
    """Contents first: what looks like an e-mail is one, wherever it stands."""
    party = Party()
    for word, cell in values:
        text = shorten(one_line(filled(cell.text)), LIMIT)
        field = _field(word, text)
        if text and field and not getattr(party, field):
            party = replace(party, **{field: text})
    return party


def _field(word: str, text: str) -> str:
    if is_email(text):
        return "email"
    if is_phone(text):
        return "phone"
    if is_postcode(text):
        return "postcode"
    return word
