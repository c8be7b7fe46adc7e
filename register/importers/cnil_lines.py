"""The rows of a sheet: data, people, recipients, measures, transfers. Each gives a value, nothing, or a question."""

from dataclasses import dataclass, field
from datetime import date

from lib.tables.ods import MAX_TEXT, Cell
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import Meaning, day_of, filled, has_remark, meaning
from lib.vocabulary import vocabulary
from register.importers import labels
from register.importers.page import Notes, Page
from register.importers.preview import DataLine, Line, TransferLine

CODE_LIMIT, COUNTRY_LIMIT, MECHANISM_LIMIT, RECIPIENT_LIMIT, LINK_LIMIT = 120, 80, 60, 200, 500
DESCRIPTION, SECOND, END = 1, 4, 9  # columns from the label, in the model: B, E, and the first one outside the sheet
TRANSFER_COLUMNS = {"destinataire": 1, "pays": 2, "type de garanties": 3, "liens vers la documentation": 5}
ONE_OF_MANY = "L’article 49 prévoit plusieurs dérogations\u00a0; le fichier ne dit pas laquelle."
TYPE_COLUMNS = {"categories_personnes": "liste_cnil_ods", "destinataires": "type_cnil_ods", "mesures_securite": "type_cnil_ods"}
SECOND_WORDS = ("duree de conservation", "precisions")


@dataclass
class Reading:
    """A sheet while it is read: its label column, the section at hand and the titles of its columns."""

    page: Page
    notes: Notes
    column: int
    section: str = ""
    label: Cell | None = None  # of the row at hand
    columns: dict[str, dict[int, str]] = field(default_factory=dict)

    def open_section(self, row: int, section: str) -> None:
        """A title row: what follows belongs to it, and its other cells name the columns."""
        self.section = section
        titles = {column: fold(cell.text) for column, cell in self.page.rows[row].items() if column > self.column}
        self.columns[section] = {column: title for column, title in titles.items() if title in labels.HEADERS}
        for column in self.columns[section]:
            self.page.cell(row, column)

    def headers(self, section: str) -> dict[int, str]:
        return self.columns.get(section, {})

    def text(self, cell: Cell) -> str:
        """The cell's text; says so when its end was lost."""
        if cell.is_cut:
            self.ask_long(cell, MAX_TEXT)
        return cell.text

    def ask(self, cell: Cell, what: str, sentence: str, to_do: str) -> None:
        self.notes.ask(what, self.page.where(cell), sentence, to_do)

    def ask_long(self, cell: Cell, limit: int) -> None:
        sentence = f"Ce texte dépasse {limit} caractères. Seul le début est repris."
        self.ask(cell, "Texte trop long", sentence, "Relisez-le et abrégez-le.")

    def day(self, cell: Cell) -> date | None:
        """What the cell shows wins over the date behind it."""
        found = day_of(cell.text) or cell.day
        if found is None and filled(cell.text):
            self.notes.refuse(cell.text, self.page.where(cell), "Ce n’est pas une date complète, par exemple 15/05/2026.")
        return found

    def two(self, row: int, section: str) -> tuple[Cell | None, Cell | None]:
        """Description and what stands beside it (retention or precision), by the titles when there are any."""
        titles = self.headers(section)
        second = next((column for column, title in titles.items() if title in SECOND_WORDS), self.column + SECOND)
        left = self.page.between(row, self.column + DESCRIPTION, second)
        right = self.page.between(row, second, self.column + END)
        return _joined(left), _joined(right)


def _joined(cells: list[Cell]) -> Cell | None:
    """Several filled cells where the model has one: all of their text, at the first one's place."""
    if len(cells) < 2:
        return cells[0] if cells else None
    text = "\n".join(cell.text for cell in cells)
    return Cell(cells[0].row, cells[0].column, text[:MAX_TEXT], cells[0].day, len(text) > MAX_TEXT or any(cell.is_cut for cell in cells))


def data_line(reading: Reading, row: int, *, is_sensitive: bool) -> tuple[DataLine | None, bool]:
    """The line, if any, and whether the row was answered at all."""
    first, second = reading.two(row, "sensitive" if is_sensitive else "data")
    told, retention = meaning(first.text) if first else Meaning.BLANK, filled(reading.text(second)) if second else ""
    name = reading.label.text if reading.label else ""
    term = labels.category(name)
    shown = term.label if term else name
    if first and told in (Meaning.ABSENT, Meaning.DOUBTFUL):
        return None, _nothing_or_question(reading, first, shown, told)
    if told is Meaning.BLANK and not retention:
        return None, False
    category = term.code if term else shorten(one_line(name or "Autres données"), CODE_LIMIT)
    place = first or second
    if place and (told is not Meaning.TEXT or not name):
        _ask_description(reading, place, shown, is_ticked=told is not Meaning.TEXT)
    description = reading.text(first) if first and told is Meaning.TEXT else ""
    return DataLine(category, description, retention, is_sensitive), True


