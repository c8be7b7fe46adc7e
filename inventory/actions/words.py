"""Words of the company's vocabularies: added, said otherwise, set aside, held against the law, given back as they were."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Company, Membership
from inventory.entries import actor
from inventory.models import OwnWord
from inventory.queries.word_uses import uses_of
from inventory.queries.words import company_words
from inventory.rules.overlay import WHERE, CompanyTerm
from inventory.rules.vocabularies import BY_NAME, may_change, own_code
from inventory.rules.words import shortened
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind
from lib.vocabulary import Term, vocabulary

TOLD = 120  # characters of a word that the record repeats
REST = "ce qui l’accompagne"
PARTS = {"label": "le mot", "explanation": "l’explication", "ref": "la source"}


class ClosedByLaw(Exception):
    """The law fixes this list: nothing is added to it, set aside or renamed."""


class AlreadySaid(Exception):
    """Another word of the list reads the same. `term`: that word."""

    def __init__(self, term: CompanyTerm) -> None:
        super().__init__(term.code)
        self.term = term


class UnknownWord(Exception):
    """The list has no such word, or no longer."""


class StillUsed(Exception):
    """Sheets or accounts say this word: it can be set aside, not deleted. `count`: how many."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count


@dataclass(frozen=True)
class Said:
    """A word as a person writes it. A part left empty on a word of ours means ours."""

    label: str = ""
    explanation: str = ""
    ref: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """A word held against the text: which day, and where it was read."""

    on: date
    where: str = ""


def add(company: Company, name: str, said: Said, *, code: str = "", by: Membership, at: datetime) -> OwnWord:
    """A word of the company's own; `code` when the world has one already (a country's). Raises ClosedByLaw, AlreadySaid."""
    _open(name)
    with transaction.atomic():
        _hold(company)
        _refuse_twin(company, name, said.label)
        taken = frozenset(company_words(company).terms(name))
        row = OwnWord(
            company=company,
            vocabulary=name,
            code=code if code and code not in taken else own_code(said.label, taken),
            label=said.label,
            explanation=said.explanation,
            ref=said.ref,
            extra=dict(said.extra),
            written_at=at,
            written_by=by,
        )
        row.save(force_insert=True)
        _tell("word.added", row, by=by, at=at)
    return row


def reword(company: Company, name: str, code: str, said: Said, *, by: Membership, at: datetime) -> bool:
    """The company says a word otherwise; False when it already did. What was verified is to verify again when the source or a
    duration changes. Raises ClosedByLaw on a name the law fixes, AlreadySaid, UnknownWord."""
    ours = vocabulary(name).get(code)
    allowed = may_change(BY_NAME[name], is_own=ours is None)
    if "label" not in allowed and said.label not in ("", ours.label if ours else ""):
        raise ClosedByLaw(name)
    with transaction.atomic():
        row = _row(company, name, code, by=by, at=at)
        _refuse_twin(company, name, said.label, but=code)
        now = {part: _kept(getattr(said, part), ours, part) for part in PARTS if part in allowed}
        parts = [part for part, value in now.items() if getattr(row, part) != value]
        columns = {key: value for key, value in said.extra.items() if key in allowed and not _is_ours(ours, key, value)}
        if not parts and columns == _columns(row):
            return False
        before, changed = _read(row), [PARTS[part] for part in parts] + ([] if columns == _columns(row) else [REST])
        for part in parts:
            setattr(row, part, now[part])
        if "ref" in parts or REST in changed or BY_NAME[name].is_closed:
            row.verified_on, row.verified_by, row.extra = None, "", columns
        _save(row, by=by, at=at)
        _tell("word.changed", row, by=by, at=at, what=", ".join(changed), before=before)
    return True


def restore(company: Company, name: str, code: str, *, by: Membership, at: datetime) -> bool:
    """One of ours reads as we wrote it again; False when it did. Raises UnknownWord for a word of the company's own."""
    if code not in vocabulary(name):
        raise UnknownWord(code)
    with transaction.atomic():
        row = _row(company, name, code, by=by, at=at)
        if not (any(getattr(row, part) for part in PARTS) or _columns(row)):
            return False
        for part in PARTS:
            setattr(row, part, "")
        row.extra, row.verified_on, row.verified_by = {}, None, ""
        _save(row, by=by, at=at)
        _tell("word.restored", row, by=by, at=at)
    return True


