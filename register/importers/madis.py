"""The CSV export of Madis: bytes -> ImportPreview.

Its titles do not stand over their values: the people concerned are titled in one order and written in another. They are read by place.
"""

import re
from datetime import date

from inventory.enums import Automation
from lib.tables.archive import Unreadable
from lib.tables.text import fold
from lib.tables.values import day_of, yes_or_no
from register.importers import told
from register.importers.csv_rows import Row, rows
from register.importers.page import Notes
from register.importers.preview import DataLine, ImportedProcessing, ImportPreview, Line, Organisation, Party, PurposeLine, Unclear

FIRST = ("Nom", "Structure - Nom", "Structure - SIREN")  # enough to know the program
TITLES = (
    *("Nom", "Structure - Nom", "Structure - SIREN", "Structure - Code INSEE", "En tant que", "Coordonnées du responsable de traitement"),
    *("Finalités", "Gestionnaire", "État", "Base légale", "Justification de la base légale", "Observations", "Registre public"),
    *("Est exempté d'AIPD", "Préconisations", "Catégorie de données", "Catégorie des données - Autres catégories"),
    *("Destination - Catégorie de destinataires", "Destination - Sous-traitants", "Historique - Créé par"),
    *("Historique - Date de création", "Historique - Date de modification"),
    *(
        f"Détails - Personnes concernées - {who}{end}"
        for who in ("Particuliers", "Internautes", "Salariés", "Élus", "Professionnels", "Partenaires", "Usagers", "Autres")
        for end in ("", " - Commentaire")
    ),
    *("Détails - Nombre de personnes concernées", "Détails - Logiciels et supports", "Détails - Traitement papier"),
    *("Détails - Délai de conservation - Durée", "Détails - Délai de conservation - Nom", "Détails - Délai de conservation - Sort final"),
    *("Détails - Origine des données", "Détails - Moyens de la collecte"),
    *(
        f"Mesures de sécurité et confidentialité - {what}{end}"
        for what in ("Contrôle d'accès", "Traçabilité", "Sauvegarde", "Mise à jour", "Autres")
        for end in ("", " - Commentaire")
    ),
)
COLUMN = {fold(title): number for number, title in enumerate(TITLES)}
PEOPLE = ("Particuliers", "Internautes", "Usagers", "Salariés", "Élus", "Professionnels", "Partenaires", "Autres")  # the values' order
FIRST_PEOPLE, FIRST_MEASURE, FIRST_SPECIFIC = 22, 46, 59
MEASURES = ("Contrôle d’accès", "Traçabilité", "Sauvegarde", "Mise à jour", "Autres mesures")
MEASURE_CODES = {"Traçabilité": "journaliser", "Sauvegarde": "sauvegarder"}
CONFIRMED = (
    "À tout moment il est possible de ressortir les personnes habilitées",
    "La personne ou la procédure qui permet d’ouvrir des comptes est clairement identifiée",
    "Les spécificités de sensibilisation liées à ce traitement sont délivrées",
)
DECISIONS = "décisions automatisées avec effet"
SPECIFIC = (
    *("surveillance systématique", "collecte à large échelle", "personnes vulnérables", "croisement de données", "évaluation ou notation"),
    *(DECISIONS, "exclusion automatique d’un service", "usage innovant"),
)
SIDES = {"responsable de traitement": "controller", "responsable du traitement": "controller", "sous traitant": "processor"}
NUMBERED = re.compile(r"\s*(\d{1,4})\s*:\s*(.*)")
ADMINISTRATIVE = (2, 3, 8, 12, 13, 19)  # SIREN, INSEE, state, public register, exemption, author: told otherwise, or nobody's affair here
OTHER_COLUMNS = "Cet export de Madis n’a pas les colonnes que nous connaissons. Exportez les traitements seuls, sans choisir de colonnes."
NOWHERE = "Cette colonne n’a pas de place sur nos fiches."


def preview(text: str, delimiter: str) -> ImportPreview:
    """Every processing of the export. Raises Unreadable."""
    found = rows(text, delimiter)
    if found and [fold(title) for title in found[0].titles[: len(TITLES)]] != list(COLUMN):
        raise Unreadable(OTHER_COLUMNS)
    notes = Notes()
    processings = [item for row in found if (item := _processing(row, notes))]
    structures = told.distinct(row.text(1) for row in found)
    if len(structures) > 1:
        sentence = f"Le fichier réunit {len(structures)} structures\u00a0: {', '.join(structures[:5])}."
        notes.ask("Structures", "colonne «\u00a0Structure - Nom\u00a0»", sentence, "Cochez les seuls traitements de votre entreprise.")
    return told.whole(processings, notes, Organisation(controller=Party(name=told.name(structures[0]) if structures else "")))


