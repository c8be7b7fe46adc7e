"""The register as tables: one row a processing, and one table for each of its lists. What CSV and Excel files hold, and bring back."""

from collections.abc import Callable, Iterable

from lib.tables.cells import joined
from lib.tables.table import Table, Value
from register import parts, phrases
from register.book import Agent, Data, Level, RegisterBook, Sheet
from register.parts import ANSWERS, PARTS

RowsOf = Callable[[Sheet], Iterable[Iterable[Value]]]
SIDES = {False: "Responsable (art. 30.1)", True: "Sous-traitant (art. 30.2)"}
LEVELS = {Level.OBLIGATORY: "Obligatoire", Level.CONFIRM: "À confirmer", Level.RECOMMENDED: "Conseillé"}
HEADS = (
    *("Référence", "Registre", "Nom du traitement", "Finalité principale", "Sous-finalités", "Responsables conjoints ou clients"),
    *("Bases légales", "Personnes concernées", "Catégories de données", "Données sensibles", "Durées de conservation", "Destinataires"),
    *("Transferts hors UE", "Détail des transferts", "Mesures de sécurité", "Source des données", "Information donnée aux personnes"),
    *("Agents IA", "Référence d’origine", "Créée le", "Mise à jour le", "Reste à compléter"),
    *("Responsables conjoints", "Clients", "Personnes informées", "Informées le", "Informées comment", "Obligation de répondre"),
    *("Qui décide", "Précisions sur la décision", "Droits des personnes", "Questions ouvertes", "Identifiant"),
    "Décision et information à confirmer",
)


def processings(book: RegisterBook) -> Table:
    """One row a processing."""
    return Table("Traitements", HEADS, [_row(sheet) for sheet in book.sheets])


def details(book: RegisterBook) -> tuple[Table, ...]:
    """One table for each list of the sheets, tied by the reference."""
    return (
        *(_of(book, part.tab, (*part.titles, *(title for title, _ in part.derived)), _rows_of(part)) for part in PARTS.values()),
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
        ("Vocabulaires", phrases.sources(book.sources)),
        ("Version de travail", ANSWERS[book.is_draft]),
    ]
    return Table("Registre", ("Registre des activités de traitement", ""), facts)


def _row(sheet: Sheet) -> list[Value]:
    return [
        *(sheet.reference, SIDES[sheet.is_processor], sheet.title, sheet.purpose, "\n".join(sheet.sub_purposes), sheet.partners),
        *(_cell(sheet, "grounds"), _cell(sheet, "people"), _cell(sheet, "data"), ANSWERS[sheet.has_sensitive_data]),
        _listed(f"{line.category}\u00a0: {_kept(line)}" for line in sheet.data if _kept(line)),
        *(_cell(sheet, "recipients"), ANSWERS[sheet.has_transfers], _cell(sheet, "transfers"), _cell(sheet, "measures")),
        *(sheet.source, sheet.information, _listed(joined(agent.name, agent.state) for agent in sheet.agents), sheet.outside_reference),
        *(sheet.created_on or "", sheet.updated_on or "", _listed(gap.label for gap in sheet.missing)),
        *(_cell(sheet, "joint"), _cell(sheet, "clients"), ANSWERS[sheet.is_informed], sheet.informed_on or ""),
        *(sheet.informed_how, sheet.obligation, sheet.automation, sheet.automation_words),
        *(_listed(sheet.people_rights), _listed(question.words for question in sheet.open_questions), sheet.id),
        "Oui" if sheet.is_notice_proposed else "",
    ]


def _cell(sheet: Sheet, name: str) -> str:
    return _listed(parts.text(PARTS[name], item) for item in getattr(sheet, name))


def _of(book: RegisterBook, name: str, heads: tuple[str, ...], rows_of: RowsOf) -> Table:
    rows = [[sheet.reference, sheet.title, *row] for sheet in book.sheets for row in rows_of(sheet)]
    return Table(name, ("Référence", "Nom du traitement", *heads), rows)


def _rows_of(part: parts.Part) -> RowsOf:
    return lambda sheet: ([*parts.values(part, item), *parts.derived(part, item)] for item in getattr(sheet, part.name))


def _agents(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.agents:
        yield one.name, one.state, one.software, one.host_country, one.in_charge, _rights(one)


def _missing(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    for one in sheet.missing:
        yield one.label, LEVELS[one.level], one.source


def _rights(agent: Agent) -> str:
    return _listed(joined(right.verb, right.resource, right.until) for right in agent.rights)


def _kept(line: Data) -> str:
    return joined(line.retention, f"archivage\u00a0: {line.archive}" if line.archive else "", between=", puis ")


def _listed(texts: Iterable[str]) -> str:
    return "\n".join(texts)
