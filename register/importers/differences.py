"""What a file says of a processing the register has already, beside what its sheet says: filled gaps, other words, added lines.

Nothing is ever taken away: a line the file does not have is only mentioned. An empty place in the file says nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from inventory.countries import country_name
from inventory.enums import Automation, Origin
from inventory.rules.overlay import OURS, CompanyWords
from inventory.rules.partners import partners_in
from lib.dates import french_date
from lib.tables.text import clean, fold, one_line, shorten
from lib.vocabulary import vocabulary
from register.importers.preview import ImportedProcessing, PurposeLine

SCALARS = {
    "name": "Nom",
    "outside_reference": "Référence externe",
    "started_on": "Créé le",
    "purpose": "Finalité principale",
    "source": "Source des données",
    "joint_controllers": "Responsables conjoints ou clients",
    "has_sensitive_data": "Données sensibles",
    "has_transfers": "Transferts hors UE",
    "information": "Information des personnes",
    "is_informed": "Personnes informées",
    "informed_on": "Informées le",
    "informed_how": "Informées comment",
    "obligation": "Obligation de répondre",
    "automation": "Qui décide",
    "automation_words": "Précisions sur la décision",
}
NEEDS_NO_LINE = {"has_sensitive_data": "data", "has_transfers": "transfers"}  # « non » contradicts such a line
COLUMNS = {
    "justification": "justification",
    "basis": "ce qui l’autorise",
    "description": "description",
    "retention": "conservation",
    "precision": "précision",
    "country": "pays",
    "mechanism": "garantie",
    "link": "documentation",
    "archive": "archivage",
    "exception": "exception",
    "origin": "origine",
    "origin_words": "précision sur l’origine",
    "retention_code": "règle de durée",
    "is_processor": "sous-traitant",
    "contract_on": "contrat du",
    "contract_where": "où est le contrat",
    "checked_on": "vérifiée le",
    "valid_until": "valable jusqu’au",
    "contact": "contact",
    "agreement": "accord",
    "agreed_on": "accord du",
    "operations": "opérations",
    "instructions": "instructions",
}
ADDED = {"data": ("is_sensitive", "is_proposed"), "clients": ("contact", "representative", "dpo")}  # what a new line brings besides
SHOWN = 400


@dataclass(frozen=True)
class Sort:
    """A kind of line: its word, what tells two of them apart, what may differ, and the vocabulary of its identity."""

    word: str
    identity: str
    columns: tuple[str, ...]
    vocabulary: str = ""


OF_RECIPIENT = ("is_processor", "contract_on", "contract_where", "country")
SORTS = {
    "purposes": Sort("Finalités", "description", ("basis", "justification")),
    "data": Sort(
        "Données",
        "category",
        ("description", "retention", "archive", "exception", "origin", "origin_words", "retention_code"),
        "categories_donnees",
    ),
    "people": Sort("Personnes concernées", "code", ("precision",), "categories_personnes"),
    "recipients": Sort("Destinataires", "code", ("precision", *OF_RECIPIENT), "destinataires"),
    "measures": Sort("Mesures de sécurité", "code", ("precision",), "mesures_securite"),
    "transfers": Sort("Transferts hors UE", "recipient", ("country", "mechanism", "link", "checked_on", "valid_until")),
    "joint": Sort("Responsables conjoints", "name", ("contact", "agreement", "agreed_on")),
    "clients": Sort("Clients", "name", ("operations", "instructions", "contract_on")),
}
CODED = {"basis": "bases_legales", "mechanism": "transferts", "exception": "exceptions_art9", "retention_code": "durees_conservation"}
LISTED: dict[str, Any] = {"origin": Origin, "automation": Automation}
SHARED_WORDS = frozenset({"sous-traitants"})  # a type, not a name: the precision tells who


@dataclass(frozen=True)
class StandingLine:
    """A line of the sheet, by column."""

    id: UUID
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """What a sheet says today. `words`: how its company reads the codes."""

    id: UUID
    is_archived: bool
    is_processor: bool
    values: Mapping[str, Any]
    sub_purposes: tuple[str, ...]
    lines: Mapping[str, Sequence[StandingLine]]
    words: CompanyWords = OURS


@dataclass(frozen=True)
class Difference:
    """One box « Reprendre ». Without `before` it fills a gap, and is ticked; otherwise it would replace somebody's words.

    `line`: the line whose `column` changes; without it and with a `sort`, a line is added (`values`).
    """

    key: str
    word: str
    before: str
    after: str
    column: str
    value: Any
    sort: str = ""
    line: UUID | None = None

    @property
    def is_ticked(self) -> bool:
        return not self.before

    @property
    def is_addition(self) -> bool:
        """A whole line more."""
        return bool(self.sort) and self.line is None


@dataclass(frozen=True)
class Comparison:
    """Of one processing: what may be taken, and what the file does not have; or why it was not compared (`note`)."""

    differences: tuple[Difference, ...] = ()
    missing: tuple[str, ...] = ()
    note: str = ""


def compared(item: ImportedProcessing, standing: Standing, own_reference: str = "") -> Comparison:
    """Everything the file says otherwise. `own_reference`: our number, which is no outside reference."""
    found: list[Difference] = [*_scalars(item, standing, own_reference), *_sub_purposes(item, standing)]
    missing: list[str] = []
    for sort in SORTS:
        differences, absent = _lines(item, standing, sort)
        found += differences
        missing += absent
    if item.sub_purposes:
        told = set(map(_same, item.sub_purposes))
        missing += [f"Sous-finalités\u00a0: {text}" for text in standing.sub_purposes if _same(text) not in told]
    return Comparison(tuple(found), tuple(shorten(one_line(text), SHOWN) for text in missing))


def file_lines(item: ImportedProcessing, standing: Standing) -> dict[str, list[dict[str, Any]]]:
    """The file's lines as columns of ours."""
    coded: dict[str, list[dict[str, Any]]] = {
        name: [{"code": line.code, "precision": line.precision} for line in getattr(item, name)]
        for name in ("people", "recipients", "measures")
    }
    for row, line in zip(coded["recipients"], item.recipients, strict=True):
        row |= {name: getattr(line, name) for name in OF_RECIPIENT}
    others = {
        name: [
            {column: getattr(line, column) for column in (SORTS[name].identity, *SORTS[name].columns, *ADDED.get(name, ()))}
            for line in getattr(item, name)
        ]
        for name in ("data", "transfers", "joint", "clients")
    }
    return {"purposes": _purposes(item, standing), **coded, **others}


