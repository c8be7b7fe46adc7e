"""The CSV export of OpenRGPD: text -> ImportPreview. Its values went through HTML escaping, its lists end with « / »."""

import html
import re
from dataclasses import replace
from datetime import date

from lib.tables.text import fold
from lib.tables.values import day_of
from register.importers import told
from register.importers.csv_rows import Row, rows
from register.importers.page import Notes
from register.importers.preview import DataLine, ImportedProcessing, ImportPreview, Line, Organisation, Party, PurposeLine

TITLES = (
    *("ID", "Traitement", "Origine des données", "Validation du DPD", "Finalité du traitement", "Sous-finalité", "Commentaire"),
    *("Date de mise en oeuvre", "Catégorie de données traitées", "Catégorie de personnes concernées", "Destinataires des données"),
    *("Durée d'utilité administrative", "Archivage", "Transfert hors UE", "Licéité du traitement", "Support de données / outils"),
    *("Co-responsable du traitement", "Représentant du Co-responsable du traitement", "Sous-traitant", "Délai d'effacement"),
    *("Niveau d'identification", "Commentaire d'identification", "Niveau de sécurité", "Commentaire de sécurité"),
    *("Date de dernière mise à jour", "Déclarant", "Gestionnaire(s) des données", "Pôle", "Entité", "Nom du responsable du traitement"),
    *("PIA ", "Commentaire PIA", "Plan d'action du DPD", "base Juridique du traitement", "base Juridique de la licéité"),
)
COLUMN = {fold(title): number for number, title in enumerate(TITLES)}
CATEGORIES = {
    "etat civil identite donnees d identification": "etat_civil",
    "vie personnelle": "vie_personnelle",
    "vie professionnelle": "vie_professionnelle",
    "information d ordre economique et financier": "eco_financier",
    "donnees de connexion": "connexion",
    "donnees de localisation": "localisation",
}
SENSITIVE = "donnees sensibles"
ADMINISTRATIVE = ("Validation du DPD", "Déclarant", "Niveau d'identification", "Niveau de sécurité")  # numbers and dates of the program
NOWHERE = "Cette colonne n’a pas de place sur nos fiches."
DPIA_TO_DO = "Vérifiez si une analyse d’impact (AIPD) est nécessaire."


def preview(text: str, delimiter: str) -> ImportPreview:
    """Every processing of the export. Raises Unreadable."""
    notes = Notes()
    found = rows(text, delimiter)
    for row in found:
        row.texts = [html.unescape(value) for value in row.texts]
    processings = [item for row in found if (item := _processing(row, notes))]
    entities = told.distinct(row.text(_at("Entité")) for row in found)
    if len(entities) > 1:
        sentence = f"Le fichier réunit {len(entities)} entités\u00a0: {', '.join(entities[:5])}."
        notes.ask("Entités", "colonne «\u00a0Entité\u00a0»", sentence, "Cochez les seuls traitements de votre entreprise.")
    return told.whole(processings, notes, Organisation(controller=Party(name=told.name(entities[0]) if entities else "")))


def _processing(row: Row, notes: Notes) -> ImportedProcessing | None:
    name, purpose = _text(row, "Traitement"), _text(row, "Finalité du traitement")
    if not name:
        notes.refuse(purpose or row.where(1), row.where(1), "Cette ligne n’a pas de nom de traitement.")
        return None
    number = _text(row, "ID")
    data, is_sensitive = _data(row)
    parts = (_text(row, "Co-responsable du traitement"), _text(row, "Représentant du Co-responsable du traitement"))
    processing = ImportedProcessing(
        key="",
        name=told.name(name),
        reference=told.reference(f"OpenRGPD {number}") if number else "",  # a bare number would meet those of other registers
        created_on=_day(row, "Date de mise en oeuvre"),
        updated_on=_day(row, "Date de dernière mise à jour"),
        purpose=purpose,
        sub_purposes=tuple(_listed(row, "Sous-finalité")),
        purposes=_purposes(row, purpose or name),
        source=_text(row, "Origine des données"),
        joint_controllers=", ".join(part for part in parts if part),
        data=data,
        has_sensitive_data=is_sensitive,
        people=tuple(told.line("categories_personnes", word) for word in _listed(row, "Catégorie de personnes concernées")),
        recipients=_recipients(row),
        measures=_measures(row),
        has_transfers=_has_transfers(row),
        where=f"ligne {row.number}",
    )
    return _finished(row, processing, notes)


