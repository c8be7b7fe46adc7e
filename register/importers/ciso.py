"""The processing workbook of CISO Assistant (XLSX): tabs -> ImportPreview. One workbook holds one processing.

Raw keys (« privacy_contract ») or English words. That program reads an empty legal basis as consent; here empty stays empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from inventory.countries import country_code, country_name
from lib.tables.archive import Unreadable
from lib.tables.ods import Cell, Table
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import filled, yes_or_no
from lib.vocabulary import vocabulary
from register.importers import labels, told
from register.importers.page import Notes
from register.importers.preview import (
    DataLine,
    ImportedProcessing,
    ImportPreview,
    Line,
    Organisation,
    PartnerLine,
    PurposeLine,
    TransferLine,
)

HEAD = "processing"
TABS = {
    HEAD: ("ref_id", "name"),
    "purposes": ("name", "legal_basis"),
    "personal data": ("name", "retention"),
    "data subjects": ("name", "category"),
    "data recipients": ("name", "category"),
    "contractors": ("name", "relationship_type"),
    "transfers": ("name", "transfer_mechanism"),
}
PROCESSOR, JOINT = "data processor", "joint controller"
CONTROLLERS = frozenset({JOINT, "independent controller"})
NOWHERE = "Cette colonne n’a pas de place sur nos fiches."
EUROPEAN = frozenset("at be bg cy cz de dk ee es fi fr gr hr hu ie is it li lt lu lv mt nl no pl pt ro se si sk".split()) | labels.EUROPE
COUNTRY_LIMIT, MECHANISM_LIMIT, LINK_LIMIT = 80, 60, 500
MAX_LINES = 300  # of one tab
TOO_MANY = f"Un onglet de ce classeur dépasse {MAX_LINES} lignes. Gardez-y un seul traitement."
SEVERAL = "Ce classeur contient plusieurs traitements. Exportez-les de CISO Assistant un par un."
NO_NAME = "Ce classeur ne nomme aucun traitement. Remplissez la colonne «\u00a0name\u00a0» de l’onglet «\u00a0Processing\u00a0»."
DPIA_TO_DO = "Vérifiez si une analyse d’impact (AIPD) est nécessaire."


@dataclass
class Entry:
    """One row of a tab, by folded title."""

    tab: str
    cells: Mapping[str, Cell]
    notes: Notes
    taken: set[str] = field(default_factory=set)

    def text(self, title: str) -> str:
        """What the cell says, or nothing when it means nothing."""
        self.taken.add(fold(title))
        cell = self.cells.get(fold(title))
        if cell and cell.is_cut:
            self.ask(title, "Ce texte est trop long. Seul le début est repris.", "Relisez-le et abrégez-le.")
        return filled(cell.text) if cell else ""

    def where(self, title: str = "name") -> str:
        cell = self.cells.get(fold(title)) or next(iter(self.cells.values()))
        return f"onglet «\u00a0{self.tab}\u00a0», case {cell.address}"

    def ask(self, title: str, sentence: str, to_do: str) -> None:
        name = self.cells.get("name")
        self.notes.ask(name.text if name else title, self.where(title), sentence, to_do)

    def named(self) -> str:
        """The row's name; a row that only describes is named so."""
        return self.text("name") or self.text("description")

    def ignore_rest(self) -> None:
        """Whatever was not read is said."""
        for title, cell in self.cells.items():
            if title not in self.taken and filled(cell.text):
                self.notes.ignore(f"{title}\u00a0: {cell.text}", self.where(title), NOWHERE)


def is_workbook(tables: Sequence[Table]) -> bool:
    """The tab « Processing » with its titles."""
    return any(_titles(table) >= set(map(fold, TABS[HEAD])) for table in tables if fold(table.name) == HEAD)


def preview(tables: Sequence[Table]) -> ImportPreview:
    """The one processing of the workbook. Raises Unreadable."""
    notes = Notes()
    entries = {
        fold(table.name): list(_entries(table, notes))
        for table in tables
        if _titles(table) >= set(map(fold, TABS.get(fold(table.name), ("?",))))
    }
    heads = [entry for entry in entries.pop(HEAD, []) if entry.text("name")]
    if len(heads) != 1:
        raise Unreadable(SEVERAL if heads else NO_NAME)
    processing = _processing(heads[0], entries)
    for entry in (heads[0], *(entry for each in entries.values() for entry in each)):
        entry.ignore_rest()
    whole = Notes(ignored=notes.ignored)
    return told.whole([replace(processing, unclear=tuple(notes.unclear))], whole, Organisation())