def _ask_description(reading: Reading, cell: Cell, name: str, *, is_ticked: bool) -> None:
    if is_ticked:
        reading.ask(cell, name, "Cette catégorie est indiquée sans description.", "Décrivez en clair les données utilisées.")
    else:
        reading.ask(cell, "Donnée sans catégorie", "Cette ligne n’a pas de catégorie de données.", "Choisissez sa catégorie.")


def _nothing_or_question(reading: Reading, cell: Cell, name: str, told: Meaning) -> bool:
    """« Non concerné » ends there; « Non, sauf… » becomes a question and no line."""
    if told is Meaning.DOUBTFUL:
        quoted = shorten(one_line(cell.text), 300)
        sentence = f"Le texte dit non, puis précise autre chose\u00a0: «\u00a0{quoted}\u00a0». Rien n’est créé pour cette ligne."
        reading.ask(cell, name, sentence, "Ajoutez cette catégorie si vous utilisez ces données.")
    elif has_remark(cell.text):
        reading.notes.ignore(cell.text, reading.page.where(cell), f"Lu comme «\u00a0non concerné\u00a0»\u00a0: {name}.")
    return told is Meaning.ABSENT


def people_line(reading: Reading, row: int) -> list[Line]:
    return _typed(reading, row, "people", "categories_personnes", "liste_cnil_ods")


def recipient_line(reading: Reading, row: int) -> list[Line]:
    lines = _typed(reading, row, "recipients", "destinataires", "")
    return [_recipient(line) for line in lines]


def _recipient(line: Line) -> Line:
    """The model's types are wide: only « service interne » is one of our codes."""
    is_internal = fold(line.kind) == labels.INTERNAL and line.code not in labels.codes("destinataires").values()
    return Line("service_interne", line.precision, line.kind) if is_internal else line


def _named(word: str, precision: str, name: str) -> Line | None:
    """A precision whose first line is exactly one of our words of this type is that word; the rest is the precision."""
    first, _, rest = precision.partition("\n")
    code = labels.codes(name).get(fold(first), "") if word else ""
    if code and fold(str(vocabulary(name)[code].extra.get(TYPE_COLUMNS[name], ""))) == fold(word):
        return Line(code, rest, word)
    return None


def measure_line(reading: Reading, row: int) -> list[Line]:
    return [
        Line(labels.MEASURES.get(fold(line.kind), line.code), line.precision, line.kind)
        for line in _typed(reading, row, "measures", "mesures_securite", "")
    ]


def _typed(reading: Reading, row: int, section: str, name: str, column: str) -> list[Line]:
    """A word of a list and a precision. « Autres » alone, or a precision alone, is a question."""
    first, second = reading.two(row, section)
    word = one_line(reading.text(first)) if first and _says(first) else ""
    precision = reading.text(second) if second and _says(second) else ""
    if not word and not precision:
        for cell in (first, second):
            if cell and meaning(cell.text) is Meaning.ABSENT and has_remark(cell.text):
                reading.notes.ignore(cell.text, reading.page.where(cell), "Lu comme «\u00a0non concerné\u00a0».")
        return []
    place = first if word else second
    if place and not word:
        reading.ask(place, precision, "Le type n’est pas choisi dans la liste.", "Choisissez le type dans la fiche.")
    if place and labels.OTHER.fullmatch(fold(word)) and not precision:
        reading.ask(place, word, "«\u00a0Autre\u00a0» est choisi sans précision.", "Précisez de qui ou de quoi il s’agit.")
    return [_named(word, precision, name) or _coded(word, precision, name, column)]


def _says(cell: Cell) -> bool:
    return meaning(cell.text) in (Meaning.TEXT, Meaning.DOUBTFUL)


def _coded(word: str, precision: str, name: str, column: str) -> Line:
    known = labels.codes(name, column)
    if code := known.get(fold(word)):
        return Line(code, precision, word)
    if not word or labels.OTHER.fullmatch(fold(word)):
        if code := known.get(fold(precision)):
            return Line(code, "", word)
        own = one_line(precision or word)
        return Line(shorten(own, CODE_LIMIT), precision if len(own) > CODE_LIMIT else "", word)
    said = f"{word}\n{precision}".strip() if len(word) > CODE_LIMIT else precision  # nothing of a long word is lost
    return Line(shorten(word, CODE_LIMIT), said, shorten(word, CODE_LIMIT))


