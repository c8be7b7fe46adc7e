"""One processing as a sheet of the CNIL's model: its labels and its order, rows added where it has too few, ours below."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from lib.tables.cells import joined
from register.book import Controller, Data, Line, Sheet, Transfer
from register.exporters import cnil_model as model
from register.exporters import cnil_ours
from register.exporters.address import Party, party, reached
from register.exporters.cnil_labels import ordinary, sensitive, unread
from register.exporters.cnil_rows import four, one, title, two
from register.exporters.opendocument import Box, Row, Tab
from register.exporters.words import typed

WIDTHS = (8.5, 6, 5, 4, 4, 4, 4, 5)
TICK, ABSENT, NO_TRANSFER = "Oui", "Non concerné", "Sans objet"
T = TypeVar("T")
ARCHIVE = "Archivage\u00a0: "


def tab(name: str, sheet: Sheet, company: Controller) -> Tab:
    """The tab of one processing."""
    parts = (_top(sheet), _actors(sheet, company), _purposes(sheet), _data(sheet), _sensitive(sheet), _lists(sheet), cnil_ours.rows(sheet))
    rows: list[Row] = []
    for part in parts:
        rows += [*part, {}]
    return Tab(name, WIDTHS, rows[:-1])


def sensitive_answer(sheet: Sheet) -> str:
    """The list's « Oui/non »; nothing while nobody has said."""
    return "" if sheet.has_sensitive_data is None else "Oui" if sheet.has_sensitive_data else "Non"


def parties(company: Controller) -> tuple[Party, Party, Party]:
    """The company, its representative and its delegate."""
    own = party(company.name, company.address, company.phone, company.email)
    return own, Party(company.representative), reached(company.dpo_name, company.dpo_contact)


def _top(sheet: Sheet) -> list[Row]:
    return [
        {0: Box(model.TITLE, "title"), 7: Box(sheet.reference)},
        {},
        title("Description du traitement"),
        one("Nom du traitement", sheet.title),
        one("N° / RÉF", sheet.reference),
        one("Date de création du traitement", sheet.created_on),
        one("Mise à jour du traitement", sheet.updated_on),
    ]


def _actors(sheet: Sheet, company: Controller) -> list[Row]:
    own, representative, dpo = parties(company)
    return [
        {column: Box(word, "head") for column, word in enumerate(model.ACTORS)},
        _actor("Responsable du traitement", own),
        _actor("Délégué à la protection des données", dpo),
        _actor("Société du DPO (si celui-ci est externe)", Party()),
        _actor("Représentant", representative),
        *(
            _actor(_joint_label(number), who)
            for number, who in _at_least(1, [reached(one.name, one.contact) for one in sheet.joint], Party())
        ),
    ]


def _joint_label(number: int) -> str:
    """The model has one row; the others are ours."""
    return "Responsable(s) conjoint(s)" if number == 1 else f"Responsable conjoint {number}"


def _actor(label: str, who: Party) -> Row:
    words = (who.name, who.street, who.postcode, who.city, "", who.phone, who.email)
    return {0: Box(label, "label"), **{column: Box(word, "value") for column, word in enumerate(words, 1)}}


def _purposes(sheet: Sheet) -> list[Row]:
    subs = [one(f"Sous-finalité {number}", text) for number, text in _at_least(5, sheet.sub_purposes, "")]
    return [title("Finalité(s) du traitement effectué"), one("Finalité principale", sheet.purpose), *subs]


def _data(sheet: Sheet) -> list[Row]:
    head = two("Catégories de données personnelles concernées", "Description", "Durée de conservation", face="head")
    return [head, *_described(model.DATA, sheet.ordinary_data, is_sensitive=False)]


def _sensitive(sheet: Sheet) -> list[Row]:
    head = two("Données sensibles", "Description", "Durée de conservation", face="head")
    blank = ABSENT if sheet.has_sensitive_data is False and not sheet.sensitive_data else ""
    return [head, *_described(model.SENSITIVE, sheet.sensitive_data, is_sensitive=True, blank=blank)]


def _described(labels: Sequence[str], lines: Iterable[Data], *, is_sensitive: bool, blank: str = "") -> Iterator[Row]:
    """The model's rows in its order, then the categories it does not know; a category with nothing said is ticked."""
    held: dict[str, list[Data]] = {label: [] for label in labels}
    for line in lines:
        held.setdefault((sensitive if is_sensitive else ordinary)(line.category, line.code), []).append(line)
    for label, found in held.items():
        if not found:
            yield two(label, blank, "")
        for line in found:
            yield _datum(label, line)


def _datum(label: str, line: Data) -> Row:
    kept = joined(line.retention, f"{ARCHIVE}{line.archive}" if line.archive else "", between="\n")
    return two(label, unread(line.description) or ("" if kept else TICK), kept)


def _lists(sheet: Sheet) -> list[Row]:
    return [
        two("Catégories de personnes concernées", "Description", "Précisions", face="head"),
        *_typed("Catégorie de personnes", 2, sheet.people, "categories_personnes", "people"),
        {},
        two("Destinataires", "Type de destinataire", "Précisions", face="head"),
        *_typed("Destinataire", 4, sheet.recipients, "destinataires", "recipients"),
        {},
        two("Mesures de sécurité", "Type de mesure de sécurité", "Précisions", face="head"),
        *_typed("Mesure de sécurité", 3, sheet.measures, "mesures_securite", "measures"),
        {},
        *transfers(sheet),
    ]


def _typed(label: str, least: int, lines: Sequence[Line], vocabulary: str, choice: str) -> Iterator[Row]:
    for number, line in _at_least(least, lines, Line("")):
        yield two(f"{label} {number}", *typed(vocabulary, line), choice)


def transfers(sheet: Sheet) -> Iterator[Row]:
    """The model's four rows, or more; « Sans objet » once somebody has said that there are none."""
    yield four("Transferts hors UE", ("Destinataire", "Pays", "Type de Garanties", "Liens vers la documentation"), face="head")
    none = Transfer(NO_TRANSFER) if sheet.has_transfers is False and not sheet.transfers else None
    for number, line in _at_least(4, [none] if none else sheet.transfers, Transfer("")):
        words = (line.recipient, line.country, line.safeguard, line.link)
        yield four(f"Organisme destinataire {number}", words, ("countries", "safeguards"))


def _at_least(least: int, values: Sequence[T], blank: T) -> Iterator[tuple[int, T]]:
    """Numbered from 1, with blanks up to what the model has."""
    yield from enumerate([*values, *[blank] * (least - len(values))], 1)