def _processing(row: Row, notes: Notes) -> ImportedProcessing | None:
    name = row.text(0)
    if not name:
        notes.refuse(row.text(_at("Finalités")) or row.where(0), row.where(0), "Cette ligne n’a pas de nom de traitement.")
        return None
    side = _side(row)
    purpose = row.text(_at("Finalités"))
    data = _data(row)
    processing = ImportedProcessing(
        key="",
        name=told.name(name),
        side=side,
        created_on=_day(row, _at("Historique - Date de création")),
        updated_on=_day(row, _at("Historique - Date de modification")),
        purpose=purpose,
        purposes=_purposes(row, purpose),
        source=row.text(_at("Détails - Origine des données")),
        joint_controllers=row.text(_at("Coordonnées du responsable de traitement")) if side == "processor" else "",
        data=data,
        has_sensitive_data=True if any(line.is_sensitive for line in data) else None,
        people=_people(row),
        recipients=_recipients(row),
        measures=_measures(row),
        automation=_automation(row),
        where=f"ligne {row.number}",
        unclear=_asked(row),
    )
    row.taken.update((1, *ADMINISTRATIVE, *range(FIRST_SPECIFIC + len(SPECIFIC), len(row.texts))))
    row.ignore_rest(NOWHERE)
    notes.ignored.extend(row.notes.ignored)
    return processing


def _asked(row: Row) -> tuple[Unclear, ...]:
    """The last questions of a row, after which its questions are complete."""
    if fold(row.raw(_at("État"))) == "inactif":
        row.ask(_at("État"), "Ce traitement est inactif dans Madis.", "Archivez la fiche si vous ne le faites plus.")
    said = [word for place, word in enumerate(SPECIFIC, FIRST_SPECIFIC) if yes_or_no(row.raw(place))]
    if said:
        row.notes.ask(
            "Analyse d’impact",
            f"ligne {row.number}, colonnes «\u00a0Traitement spécifique\u00a0»",
            f"Le fichier signale\u00a0: {', '.join(said)}.",
            "Vérifiez si une analyse d’impact (AIPD) est nécessaire.",
        )
    return tuple(row.notes.unclear)


def _automation(row: Row) -> str:
    """A yes is an agent that decides alone; a no says nothing of who decides."""
    place = FIRST_SPECIFIC + SPECIFIC.index(DECISIONS)
    if not yes_or_no(row.raw(place)):
        return ""
    sentence = "Le fichier signale des décisions automatisées avec effet\u00a0: la fiche dit que l’agent décide seul."
    row.notes.ask("Décision automatisée", row.where(place), sentence, "Vérifiez qui décide, et dites comment joindre une personne.")
    return str(Automation.ALONE.value)


def _side(row: Row) -> str:
    column = _at("En tant que")
    word = row.raw(column)
    side = SIDES.get(fold(word), "")
    if not side:
        sentence = f"Le fichier dit «\u00a0{word}\u00a0»." if word else "Le fichier ne dit pas pour le compte de qui."
        row.ask(column, f"{sentence} La fiche est ouverte comme responsable de traitement.", "Vérifiez pour le compte de qui.")
    return side or "controller"


def _purposes(row: Row, purpose: str) -> tuple[PurposeLine, ...]:
    column = _at("Base légale")
    word, justification = row.raw(column), row.text(_at("Justification de la base légale"))
    basis = told.bases("madis").get(fold(word), "")
    if word and not basis:
        row.ask(
            column,
            f"Le fichier dit «\u00a0{word}\u00a0»\u00a0: aucune base légale n’est reprise.",
            "Choisissez la base légale sur la fiche.",
        )
    return (PurposeLine(purpose or told.name(row.raw(0)), basis, justification),) if purpose or basis else ()