def _purposes(item: ImportedProcessing, standing: Standing) -> list[dict[str, Any]]:
    """The main purpose stands for ours, whatever its words: those are compared once, at the top of the sheet."""
    rows = standing.lines.get("purposes", ())
    known = {_same(row.values["description"]) for row in rows}
    if not item.purposes:
        return [] if known or not item.purpose else [_purpose(PurposeLine(item.purpose), item.purpose, standing)]
    main = next((row.values["description"] for row in rows if _same(row.values["description"]) == _same(standing.values["purpose"])), "")
    return [
        _purpose(
            line, main if main and _same(line.description) not in known and line.description == item.purpose else line.description, standing
        )
        for line in item.purposes
    ]


def _purpose(line: PurposeLine, description: str, standing: Standing) -> dict[str, Any]:
    empty = {"basis": "", "justification": ""}
    return {"description": description, **(empty if standing.is_processor else {"basis": line.basis, "justification": line.justification})}


def _scalars(item: ImportedProcessing, standing: Standing, own_reference: str) -> Iterable[Difference]:
    told = {name: getattr(item, name) for name in SCALARS if name not in ("started_on", "outside_reference")}
    told |= {"started_on": item.created_on, "outside_reference": "" if fold(item.reference) == fold(own_reference) else item.reference}
    for name, word in SCALARS.items():
        before, after = standing.values[name], told[name]
        if after in (None, "") or _same(before) == _same(after) or _contradicted(name, after, standing):
            continue
        if name == "joint_controllers" and not _names_more(str(before), str(after), standing.is_processor):
            continue
        yield _difference(item, word, _word(name, before), _word(name, after), name, after)


def _names_more(before: str, after: str, is_processor: bool) -> bool:
    """Somebody new, or another contact; a client's contact is only filled in, it serves other sheets too."""
    known = dict(partners_in(before))
    return any(
        who not in known or (contact and not (is_processor and known[who]) and _same(contact) != _same(known[who]))
        for who, contact in partners_in(after)
    )


def _contradicted(name: str, after: Any, standing: Standing) -> bool:
    """« Non » beside a line that says yes is not offered."""
    lines = standing.lines.get(NEEDS_NO_LINE.get(name, ""), ())
    return after is False and any(name == "has_transfers" or line.values["is_sensitive"] for line in lines)