def _processing(head: Entry, entries: Mapping[str, Sequence[Entry]]) -> ImportedProcessing:
    purposes = tuple(_purpose(entry) for entry in entries.get("purposes", ()))
    data = tuple(_data(entry) for entry in entries.get("personal data", ()))
    transfers = tuple(_transfer(entry) for entry in entries.get("transfers", ()))
    recipients = [_recipient(entry, "category") for entry in entries.get("data recipients", ())]
    recipients += [_recipient(entry, "relationship_type") for entry in entries.get("contractors", ())]
    _ask_impact(head)
    description = head.text("description")
    return ImportedProcessing(
        key="",
        name=told.name(head.text("name")),
        reference=told.reference(head.text("ref_id")),
        purpose=description or (purposes[0].description if purposes else ""),
        purposes=purposes,
        data=data,
        has_sensitive_data=_has_sensitive_data(data, entries.get("personal data", ())),
        people=tuple(_people(entry) for entry in entries.get("data subjects", ())),
        recipients=tuple(recipients),
        joint=tuple(_joint(entries.get("contractors", ()))),
        has_transfers=True if transfers else None,
        transfers=transfers,
        where=head.where(),
    )


def _purpose(entry: Entry) -> PurposeLine:
    """An empty basis stays empty: it is asked on the sheet."""
    word = entry.text("legal_basis")
    basis = told.bases("ciso").get(fold(word)) or told.english("bases_legales").get(fold(word), "")
    if word and not basis:
        to_do = "Choisissez la base légale sur la fiche."
        entry.ask("legal_basis", f"Le fichier dit «\u00a0{_plain(word)}\u00a0»\u00a0: aucune base légale n’est reprise.", to_do)
    if exception := entry.text("article_9_condition"):
        to_do = "Choisissez l’exception sur la donnée concernée."
        entry.ask("article_9_condition", f"Exception pour données sensibles\u00a0: {_plain(exception)}.", to_do)
    parts = told.distinct((entry.text("name"), entry.text("description")))
    return PurposeLine("\n".join(parts) or "Finalité à préciser", basis)


def _data(entry: Entry) -> DataLine:
    name, category = entry.named(), _plain(entry.text("category"))
    code = next((code for word in (name, category) if (code := told.english("categories_donnees").get(fold(word)))), "")
    parts = told.distinct((name, entry.text("description"), "" if code else category))
    answer = yes_or_no(entry.text("is_sensitive") or "false")
    if answer is None:
        entry.ask("is_sensitive", "Le fichier ne dit pas clairement si cette donnée est sensible.", "Répondez par oui ou par non.")
    kept = (entry.text("retention"), _plain(entry.text("deletion_policy")))
    is_sensitive = bool(answer) or bool(code and labels.is_sensitive(vocabulary("categories_donnees")[code]))
    line = told.data_line(name or category or "Autres données", ", ".join(parts), ", ".join(told.distinct(kept)))
    return replace(line, category=code or line.category, is_sensitive=is_sensitive or line.is_sensitive)


def _has_sensitive_data(data: Sequence[DataLine], entries: Sequence[Entry]) -> bool | None:
    """« No » only when every row answers no in so many words."""
    if any(line.is_sensitive for line in data):
        return True
    answers = [yes_or_no(cell.text) if (cell := entry.cells.get("is sensitive")) else None for entry in entries]
    return False if answers and all(answer is False for answer in answers) else None


def _people(entry: Entry) -> Line:
    name, category = entry.named(), _plain(entry.text("category"))
    return _line(entry, "categories_personnes", name or category, category)


def _recipient(entry: Entry, kind: str) -> Line:
    name, word = entry.named(), _plain(entry.text(kind))
    if fold(word) == PROCESSOR:
        parts = told.distinct((name, entry.text("entity"), entry.text("description"), entry.text("documentation_link")))
        return Line(told.SUBCONTRACTORS, ", ".join(parts), told.SUBCONTRACTORS, is_processor=True, country=_country(entry))
    line = _line(entry, "destinataires", name or word, word)
    return replace(line, is_processor=False if fold(word) in CONTROLLERS else None, country=_country(entry))


