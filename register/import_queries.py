"""What the import's pages show: each processing of a preview beside what exists, and what became of it."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Company
from inventory.enums import Automation
from inventory.models import FollowUp, Processing
from inventory.queries.words import company_words
from inventory.rules.overlay import CompanyWords
from lib.dates import french_date
from lib.kept import Kept
from lib.tables.text import fold
from register import imports, phrases
from register.book import Recipient
from register.import_filling import NO_AGENT, NO_BASIS, NO_SHEET
from register.importers.differences import Comparison
from register.importers.preview import ImportedProcessing, ImportPreview, Line, PurposeLine
from register.importers.stock import Known
from register.models import Import

KEPT_ON_PAGE = 10
GENERAL = (NO_BASIS[1], NO_AGENT[1], NO_SHEET[1])


@dataclass(frozen=True)
class Told:
    """One line of a processing's details: what it is called, its words, and a precision under them."""

    words: str
    precision: str = ""
    end: str = ""


@dataclass(frozen=True)
class Candidate:
    """A processing of the preview. `known`: what the company has already under its reference or name; `comparison`: what differs."""

    item: ImportedProcessing
    known: Known | None
    comparison: Comparison
    purposes: tuple[Told, ...]
    data: tuple[Told, ...]
    people: tuple[Told, ...]
    recipients: tuple[Told, ...]
    measures: tuple[Told, ...]
    transfers: tuple[Told, ...]
    notice: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Made:
    """A processing that the import created, and the questions still open on it."""

    processing: Processing
    questions: tuple[FollowUp, ...]


def candidates(company: Company, preview: ImportPreview, mine: Container[UUID]) -> list[Candidate]:
    """Every processing of the preview, in the file's order. `mine`: the sheets that may take something from it. Ten queries."""
    words = company_words(company)
    known = imports.existing(company, preview.processings)
    differing = imports.differences(company, preview.processings, mine)
    return [_candidate(item, known.get(item.key), differing.get(item.key, Comparison()), words) for item in preview.processings]


def made(company: Company, applied: Import) -> list[Made]:
    """What an applied import created and still stands, with its open questions. Two queries."""
    ids = list(imports.created_by(applied).values())
    questions: dict[UUID, list[FollowUp]] = {}
    for question in FollowUp.objects.of(company).open().filter(about_id__in=ids):
        questions.setdefault(question.about_id, []).append(question)
    rows = Processing.objects.of(company).filter(pk__in=ids)
    return [Made(row, tuple(sorted(questions.get(row.pk, ()), key=_rank))) for row in rows]


def merged(company: Company, applied: Import) -> Sequence[Processing]:
    """Sheets that took something from an applied import and still stand. One query."""
    return list(Processing.objects.of(company).filter(pk__in=imports.merged_by(applied).values()))


WAITING = Kept(lambda company: Import.objects.of(company).open().defer("preview").order_by("-uploaded_at"), Company)


def waiting(company: Company) -> Sequence[Import]:
    """Previews nobody decided on, the newest first."""
    return WAITING.read(company)


def applied(company: Company) -> Sequence[Import]:
    """The newest imports that created something."""
    return list(Import.objects.of(company).exclude(applied_at=None).defer("preview").order_by("-applied_at")[:KEPT_ON_PAGE])


def other_company(company: Company, preview: ImportPreview) -> str:
    """The name the file gives to its company, when it is not this one's. For a cabinet with fifty clients."""
    named, own = fold(preview.organisation.controller.name), fold(company.name)
    is_same = not named or named in own or own in named
    return "" if is_same else preview.organisation.controller.name


def _candidate(item: ImportedProcessing, known: Known | None, comparison: Comparison, words: CompanyWords) -> Candidate:
    return Candidate(
        item,
        known,
        comparison,
        purposes=tuple(Told(line.description, _proposed(line, words), line.justification) for line in item.purposes if line.basis),
        data=tuple(
            Told(words.label("categories_donnees", line.category), line.description, _after("Conservation", line.retention))
            for line in item.data
        ),
        people=tuple(Told(words.label("categories_personnes", line.code), line.precision) for line in item.people),
        recipients=tuple(Told(words.label("destinataires", line.code), line.precision, _contract(line)) for line in item.recipients),
        measures=tuple(Told(words.label("mesures_securite", line.code), line.precision) for line in item.measures),
        transfers=tuple(
            Told(line.recipient, line.country, _after("Garantie", words.label("transferts", line.mechanism))) for line in item.transfers
        ),
        notice=tuple(_notice(item)),
    )


def _notice(item: ImportedProcessing) -> Iterator[tuple[str, str]]:
    """What people are told, and who decides: (title, words) of what the file says."""
    day = f"le {french_date(item.informed_on)}" if item.informed_on else ""
    informed = {None: "", True: "Oui", False: "Non"}[item.is_informed]
    for title, words in (
        (_("Texte d’information"), item.information),
        (_("Personnes informées"), ", ".join(filter(None, (informed, day, item.informed_how)))),
        (_("Doivent-elles répondre"), item.obligation),
        (_("Qui décide"), str(Automation(item.automation).label) if item.automation in Automation.values and item.automation else ""),
        (_("Précisions sur la décision"), item.automation_words),
    ):
        if words:
            yield title, words


def _contract(line: Line) -> str:
    signed = phrases.contract(
        Recipient(
            "", is_processor=line.is_processor, contract_on=line.contract_on, contract_where=line.contract_where, country=line.country
        )
    )
    return signed[:1].upper() + signed[1:]


def _proposed(line: PurposeLine, words: CompanyWords) -> str:
    mark = "confirmé dans le fichier" if line.is_confirmed else "proposé par le fichier, à confirmer"
    return f"{words.label('bases_legales', line.basis)} ({mark})" if line.basis else ""


def _after(word: str, text: str) -> str:
    return f"{word}\u00a0: {text}" if text else ""


def _rank(question: FollowUp) -> tuple[int, str]:
    """What every processing is asked first, then what was unclear in the file."""
    return GENERAL.index(question.question) if question.question in GENERAL else len(GENERAL), question.question