def _sub_purposes(item: ImportedProcessing, standing: Standing) -> Iterable[Difference]:
    known = set(map(_same, standing.sub_purposes))
    for text in dict.fromkeys(item.sub_purposes):
        if _same(text) not in known:
            yield _difference(item, "Sous-finalités", "", text, "sub_purposes", text)


def _lines(item: ImportedProcessing, standing: Standing, name: str) -> tuple[list[Difference], list[str]]:
    sort, told = SORTS[name], file_lines(item, standing)[name]
    left = list(standing.lines.get(name, ()))
    unsaid = [values for values in told if not _taken(sort, values, left)]
    found: list[Difference] = []
    for place, values in enumerate(unsaid):
        line = _twin(sort, values, unsaid, left)
        if line is None:
            found.append(_addition(item, name, values, place, standing.words))
        else:
            found += _changes(item, name, line, values, standing.words)
            left.remove(line)
    return found, [f"{sort.word}\u00a0: {_named(sort, line.values, standing.words)}" for line in left] if told else []


def _taken(sort: Sort, values: Mapping[str, Any], left: list[StandingLine]) -> bool:
    """The sheet says it already: that line answers for this one, and for no other."""
    for line in left:
        if _identity(sort, line.values) == _identity(sort, values) and not _otherwise(sort, line.values, values):
            left.remove(line)
            return True
    return False


def _otherwise(sort: Sort, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [
        column
        for column in sort.columns
        if after[column] not in (None, "") and _same(_word(column, before[column])) != _same(_word(column, after[column]))
    ]


def _twin(sort: Sort, values: Mapping[str, Any], unsaid: Sequence[Mapping[str, Any]], left: Sequence[StandingLine]) -> StandingLine | None:
    """The one line it may be about, when there is no doubt."""
    identity = _identity(sort, values)
    twins = [line for line in left if _identity(sort, line.values) == identity]
    return twins[0] if len(twins) == 1 and sum(_identity(sort, other) == identity for other in unsaid) == 1 else None


def _identity(sort: Sort, values: Mapping[str, Any]) -> str:
    folded = _same(values[sort.identity])
    return f"{folded} {_same(values.get('precision', ''))}" if folded in SHARED_WORDS else folded


def _changes(
    item: ImportedProcessing, name: str, line: StandingLine, values: Mapping[str, Any], words: CompanyWords
) -> Iterable[Difference]:
    sort = SORTS[name]
    for column in _otherwise(sort, line.values, values):
        if column == "mechanism" and not _is_valid(values[column]):
            continue
        before, after = (_word(column, each[column], words) for each in (line.values, values))
        word = f"{sort.word}, {shorten(one_line(_named(sort, line.values, words)), 120)}, {COLUMNS[column]}"
        yield _difference(item, word, before, after, column, values[column], name, line.id)


def _addition(item: ImportedProcessing, name: str, values: Mapping[str, Any], place: int, words: CompanyWords) -> Difference:
    sort = SORTS[name]
    others = [_word(column, values[column], words) for column in sort.columns if values[column] not in (None, "")]
    after = "\n".join([_named(sort, values, words), *others])
    return _difference(item, sort.word, "", after, str(place), dict(values), name)


def _difference(  # noqa: PLR0913 (a box has that many parts)
    item: ImportedProcessing, word: str, before: str, after: str, column: str, value: Any, sort: str = "", line: UUID | None = None
) -> Difference:
    """Its key holds what the person saw: a sheet changed since then has another key."""
    seen = hashlib.sha256("\x1f".join((word, before, after, column, sort, str(line))).encode()).hexdigest()[:20]
    return Difference(f"{item.key}-{seen}", word, shorten(before, SHOWN), shorten(after, SHOWN), column, value, sort, line)


def _named(sort: Sort, values: Mapping[str, Any], words: CompanyWords) -> str:
    name = str(values[sort.identity])
    return words.label(sort.vocabulary, name) if sort.vocabulary else name


def _word(column: str, value: Any, words: CompanyWords = OURS) -> str:
    """What a person reads: a label, a country, a day, yes or no."""
    if column in CODED:
        return words.label(CODED[column], value)
    if column in LISTED:
        return str(LISTED[column](value).label) if value else ""
    return country_name(value) if column == "country" else _told(value)


def _is_valid(mechanism: str) -> bool:
    term = vocabulary("transferts").get(mechanism)
    return term is None or bool(term.extra.get("valide"))


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    return french_date(value) if isinstance(value, date) else str(value or "")


def _same(value: Any) -> Any:
    """Two texts that differ by spaces or case only are not worth a question."""
    return " ".join(clean(value).casefold().split()) if isinstance(value, str) else value
