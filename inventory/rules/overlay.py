"""A company's words over ours: other labels, words set aside, words of its own, what somebody held against the law. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from inventory.countries import country_code
from lib.vocabulary import Term, vocabulary
from lib.words import folded

SENSITIVE = frozenset({"sensible_art9", "infractions_art10"})
LAWFUL = frozenset({"durees_conservation", "pays_adequats"})  # a word of one's own there says what a text says: somebody must check it
VERIFIED, OWN = "verifie_texte", "propre"
WHERE = "verifie_ou"  # the column of `extra` that says where the text was read


@dataclass(frozen=True)
class Cover:
    """One row of the company: it covers a word of ours with the same code, or is the company's own."""

    code: str
    label: str = ""
    explanation: str = ""
    ref: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    is_hidden: bool = False
    verified_on: date | None = None
    verified_by: str = ""
    id: str = ""


@dataclass(frozen=True)
class CompanyTerm(Term):
    """A word as this company has it. `ours`: what we wrote, when the word is one of ours; `is_doubtful`: the law was not read for it."""

    ours: Term | None = None
    is_hidden: bool = False
    is_doubtful: bool = False
    verified_on: date | None = None
    verified_by: str = ""
    row_id: str = ""

    @property
    def key(self) -> str:
        """How an address names this word: our code, or the row of the company's own."""
        return self.code if self.ours else self.row_id

    @property
    def is_own(self) -> bool:
        """The company wrote this word."""
        return self.ours is None

    @property
    def is_reworded(self) -> bool:
        """One of ours that the company says otherwise."""
        now = (self.label, self.explanation, self.ref, {**self.extra, WHERE: ""})
        return self.ours is not None and now != (self.ours.label, self.ours.explanation, self.ours.ref, {**self.ours.extra, WHERE: ""})

    @property
    def must_be_verified(self) -> bool:
        """Nobody, we or the company, has held this word against the text."""
        return self.is_doubtful and self.verified_on is None

    @property
    def verified_where(self) -> str:
        """Where the company's person read the text."""
        return str(self.extra.get(WHERE) or "")


def overlay(name: str, ours: Mapping[str, Term], rows: Iterable[Cover]) -> Mapping[str, CompanyTerm]:
    """Every word by code, hidden ones too: ours in their order, then the company's own by label."""
    covers = {row.code: row for row in rows}
    found = {code: _covered(term, covers.get(code)) for code, term in ours.items()}
    own = (_own(name, row) for code, row in covers.items() if code not in ours)
    return MappingProxyType({**found, **{term.code: term for term in sorted(own, key=lambda term: (folded(term.label), term.code))}})


class CompanyWords:
    """All the words of one company, read once and handed down. Without rows: ours."""

    def __init__(self, rows: Mapping[str, Iterable[Cover]] | None = None) -> None:
        self._rows = rows or {}
        self._terms: dict[str, Mapping[str, CompanyTerm]] = {}

    def terms(self, name: str) -> Mapping[str, CompanyTerm]:
        """Every word of a vocabulary by code, hidden ones too."""
        if name not in self._terms:
            self._terms[name] = overlay(name, vocabulary(name), self._rows.get(name, ()))
        return self._terms[name]

    def offered(self, name: str, kept: str = "") -> Mapping[str, CompanyTerm]:
        """What a list offers: all but the hidden ones. `kept`: the code a line has already, which stays in its own list."""
        return {code: term for code, term in self.terms(name).items() if not term.is_hidden or code == kept}

    def term(self, name: str, code: str) -> CompanyTerm | None:
        """One word, hidden or not; None for free text."""
        return self.terms(name).get(code)

    def label(self, name: str, code: str) -> str:
        """The French word of a code; a code nobody knows (free text, imported) is shown as it is."""
        term = self.term(name, code)
        return term.label if term else code

    def is_sensitive(self, category: str) -> bool:
        """Art. 9 or art. 10 data."""
        term = self.term("categories_donnees", category)
        return term is not None and term.extra.get("niveau") in SENSITIVE

    def retention(self, code: str) -> tuple[str, str]:
        """(active use, archive) of a retention, in words; empty for an unknown code."""
        term = self.term("durees_conservation", code)
        if term is None:
            return "", ""
        active, archive, start = (_said(term.extra.get(key)) for key in ("base_active_fr", "archivage_fr", "point_de_depart_fr"))
        from_then = f", à compter de\u00a0: {start[0].lower()}{start[1:]}" if start else ""
        return (f"{active}{from_then}" if active and not archive else active), (f"{archive}{from_then}" if archive else "")

    def adequacy(self, country: str, on: date) -> CompanyTerm | None:
        """The adequacy decision that covers a country (code or French name) on a day; None without one, past its end, or set aside."""
        wanted = country_code(country) or folded(country)
        found = (term for term in self.offered("pays_adequats").values() if wanted in _places(term))
        return next((term for term in found if term.ref and _stands(term, on)), None)

    def code_of(self, name: str, label: str) -> str:
        """The code of the word that reads so, but for case and accents: the company's label, or ours under it. Empty without one."""
        if not (wanted := _read(label)):
            return ""
        terms = self.terms(name).values()
        said = next((term.code for term in terms if _read(term.label) == wanted), "")
        return said or next((term.code for term in terms if term.ours and _read(term.ours.label) == wanted), "")


OURS = CompanyWords()


def _covered(ours: Term, row: Cover | None) -> CompanyTerm:
    row = row or Cover(ours.code)
    changed = {key: value for key, value in row.extra.items() if key != WHERE and value != ours.extra.get(key)}
    is_rewritten = bool(changed) or bool(row.ref and row.ref != ours.ref)
    return CompanyTerm(
        code=ours.code,
        label=row.label or ours.label,
        ref=row.ref or ours.ref,
        explanation=row.explanation or ours.explanation,
        example=ours.example,
        verified=ours.verified,
        extra=MappingProxyType({**ours.extra, **row.extra}),
        ours=ours,
        is_hidden=row.is_hidden,
        is_doubtful=ours.must_be_verified or is_rewritten,
        verified_on=row.verified_on,
        verified_by=row.verified_by,
        row_id=row.id,
    )


def _own(name: str, row: Cover) -> CompanyTerm:
    return CompanyTerm(
        code=row.code,
        label=row.label or row.code,
        ref=row.ref,
        explanation=row.explanation,
        example="",
        verified=OWN,
        extra=MappingProxyType(dict(row.extra)),
        is_hidden=row.is_hidden,
        is_doubtful=name in LAWFUL,
        verified_on=row.verified_on,
        verified_by=row.verified_by,
        row_id=row.id,
    )


def _read(label: str) -> str:
    """How a word reads; signs alone (« ? ») are read as they are."""
    return folded(label) or label.strip()


def _said(value: Any) -> str:
    return "" if value in (None, "—") else str(value)


def _places(term: CompanyTerm) -> frozenset[str]:
    """The country of a decision, as `adequacy` looks for it. Another label does not move ours to another country."""
    named = term.ours.label if term.ours else term.label
    return frozenset({term.code, folded(term.code), country_code(named) or folded(named)})


def _stands(term: CompanyTerm, on: date) -> bool:
    """Taken on that day or before, and not ended."""
    begins, ends = (str(term.extra.get(name) or "") for name in ("date", "expiration"))
    return not (begins and date.fromisoformat(begins) > on) and not (ends and date.fromisoformat(ends) < on)
