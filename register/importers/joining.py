"""Which sheet belongs to which row of the list, and the processing the two make together."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.tables.text import fold, one_line, shorten
from register.importers import labels
from register.importers.cnil_list import ListedProcessing
from register.importers.cnil_sheet import SheetDraft
from register.importers.page import Notes
from register.importers.preview import ImportedProcessing, Unclear

SENSITIVE_ROWS = 9  # art. 9 and 10 in the model
PROMISED_ABROAD = "Un destinataire hors de l’Union européenne est cité, mais aucun transfert n’est décrit."


@dataclass(frozen=True)
class Pair:
    """A row of the list, its sheet, or both."""

    listed: ListedProcessing | None
    draft: SheetDraft | None

    @property
    def name(self) -> str:
        return (self.draft.name if self.draft else "") or (self.listed.name if self.listed else "")

    @property
    def reference(self) -> str:
        return (self.listed.reference if self.listed else "") or (self.draft.reference if self.draft else "")

    @property
    def where(self) -> str:
        """The sheet's tab, or the list's cell."""
        return self.draft.tab if self.draft else self.listed.where if self.listed else ""


def paired(listed: Sequence[ListedProcessing], drafts: Sequence[SheetDraft]) -> list[Pair]:
    """Same reference and name first, then the name alone, then the reference alone. The list's order, then the sheets it forgot."""
    sheet_of: dict[int, SheetDraft] = {}
    waiting = list(drafts)
    for key in (_both, _name, _reference):
        free: dict[str, list[int]] = {}
        for number, row in enumerate(listed):
            if number not in sheet_of:
                free.setdefault(key(row), []).append(number)
        for draft in list(waiting):
            if key(draft) and (rows := free.get(key(draft))):
                sheet_of[rows.pop(0)] = draft
                waiting.remove(draft)
    return [Pair(row, sheet_of.get(number)) for number, row in enumerate(listed)] + [Pair(None, draft) for draft in waiting]


def without_model_reference(drafts: Sequence[SheetDraft]) -> None:
    """« ref-001 » left in several copies of the model is nobody's reference."""
    left = [draft for draft in drafts if fold(draft.reference) == labels.MODEL_REFERENCE]
    for draft in left if len(left) > 1 else ():
        draft.notes.ignore(draft.reference, draft.tab, "C’est la référence livrée avec le modèle, laissée dans plusieurs fiches.")
        draft.reference = ""


def without_repeats(pairs: Sequence[Pair], notes: Notes) -> list[Pair]:
    """The same name and reference twice is one processing: the second is refused."""
    kept: list[Pair] = []
    references: dict[str, list[str]] = {}  # by name
    for pair in pairs:
        known, own = references.setdefault(fold(pair.name), []), fold(pair.reference)
        if pair.name and any(own == other or not own or not other for other in known):
            notes.refuse(pair.name, pair.where, "Ce traitement figure déjà ailleurs dans le fichier, avec le même nom.")
        else:
            kept.append(pair)
            known.append(own)
    return kept


def joined(number: int, pair: Pair) -> ImportedProcessing:
    """The processing. The sheet says more than the list; their contradictions become questions."""
    notes = Notes()
    if pair.listed and pair.draft:
        _compare(pair.listed, pair.draft, notes)
    listed, draft = pair.listed, pair.draft or SheetDraft(pair.where)
    _check(pair, draft, notes)
    found = [*(listed.notes.unclear if listed else ()), *draft.notes.unclear, *notes.unclear]
    draft.notes.ignored.extend(notes.ignored)
    return ImportedProcessing(
        key=f"p{number}",
        name=pair.name or pair.reference or shorten(one_line(pair.where), 200),
        reference=pair.reference,
        created_on=draft.created_on or (listed.created_on if listed else None),
        updated_on=draft.updated_on or (listed.updated_on if listed else None),
        purpose=draft.purpose or (listed.purpose if listed else ""),
        sub_purposes=tuple(draft.sub_purposes),
        joint=tuple(draft.joint),
        data=tuple(draft.data),
        has_sensitive_data=_has_sensitive_data(listed, draft),
        people=tuple(draft.people),
        recipients=tuple(draft.recipients),
        measures=tuple(draft.measures),
        has_transfers=True if draft.transfers else False if draft.says_no_transfer else None,
        transfers=tuple(draft.transfers),
        sheet_missing=pair.draft is None,
        where=pair.where,
        source=draft.source,
        information=draft.information,
        is_informed=draft.is_informed,
        informed_on=draft.informed_on,
        informed_how=draft.informed_how,
        obligation=draft.obligation,
        automation=draft.automation,
        automation_words=draft.automation_words,
        is_notice_proposed=draft.is_notice_proposed,
        purposes=tuple(draft.purposes),
        unclear=tuple(found),
    )