def _country(entry: Entry) -> str:
    said = shorten(one_line(entry.text("country")), COUNTRY_LIMIT)
    return country_name(country_code(said)) or said


def _joint(entries: Sequence[Entry]) -> Iterator[PartnerLine]:
    """A contractor that decides with the company (art. 26) is one of its joint controllers too."""
    for entry in entries:
        if fold(_plain(entry.text("relationship_type"))) == JOINT:
            yield PartnerLine(shorten(one_line(entry.text("entity") or entry.named()), told.NAME_LIMIT))


def _line(entry: Entry, name: str, words: str, kind: str) -> Line:
    code = told.english(name).get(fold(words))
    others = (entry.text("entity"), entry.text("description"), entry.text("documentation_link"), kind)
    precision = ", ".join(text for text in told.distinct(others) if fold(text) != fold(words))
    line = told.line(name, words or "À préciser", precision)
    return replace(line, code=code) if code else line


def _transfer(entry: Entry) -> TransferLine:
    recipient, country = entry.text("entity") or entry.named(), one_line(entry.text("country"))
    word = entry.text("transfer_mechanism")
    if fold(country) in EUROPEAN:
        entry.ask(
            "country", f"{country} est dans l’Espace économique européen\u00a0: ce n’est pas un transfert hors UE.", "Vérifiez le pays."
        )
    if other := ", ".join(told.distinct((entry.text("guarantees"), entry.text("description")))):
        entry.ask("guarantees", f"Le fichier précise\u00a0: {other}", "Reprenez-le sur la fiche si c’est utile.")
    return TransferLine(
        shorten(one_line(recipient) or "Destinataire à préciser", told.NAME_LIMIT),
        shorten(country, COUNTRY_LIMIT),
        _mechanism(entry, word),
        shorten(one_line(entry.text("documentation_link")), LINK_LIMIT),
    )


def _mechanism(entry: Entry, word: str) -> str:
    """Only a word that means one of ours and no other; adequacy and derogations are several, and an old « yes » may be out of date."""
    plain = _plain(word)
    found = {
        code
        for code, term in vocabulary("transferts").items()
        if fold(word) in map(fold, (str(term.extra.get("ciso") or "?"), str(term.extra.get("label_en") or "?"), code))
    }
    code = labels.SAFEGUARDS.get(fold(plain)) or (found.pop() if len(found) == 1 else "")
    if code and not vocabulary("transferts")[code].extra.get("valide"):
        entry.ask("transfer_mechanism", f"«\u00a0{plain}\u00a0» n’est plus valable.", "Choisissez une autre garantie.")
    elif code == "adequation" or not code:
        sentence = (
            f"Le fichier dit «\u00a0{plain}\u00a0»\u00a0: la garantie n’est pas reprise."
            if plain
            else "Ce transfert n’indique aucune garantie."
        )
        entry.ask("transfer_mechanism", sentence, "Choisissez la garantie de ce transfert.")
        return ""
    return code


def _ask_impact(head: Entry) -> None:
    required, known = head.text("dpia_required"), head.text("dpia_reference")
    if known or (yes_or_no(required) is not False and required):
        said = f"\u00a0: {known}" if known else ""
        head.ask("dpia_reference", f"Le fichier annonce une analyse d’impact{said}.", DPIA_TO_DO)


def _titles(table: Table) -> set[str]:
    return {fold(cell.text) for cell in table.rows.get(_first(table), {}).values()}


def _first(table: Table) -> int:
    return min(table.rows, default=0)


def _entries(table: Table, notes: Notes) -> Iterator[Entry]:
    titles = {column: fold(cell.text) for column, cell in table.rows.get(_first(table), {}).items()}
    if len(table.rows) > MAX_LINES + 1:
        raise Unreadable(TOO_MANY)
    for row in sorted(table.rows)[1:]:
        cells = {titles[column]: cell for column, cell in table.rows[row].items() if titles.get(column)}
        if any(filled(cell.text) for title, cell in cells.items() if title != "is sensitive"):
            yield Entry(table.name, cells, notes)


def _plain(word: str) -> str:
    """« privacy_data_processor » -> « data processor »."""
    return one_line(word).removeprefix("privacy_").replace("_", " ") if word.startswith("privacy_") else one_line(word)
