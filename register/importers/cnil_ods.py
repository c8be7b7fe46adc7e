"""A register kept in the CNIL's model (ODS): bytes -> ImportPreview. The list and the sheets are joined; nothing is created here.

The model has neither legal basis nor agents: they are asked afterwards, never inferred.
"""

from collections.abc import Iterable, Sequence

from lib.tables import ods
from lib.tables.archive import Unreadable
from lib.tables.text import fold
from register.importers import labels
from register.importers.cnil_list import ListedProcessing, completed, read_list, read_organisation
from register.importers.cnil_sheet import SheetDraft, is_list, is_sheet, read_sheet
from register.importers.joining import Pair, joined, paired, with_shared_names, without_model_reference, without_repeats
from register.importers.page import Notes, Page
from register.importers.preview import ImportPreview, Organisation

MAX_PROCESSINGS = 500
PROCESSOR = "Le modèle de la CNIL n’a pas de fiche de sous-traitant\u00a0: elle n’est pas reprise."
EXAMPLE = "C’est l’exemple livré avec le modèle de la CNIL."
UNKNOWN = "Nous ne reconnaissons pas le modèle de registre de la CNIL dans ce fichier. Vérifiez que c’est le bon fichier."
TOO_MANY = f"Ce registre dépasse {MAX_PROCESSINGS} traitements. Partagez-le en plusieurs fichiers."


def preview(data: bytes) -> ImportPreview:
    """What the file holds. Raises Unreadable when it is no register of this model. No processing at all is a valid answer."""
    pages = [Page(table) for table in ods.read(data)]
    lists = [page for page in pages if is_list(page)]
    sheets = [page for page in pages if is_sheet(page)]
    if not lists and not sheets:
        raise Unreadable(UNKNOWN)
    notes = Notes()
    for page in pages:
        if page.has(fold(labels.PROCESSOR_SHEET)):
            notes.ignore(labels.PROCESSOR_SHEET, page.tab, PROCESSOR)
    listed = list(_real_rows((row for page in lists for row in read_list(page, notes)), notes))
    drafts = list(_real_sheets((read_sheet(page) for page in sheets), notes))
    if max(len(listed), len(drafts)) > MAX_PROCESSINGS:
        raise Unreadable(TOO_MANY)
    without_model_reference(drafts)
    pairs = without_repeats(paired(listed, drafts), notes)
    processings = with_shared_names([joined(number, pair) for number, pair in enumerate(pairs, 1)])
    every = [notes, *_notes_of(pairs)]
    return ImportPreview(
        organisation=_organisation(lists, drafts),
        processings=processings,
        unclear=tuple(notes.unclear),
        refused=tuple(item for each in every for item in each.refused),
        ignored=tuple(item for each in every for item in each.ignored),
    )


def _real_rows(rows: Iterable[ListedProcessing], notes: Notes) -> Iterable[ListedProcessing]:
    for row in rows:
        if row.is_example:
            notes.ignore(row.name, row.where, EXAMPLE)
        else:
            yield row


def _real_sheets(drafts: Iterable[SheetDraft], notes: Notes) -> Iterable[SheetDraft]:
    for draft in drafts:
        if draft.is_example:
            notes.ignore(draft.name, draft.tab, EXAMPLE)
        elif draft.is_empty:
            notes.ignore("Fiche vide", draft.tab, "Cette fiche n’est pas remplie.")
        else:
            yield draft


def _notes_of(pairs: Sequence[Pair]) -> list[Notes]:
    return [part.notes for pair in pairs for part in (pair.listed, pair.draft) if part]


def _organisation(lists: Sequence[Page], drafts: Sequence[SheetDraft]) -> Organisation:
    found = read_organisation(lists[0]) if lists else Organisation()
    return completed(found, drafts[0].actors) if drafts else found