def transfer_line(reading: Reading, row: int) -> tuple[TransferLine | None, bool]:
    """The transfer, if any, and whether the row says in so many words that there is none."""
    cells = _transfer_cells(reading, row)
    recipient = cells.get("destinataire")
    told = meaning(recipient.text) if recipient else Meaning.BLANK
    texts = {word: filled(reading.text(cell)) for word, cell in cells.items()}
    if told is Meaning.ABSENT and not texts.get("pays"):
        _ignore_remarks(reading, cells)
        return None, True
    if not any(texts.values()):
        return None, any(meaning(cell.text) is Meaning.ABSENT for cell in cells.values())
    place = next(iter(cells.values()))
    if not texts.get("destinataire") or told is Meaning.DOUBTFUL:
        to_do = "Indiquez qui reçoit les données, ou retirez ce transfert."
        reading.ask(place, "Transfert hors UE", "Le destinataire de ce transfert n’est pas clair.", to_do)
    country = _country(reading, cells.get("pays"), texts)
    mechanism = _mechanism(reading, cells.get("type de garanties") or place, texts)
    name = one_line(texts.get("destinataire", "")) or "Destinataire à préciser"
    return TransferLine(shorten(name, RECIPIENT_LIMIT), country, mechanism, _link(reading, cells, texts)), False


def _transfer_cells(reading: Reading, row: int) -> dict[str, Cell]:
    titles = {title: column for column, title in reading.headers("transfers").items()}
    starts = {word: titles.get(word, reading.column + offset) for word, offset in TRANSFER_COLUMNS.items()}
    ordered = sorted(starts.items(), key=lambda item: item[1])
    stops = [start for _, start in ordered[1:]] + [reading.column + END]
    found = {word: _joined(reading.page.between(row, start, stop)) for (word, start), stop in zip(ordered, stops, strict=True)}
    return {word: cell for word, cell in found.items() if cell and meaning(cell.text) is not Meaning.BLANK}


def _ignore_remarks(reading: Reading, cells: dict[str, Cell]) -> None:
    for cell in cells.values():
        if has_remark(cell.text):
            reading.notes.ignore(cell.text, reading.page.where(cell), "Lu comme «\u00a0pas de transfert hors UE\u00a0».")


def _country(reading: Reading, cell: Cell | None, texts: dict[str, str]) -> str:
    country = one_line(texts.get("pays", ""))
    if cell and fold(country) in labels.EUROPE:
        sentence = f"{country} est dans l’Espace économique européen\u00a0: ce n’est pas un transfert hors UE."
        reading.ask(cell, country, sentence, "Vérifiez le pays.")
    return shorten(country, COUNTRY_LIMIT)


def _mechanism(reading: Reading, cell: Cell, texts: dict[str, str]) -> str:
    """Privacy Shield was struck down (CJUE, 16 July 2020, C-311/18); a country's adequacy is never taken from an old list."""
    word = one_line(texts.get("type de garanties", ""))
    folded = fold(word)
    code = labels.SAFEGUARDS.get(folded) or labels.codes("transferts").get(folded, "")
    if code == "privacy_shield_invalide":
        sentence = "«\u00a0Privacy Shield\u00a0» n’est plus valable depuis le 16 juillet 2020 (CJUE, C-311/18)."
        reading.ask(cell, word, sentence, "Choisissez une autre garantie, par exemple des clauses contractuelles types.")
    elif folded in labels.ADEQUATE:
        _refuse_adequacy(reading, cell, word, texts.get("pays", ""))
        return ""
    elif not word:
        reading.ask(cell, "Garantie absente", "Ce transfert n’indique aucune garantie.", "Choisissez la garantie de ce transfert.")
    elif not code:
        sentence = ONE_OF_MANY if labels.DEROGATION.fullmatch(folded) else "Cette garantie n’est pas connue."
        reading.ask(cell, word, sentence, "Choisissez la garantie de ce transfert.")
    return code or shorten(word, MECHANISM_LIMIT)


def _refuse_adequacy(reading: Reading, cell: Cell, word: str, country: str) -> None:
    known = labels.adequacy_note(country)
    hint = f" Notre liste cite\u00a0: {known}." if known else ""
    reading.notes.refuse(word, reading.page.where(cell), "La liste de pays du modèle est périmée\u00a0: son statut n’est pas repris.")
    reading.ask(cell, word, f"Le statut de ce pays est à vérifier à la date du jour.{hint}", "Choisissez la garantie de ce transfert.")


def _link(reading: Reading, cells: dict[str, Cell], texts: dict[str, str]) -> str:
    link = one_line(texts.get("liens vers la documentation", ""))
    if len(link) > LINK_LIMIT:
        reading.ask_long(cells["liens vers la documentation"], LINK_LIMIT)
    return shorten(link, LINK_LIMIT)