def _finished(row: Row, processing: ImportedProcessing, notes: Notes) -> ImportedProcessing:
    _ask_impact(row)
    row.taken.update((_at("Entité"), *map(_at, ADMINISTRATIVE)))
    row.ignore_rest(NOWHERE)
    notes.ignored.extend(row.notes.ignored)
    return replace(processing, unclear=tuple(row.notes.unclear))


def _purposes(row: Row, purpose: str) -> tuple[PurposeLine, ...]:
    column = _at("Licéité du traitement")
    words = _listed(row, "Licéité du traitement")
    texts = (_text(row, "base Juridique du traitement"), _text(row, "base Juridique de la licéité"))
    bases = [told.bases().get(fold(word), "") for word in words]
    basis = bases[0] if len(bases) == 1 else ""
    if words and not basis:
        shown = ", ".join(words)
        row.ask(
            column,
            f"Le fichier dit «\u00a0{shown}\u00a0»\u00a0: aucune base légale n’est reprise.",
            "Choisissez la base légale sur la fiche.",
        )
    return (PurposeLine(purpose, basis, "\n".join(told.distinct(texts))),)


def _data(row: Row) -> tuple[tuple[DataLine, ...], bool | None]:
    kept, is_sensitive = _retention(row), None
    lines = []
    for word in _listed(row, "Catégorie de données traitées"):
        if fold(word) == SENSITIVE:
            is_sensitive = True
            row.ask(_at("Catégorie de données traitées"), "Le fichier annonce des données sensibles, sans dire lesquelles.", "Ajoutez-les.")
            continue
        code = CATEGORIES.get(fold(word))
        line = DataLine(code, word, kept) if code else told.data_line(word, retention=kept)
        is_sensitive = True if line.is_sensitive else is_sensitive
        lines.append(line)
    if kept and not lines:
        row.ask(_at("Durée d'utilité administrative"), f"Durée sans donnée\u00a0: {kept}", "Ajoutez les données concernées.")
    return tuple(lines), is_sensitive


def _retention(row: Row) -> str:
    told_as = (("", "Durée d'utilité administrative"), ("Archivage\u00a0: ", "Archivage"), ("Effacement\u00a0: ", "Délai d'effacement"))
    return "\n".join(f"{word}{text}" for word, title in told_as if (text := _text(row, title)))


def _recipients(row: Row) -> tuple[Line, ...]:
    found = [told.line("destinataires", word) for word in _listed(row, "Destinataires des données")]
    found += [Line(told.SUBCONTRACTORS, word, told.SUBCONTRACTORS, is_processor=True) for word in _listed(row, "Sous-traitant")]
    return tuple(found)


def _measures(row: Row) -> tuple[Line, ...]:
    words = _text(row, "Commentaire de sécurité")
    return (told.line("mesures_securite", words),) if words else ()


def _has_transfers(row: Row) -> bool | None:
    column = _at("Transfert hors UE")
    word = row.raw(column)
    answer = {"0": False, "1": True, "non": False, "oui": True}.get(fold(word))
    if answer:
        row.ask(column, "Le fichier annonce un transfert hors UE, sans le décrire.", "Indiquez le destinataire, le pays et la garantie.")
    elif word and answer is None:
        row.ask(column, f"«\u00a0{word}\u00a0» n’est ni oui ni non.", "Répondez par oui ou par non.")
    return answer


def _ask_impact(row: Row) -> None:
    column, comment = _at("PIA"), _text(row, "Commentaire PIA")
    word = row.raw(column)
    if comment or fold(word) not in ("", "0", "non"):
        said = f"\u00a0: {comment}" if comment else ""
        row.ask(column, f"Le fichier annonce une analyse d’impact{said}.", DPIA_TO_DO)


def _day(row: Row, title: str) -> date | None:
    text = row.raw(_at(title))
    found = day_of(text)
    if text and not found and not text.startswith("0000-00-00"):
        row.ask(_at(title), f"«\u00a0{text}\u00a0» n’est pas une date complète.", "Vérifiez la date.")
    return found


def _listed(row: Row, title: str) -> list[str]:
    return told.distinct(re.split(r"/(?:\s+|$)|\n", _text(row, title)))


def _text(row: Row, title: str) -> str:
    return row.text(_at(title))


def _at(title: str) -> int:
    return COLUMN[fold(title)]