def _data(row: Row) -> tuple[DataLine, ...]:
    kept = _retention(row)
    words = told.distinct(re.split(r" - |\n", row.text(_at("Catégorie de données"))))
    lines = [told.data_line(word, retention=kept) for word in words]
    column = _at("Catégorie des données - Autres catégories")
    if other := row.text(column):
        lines.append(DataLine("Autres données", other, kept))
        row.ask(column, "Ces données n’ont pas de catégorie.", "Choisissez leur catégorie.")
    if kept and not lines:
        row.ask(_at("Détails - Délai de conservation - Durée"), f"Durée sans donnée\u00a0: {kept}", "Ajoutez les données concernées.")
    return tuple(lines)


def _retention(row: Row) -> str:
    """« Factures : 10 ans, puis Destruction »; the export gives durations to the whole processing."""
    column = _at("Détails - Délai de conservation - Durée")
    durations, names, ends = (_numbered(row.text(column + offset)) for offset in range(3))
    lines = []
    for number in dict.fromkeys((*durations, *names, *ends)):
        named = f"{names[number]}\u00a0: " if names.get(number) else ""
        lines.append(f"{named}{durations.get(number) or 'durée non indiquée'}" + (f", puis {ends[number]}" if ends.get(number) else ""))
    if len(lines) > 1:
        row.ask(column, "Plusieurs durées sont données, sans dire à quelles données.", "Gardez la bonne durée pour chaque donnée.")
    return "\n".join(lines)


def _numbered(text: str) -> dict[str, str]:
    """« 1: 10 ans » -> {"1": "10 ans"}; a line without number continues the one before."""
    found: dict[str, str] = {}
    number = "1"
    for line in text.split("\n"):
        matched = NUMBERED.fullmatch(line)
        number, words = (matched[1], matched[2]) if matched else (number, line)
        found[number] = " ".join(part for part in (found.get(number, ""), words) if part)
    return {number: words for number, words in found.items() if words}


def _people(row: Row) -> tuple[Line, ...]:
    found = []
    for place, word in enumerate(PEOPLE):
        column = FIRST_PEOPLE + 2 * place
        answer, comment = row.raw(column), row.text(column + 1)
        if _is_yes(row, answer, comment, f"Personnes concernées\u00a0: {word}"):
            found.append(told.line("categories_personnes", word, comment, word))
    return tuple(found)


def _recipients(row: Row) -> tuple[Line, ...]:
    found = []
    if words := row.text(_at("Destination - Catégorie de destinataires")):
        found.append(told.line("destinataires", words))
    column = _at("Destination - Sous-traitants")
    if words := row.text(column):
        found.append(Line(told.SUBCONTRACTORS, words, told.SUBCONTRACTORS, is_processor=True))
        if " - " in words:
            row.ask(column, f"Le fichier les écrit à la suite\u00a0: {words}", "Vérifiez s’il y a un ou plusieurs sous-traitants.")
    return tuple(found)


def _measures(row: Row) -> tuple[Line, ...]:
    found = []
    for place, word in enumerate(MEASURES):
        column = FIRST_MEASURE + 2 * place
        answer, comment = row.raw(column), row.text(column + 1)
        if _is_yes(row, answer, comment, word):
            found.append(Line(MEASURE_CODES.get(word, word), comment, word))
    for place, word in enumerate(CONFIRMED, FIRST_MEASURE + 2 * len(MEASURES)):
        if yes_or_no(row.raw(place)):
            found.append(Line(word))
    return tuple(found)


def _is_yes(row: Row, answer: str, comment: str, what: str) -> bool:
    """A comment beside « Non », or no yes nor no, is a question and no line."""
    is_yes = yes_or_no(answer)
    if is_yes is None and (answer or comment):
        row.notes.ask(
            what, f"ligne {row.number}", f"«\u00a0{answer or comment}\u00a0» n’est ni oui ni non.", "Ajoutez cette ligne si elle est vraie."
        )
    elif is_yes is False and comment:
        row.notes.ask(
            what, f"ligne {row.number}", f"Le fichier dit non, puis «\u00a0{comment}\u00a0».", "Ajoutez cette ligne si elle est vraie."
        )
    return bool(is_yes)


def _day(row: Row, column: int) -> date | None:
    text = row.text(column)
    found = day_of(text.partition(" ")[0])
    if text and not found:
        row.ask(column, f"«\u00a0{text}\u00a0» n’est pas une date complète.", "Vérifiez la date.")
    return found


def _at(title: str) -> int:
    return COLUMN[fold(title)]
