"""The register as tables: one row a processing, and one table for each of its lists. What CSV and Excel files hold."""

from collections.abc import Callable, Iterable

from lib.tables.cells import joined
from lib.tables.workbook import Table, Value
from register.book import Agent, Data, Ground, Level, Line, RegisterBook, Sheet, Transfer

RowsOf = Callable[[Sheet], Iterable[tuple[str, ...]]]
SIDES = {False: "Responsable (art. 30.1)", True: "Sous-traitant (art. 30.2)"}
LEVELS = {Level.OBLIGATORY: "Obligatoire", Level.CONFIRM: "À confirmer", Level.RECOMMENDED: "Conseillé"}
ANSWERS = {None: "", True: "Oui", False: "Non"}
HEADS = (
    *("Référence", "Registre", "Nom du traitement", "Finalité principale", "Sous-finalités", "Responsables conjoints ou clients"),
    *("Bases légales", "Personnes concernées", "Catégories de données", "Données sensibles", "Durées de conservation", "Destinataires"),
    *("Transferts hors UE", "Détail des transferts", "Mesures de sécurité", "Source des données", "Information donnée aux personnes"),
    *("Agents IA", "Référence d’origine", "Créée le", "Mise à jour le", "Reste à compléter"),
)


def processings(book: RegisterBook) -> Table:
    """One row a processing."""
    return Table("Traitements", HEADS, [_row(sheet) for sheet in book.sheets])


def details(book: RegisterBook) -> tuple[Table, ...]:
    """One table for each list of the sheets, tied by the reference."""
    return (
        _of(book, "Bases légales", ("Finalité", "Base légale", "Article", "Justification", "Confirmée"), _grounds),
        _of(book, "Données", ("Catégorie", "Description", "Durée", "Archivage", "Sensible", "Exception (art. 9)"), _data),
        _of(book, "Personnes", ("Catégorie", "Précisions"), lambda sheet: _lines(sheet.people)),
        _of(book, "Destinataires", ("Destinataire", "Précisions"), lambda sheet: _lines(sheet.recipients)),
        _of(book, "Transferts", ("Destinataire", "Pays", "Garantie", "Documentation", "Garantie valable"), _transfers),
        _of(book, "Mesures", ("Mesure", "Précisions"), lambda sheet: _lines(sheet.measures)),
        _of(book, "Agents", ("Agent", "État", "Logiciel et modèle", "Pays", "Responsable", "Droits"), _agents),
        _of(book, "À compléter", ("Point", "Niveau", "Source"), _missing),
    )


def company(book: RegisterBook) -> Table:
    """Whose register it is, and when it was read."""
    own = book.company
    facts: list[tuple[str, Value]] = [
        ("Entreprise", own.name),
        ("SIREN", own.siren),
        ("Adresse", own.address),
        ("Téléphone", own.phone),
        ("Adresse électronique", own.email),
        ("Représentant", own.representative),
        ("Délégué à la protection des données", joined(own.dpo_name, own.dpo_contact) or ANSWERS[own.has_dpo]),
        ("Version du registre", str(book.version)),
        ("Établi le", book.made_at.date()),
        *([("Tel qu’il était au", book.as_on.date())] if book.as_on else []),
        ("Version de travail", ANSWERS[book.is_draft]),
    ]
    return Table("Registre", ("Registre des activités de traitement", ""), facts)


def _row(sheet: Sheet) -> list[Value]:
    return [
        *(sheet.reference, SIDES[sheet.is_processor], sheet.title, sheet.purpose, "\n".join(sheet.sub_purposes), sheet.partners),
        _listed(_ground(one) for one in sheet.grounds),
        _listed(joined(line.label, line.precision) for line in sheet.people),
        _listed(joined(line.category, line.description) for line in sheet.data),
        ANSWERS[sheet.has_sensitive_data],
        _listed(f"{line.category}\u00a0: {_kept(line)}" for line in sheet.data if _kept(line)),
        _listed(joined(line.label, line.precision) for line in sheet.recipients),
        ANSWERS[sheet.has_transfers],
        _listed(_transfer(line) for line in sheet.transfers),
        _listed(joined(line.label, line.precision) for line in sheet.measures),
        *(sheet.source, sheet.information, _listed(joined(agent.name, agent.state) for agent in sheet.agents), sheet.outside_reference),
        *(sheet.created_on or "", sheet.updated_on or "", _listed(gap.label for gap in sheet.missing)),
    ]


def _of(book: RegisterBook, name: str, heads: tuple[str, ...], rows_of: RowsOf) -> Table:
    rows = [[sheet.reference, sheet.title, *row] for sheet in book.sheets for row in rows_of(sheet)]
    return Table(name, ("Référence", "Nom du traitement", *heads), rows)


def _grounds(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.grounds:
        mark = "Oui" if one.is_confirmed else "Non, à confirmer"
        yield one.purpose, one.basis, one.article, one.justification, mark if one.basis else ""


def _data(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.data:
        yield one.category, one.description, one.retention, one.archive, ANSWERS[one.is_sensitive], one.exception


def _transfers(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.transfers:
        yield one.recipient, one.country, one.safeguard, one.link, ANSWERS[one.is_valid]


def _agents(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.agents:
        yield one.name, one.state, one.software, one.host_country, one.in_charge, _rights(one)


def _missing(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.missing:
        yield one.label, LEVELS[one.level], one.source


def _lines(lines: Iterable[Line]) -> Iterable[tuple[str, ...]]:
    return ((line.label, line.precision) for line in lines)


def _ground(one: Ground) -> str:
    mark = ("confirmée" if one.is_confirmed else "à confirmer") if one.basis else ""
    return joined(joined(one.purpose, one.basis, between="\u00a0: "), one.article, mark)


def _rights(agent: Agent) -> str:
    return _listed(joined(right.verb, right.resource, right.until) for right in agent.rights)


def _transfer(line: Transfer) -> str:
    return joined(line.recipient, line.country, line.safeguard, line.link, "" if line.is_valid else "garantie invalide")


def _kept(line: Data) -> str:
    return joined(line.retention, f"archivage\u00a0: {line.archive}" if line.archive else "", between=", puis ")


def _listed(texts: Iterable[str]) -> str:
    return "\n".join(texts)
