"""One processing as a sheet of the CNIL's model: its labels and its order, rows added where it has too few, ours below."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from lib.tables.cells import joined
from register.book import Controller, Data, Ground, Line, Sheet, Transfer
from register.exporters import cnil_model as model
from register.exporters.address import Party, party, reached
from register.exporters.cnil_labels import heading, ordinary, sensitive, unread
from register.exporters.opendocument import Box, Row, Tab
from register.exporters.words import typed

WIDTHS = (8.5, 6, 5, 4, 4, 4, 4, 5)
LAST = 7  # columns A to H
OURS = "Ajouts de Garde-fou, hors du modèle de la CNIL"
TICK, ABSENT, NO_TRANSFER = "Oui", "Non concerné", "Sans objet"
T = TypeVar("T")
ARCHIVE = "Archivage\u00a0: "


def tab(name: str, sheet: Sheet, company: Controller) -> Tab:
    """The tab of one processing."""
    parts = (_top(sheet), _actors(sheet, company), _purposes(sheet), _data(sheet), _sensitive(sheet), _lists(sheet), _ours(sheet))
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


def one(label: str, value: str | date | None) -> Row:
    """A label and one answer over the whole width."""
    return {0: Box(label, "label"), 1: Box(value or "", "value", LAST)}


def two(label: str, first: str, second: str, choice: str = "", face: str = "value") -> Row:
    """A label and the model's two answers."""
    return {0: Box(label, "label" if face == "value" else face), 1: Box(first, face, 3, choice), 4: Box(second, face, 4)}


def four(label: str, texts: Sequence[str], choices: tuple[str, str] = ("", ""), face: str = "value") -> Row:
    """A label and four answers, as for transfers."""
    first, second, third, fourth = texts
    return {
        0: Box(label, "label" if face == "value" else face),
        1: Box(first, face),
        2: Box(second, face, 1, choices[0]),
        3: Box(third, face, 2, choices[1]),
        5: Box(fourth, face, 3),
    }


def title(text: str) -> Row:
    return {0: Box(text, "head"), 1: Box("", "head", LAST)}


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
        _actor("Responsable(s) conjoint(s)", Party(sheet.partners)),
    ]


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
        held.setdefault((sensitive if is_sensitive else ordinary)(line.category), []).append(line)
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
        yield two(f"{label} {number}", *typed(vocabulary, line.label, line.precision), choice)


def transfers(sheet: Sheet) -> Iterator[Row]:
    """The model's four rows, or more; « Sans objet » once somebody has said that there are none."""
    yield four("Transferts hors UE", ("Destinataire", "Pays", "Type de Garanties", "Liens vers la documentation"), face="head")
    none = Transfer(NO_TRANSFER) if sheet.has_transfers is False and not sheet.transfers else None
    for number, line in _at_least(4, [none] if none else sheet.transfers, Transfer("")):
        words = (line.recipient, line.country, line.safeguard, line.link)
        yield four(f"Organisme destinataire {number}", words, ("countries", "safeguards"))


def _ours(sheet: Sheet) -> Iterator[Row]:
    """What the model has no place for. Our own import takes the bases (as proposals) and the source back."""
    yield title(OURS)
    if sheet.grounds:
        yield four("Bases légales (RGPD, art. 6)", ("Finalité", "Base légale", "Confirmée par une personne", "Justification"), face="head")
    for number, ground in enumerate(sheet.grounds, 1):
        yield four(f"Base légale {number}", _ground(ground))
    yield one("Source des données", sheet.source)
    yield one("Information donnée aux personnes", sheet.information)
    if sheet.outside_reference:
        yield one("Référence d’origine", sheet.outside_reference)
    for number, line in enumerate((line for line in sheet.data if line.exception), 1):
        yield two(f"Exception de l’article 9, n° {number}", line.category, line.exception)
    yield from agents(sheet)


def _ground(ground: Ground) -> tuple[str, str, str, str]:
    basis = joined(ground.basis, ground.article, between="\n")
    return ground.purpose, basis, ("Oui" if ground.is_confirmed else "Non, à confirmer") if basis else "", ground.justification


def agents(sheet: Sheet) -> Iterator[Row]:
    """The AI agents that take part, then what the sheet still lacks."""
    if sheet.agents:
        yield four("Agents IA concernés", ("Agent", "Logiciel et modèle", "État", "Ce qu’il a le droit de faire"), face="head")
    for number, agent in enumerate(sheet.agents, 1):
        rights = "\n".join(joined(right.verb, right.resource, right.until) for right in agent.rights)
        yield four(f"Agent {number}", (agent.name, agent.software, agent.state, rights))
    for number, gap in enumerate(sheet.missing, 1):
        yield two(f"{heading(gap.level)} {number}", gap.label, gap.source)


def _at_least(least: int, values: Sequence[T], blank: T) -> Iterator[tuple[int, T]]:
    """Numbered from 1, with blanks up to what the model has."""
    yield from enumerate([*values, *[blank] * (least - len(values))], 1)