def with_shared_names(processings: Sequence[ImportedProcessing]) -> tuple[ImportedProcessing, ...]:
    """Two processings with one name, or one reference: both are kept, and the person is asked."""
    names = Counter(fold(processing.name) for processing in processings)
    references = Counter(fold(processing.reference) for processing in processings if processing.reference)
    return tuple(_with_doubts(processing, names, references) for processing in processings)


def _with_doubts(processing: ImportedProcessing, names: Counter[str], references: Counter[str]) -> ImportedProcessing:
    doubts = []
    if names[fold(processing.name)] > 1:
        doubts.append(("le même nom", processing.name))
    if processing.reference and references[fold(processing.reference)] > 1:
        doubts.append(("la même référence", processing.reference))
    to_do = "Vérifiez que ce sont bien des traitements distincts."
    asked = tuple(
        Unclear(value, processing.where, f"Plusieurs traitements du fichier ont {what}\u00a0: «\u00a0{value}\u00a0».", to_do)
        for what, value in doubts
    )
    return replace(processing, unclear=(*processing.unclear, *asked)) if asked else processing


def _compare(listed: ListedProcessing, draft: SheetDraft, notes: Notes) -> None:
    if draft.name and fold(listed.name) != fold(draft.name):
        sentence = f"La liste dit «\u00a0{listed.name}\u00a0», la fiche dit «\u00a0{draft.name}\u00a0». Le nom de la fiche est repris."
        notes.ask("Nom du traitement", listed.where, sentence, "Vérifiez le nom.")
    if listed.reference and draft.reference and fold(listed.reference) != fold(draft.reference):
        sentence = f"La liste dit «\u00a0{listed.reference}\u00a0», la fiche «\u00a0{draft.reference}\u00a0». La liste est reprise."
        notes.ask("Référence", listed.where, sentence, "Vérifiez la référence.")
    if draft.purpose and listed.purpose and fold(listed.purpose) != fold(draft.purpose):
        notes.ignore(listed.purpose, listed.where, "La finalité de la fiche est reprise à la place de celle de la liste.")


def _check(pair: Pair, draft: SheetDraft, notes: Notes) -> None:
    """What does not hold together within one processing."""
    if not pair.name:
        notes.ask("Nom du traitement", pair.where, "Cette fiche n’a pas de nom.", "Donnez un nom à ce traitement.")
    if draft.created_on and draft.updated_on and draft.updated_on < draft.created_on:
        notes.ask("Dates", pair.where, "La mise à jour est antérieure à la création.", "Vérifiez les deux dates.")
    if any(fold(line.kind) == labels.OUTSIDE_EUROPE for line in draft.recipients) and not draft.transfers:
        notes.ask("Transferts hors UE", pair.where, PROMISED_ABROAD, "Décrivez le transfert, ou corrigez le destinataire.")
    if draft.transfers and draft.says_no_transfer:
        sentence = "La fiche dit «\u00a0sans objet\u00a0», puis décrit un transfert."
        notes.ask("Transferts hors UE", pair.where, sentence, "Vérifiez les transferts.")
    if pair.listed and pair.draft:
        _check_sensitive(pair.listed, draft, notes)


def _check_sensitive(listed: ListedProcessing, draft: SheetDraft, notes: Notes) -> None:
    lines = any(line.is_sensitive for line in draft.data)
    if listed.is_sensitive and not lines:
        sentence = "La liste annonce des données sensibles, la fiche n’en décrit aucune."
        notes.ask("Données sensibles", draft.tab, sentence, "Décrivez-les, ou répondez non.")
    if listed.is_sensitive is False and lines:
        notes.ask("Données sensibles", draft.tab, "La liste dit non, mais la fiche décrit des données sensibles.", "Vérifiez la réponse.")


def _has_sensitive_data(listed: ListedProcessing | None, draft: SheetDraft) -> bool | None:
    """The list's word, else what the sheet describes; « no » only when every row says so."""
    if listed and listed.is_sensitive is not None:
        return listed.is_sensitive
    if any(line.is_sensitive for line in draft.data):
        return True
    return False if draft.sensitive_answers >= SENSITIVE_ROWS else None


def _both(one: ListedProcessing | SheetDraft) -> str:
    return f"{_name(one)}|{_reference(one)}" if _name(one) and _reference(one) else ""


def _name(one: ListedProcessing | SheetDraft) -> str:
    return fold(one.name)


def _reference(one: ListedProcessing | SheetDraft) -> str:
    return fold(one.reference)