def hide(company: Company, name: str, code: str, *, by: Membership, at: datetime) -> bool:
    """The word is offered no more; what says it already goes on saying it. False when it was hidden. Raises ClosedByLaw, UnknownWord."""
    _open(name)
    with transaction.atomic():
        row = _row(company, name, code, by=by, at=at)
        if row.hidden_at:
            return False
        row.hidden_at = at
        _save(row, by=by, at=at)
        _tell("word.hidden", row, by=by, at=at)
    return True


def show(company: Company, name: str, code: str, *, by: Membership, at: datetime) -> bool:
    """The word is offered again; False when it was. Raises UnknownWord."""
    with transaction.atomic():
        row = _row(company, name, code, by=by, at=at)
        if not row.hidden_at:
            return False
        row.hidden_at = None
        _save(row, by=by, at=at)
        _tell("word.shown", row, by=by, at=at)
    return True


def verify(company: Company, name: str, code: str, checked: Checked, *, by: Membership, at: datetime) -> bool:
    """A person held the word against the text, on a day, somewhere. False when just this was said. Raises UnknownWord."""
    with transaction.atomic():
        row = _row(company, name, code, by=by, at=at)
        if (row.verified_on, row.verified_by, row.extra.get(WHERE, "")) == (checked.on, by.user.name, checked.where):
            return False
        row.verified_on, row.verified_by = checked.on, by.user.name
        row.extra = {**row.extra, WHERE: checked.where}
        _save(row, by=by, at=at)
        _tell("word.verified", row, by=by, at=at, on=checked.on.isoformat(), where=shortened(checked.where or "sans préciser où", TOLD))
    return True


def unverify(company: Company, name: str, code: str, *, by: Membership, at: datetime) -> bool:
    """The verification is taken back; False without one. Raises UnknownWord."""
    with transaction.atomic():
        row = _row(company, name, code, by=by, at=at)
        if row.verified_on is None:
            return False
        row.verified_on, row.verified_by, row.extra = None, "", _columns(row)
        _save(row, by=by, at=at)
        _tell("word.unverified", row, by=by, at=at)
    return True


def remove(company: Company, name: str, code: str, *, by: Membership, at: datetime) -> bool:
    """A word of the company's own that nothing says goes; False when it was gone. Raises StillUsed, UnknownWord for one of ours."""
    if code in vocabulary(name):
        raise UnknownWord(code)
    with transaction.atomic():
        _hold(company)
        row = OwnWord.objects.of(company).filter(vocabulary=name, code=code).first()
        if row is None:
            return False
        if count := uses_of(company, name, code):
            raise StillUsed(count)
        _tell("word.removed", row, by=by, at=at)
        row.delete()
    return True


def _hold(company: Company) -> None:
    """One writer at a time: two people who add the same word meet here."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)


def _open(name: str) -> None:
    if BY_NAME[name].is_closed:
        raise ClosedByLaw(name)


def _row(company: Company, name: str, code: str, *, by: Membership, at: datetime) -> OwnWord:
    """The company's row for a word, held; a blank one, not yet saved, over a word of ours that it never touched."""
    _hold(company)
    row = OwnWord.objects.of(company).filter(vocabulary=name, code=code).first()
    if row is None and code not in vocabulary(name):
        raise UnknownWord(code)
    return row or OwnWord(company=company, vocabulary=name, code=code, written_at=at, written_by=by)


def _refuse_twin(company: Company, name: str, label: str, *, but: str = "") -> None:
    words = company_words(company)
    if label and (twin := words.code_of(name, label)) and twin != but:
        raise AlreadySaid(words.terms(name)[twin])


def _kept(value: str, ours: Term | None, part: str) -> str:
    """Only what differs from ours is kept: the rest follows our corrections."""
    return "" if ours and value == getattr(ours, part) else value


def _columns(row: OwnWord) -> dict[str, Any]:
    return {key: value for key, value in row.extra.items() if key != WHERE}


def _is_ours(ours: Term | None, column: str, value: str) -> bool:
    return ours is not None and (ours.extra.get(column) or "") == value


def _read(row: OwnWord) -> str:
    """How the word reads now."""
    ours = vocabulary(row.vocabulary).get(row.code)
    return shortened(row.label or (ours.label if ours else row.code), TOLD)


def _save(row: OwnWord, *, by: Membership, at: datetime) -> None:
    row.written_at, row.written_by = at, by
    row.save(force_insert=row._state.adding)


def _tell(act: str, row: OwnWord, *, by: Membership, at: datetime, **detail: str) -> None:
    subject = Subject("word", row.pk, _read(row))
    record(Kind.COMPANY, act, subject, by=actor(by), at=at, detail={"list": BY_NAME[row.vocabulary].title, **detail})
