"""The pages of one sheet: which tab one is on, and its lines ready to be read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from inventory.enums import Origin, Side
from inventory.models import Processing, Recipient, Transfer
from inventory.queries.explained import day_of, retention_words
from inventory.rules import transfers as rules
from inventory.rules.allowances import AUTHORISATIONS, EXCEPTIONS, MARKS, Regime, allowance, regime_of
from inventory.rules.overlay import CompanyTerm, CompanyWords
from inventory.rules.recipients import usually_processor
from lib.dates import french_date

TABS = (
    ("edit", "La fiche"),
    ("purposes", "Finalités"),
    ("data", "Données"),
    ("people", "Personnes"),
    ("recipients", "Destinataires"),
    ("transfers", "Hors de l’Union"),
    ("measures", "Sécurité"),
    ("notice", "Décision et information"),
    ("joint", "Responsables conjoints"),
    ("clients", "Clients"),
    ("agents", "Agents"),
)
ELSEWHERE = {Side.CONTROLLER: "clients", Side.PROCESSOR: "joint"}  # the tab a sheet of this side has no use for


@dataclass(frozen=True)
class LineRow:
    """One line as it is read: its words, smaller ones under them, marks (tone, words), and where its words come from."""

    id: UUID
    title: str
    details: tuple[str, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    is_proposed: bool = False
    sources: tuple[tuple[CompanyTerm, date], ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a line is read with: the company's words, and the day it is there."""

    words: CompanyWords
    today: date


def tabs(processing: Processing, current: str) -> list[tuple[str, str, bool]]:
    """(address, words, is this one)."""
    without = ELSEWHERE.get(Side(processing.side), "")
    shown = [(name, words) for name, words in TABS if name != without or name == current]
    return [(reverse(f"inventory:processing_{name}", args=[processing.pk]), words, name == current) for name, words in shown]


def rows_of(sort: str, lines: list[Any], reading: Reading) -> list[LineRow]:
    """The lines of one group."""
    return [ROWS[sort](line, reading) for line in lines]


def untold(processing: Processing, words: CompanyWords) -> list[tuple[str, str]]:
    """Recipients outside the EEA that no transfer speaks of: (name, country). Two queries."""
    receiving = Recipient.objects.of(processing.company).filter(processing=processing).exclude(country="").order_by("position")
    told = [(words.label("destinataires", line.code), line.country) for line in receiving]
    leaving = Transfer.objects.of(processing.company).filter(processing=processing)
    return rules.untold(told, leaving.values_list("country", flat=True)) if told else []


def _sources(*named: tuple[str, CompanyTerm | None]) -> tuple[tuple[CompanyTerm, date], ...]:
    """What the words of a line rest on, and the day our list was read."""
    return tuple((term, day_of(name)) for name, term in named if term and (term.ref or term.must_be_verified))


def _said(*parts: str) -> tuple[str, ...]:
    return tuple(filter(None, parts))


def _on(words: str, day: date | None) -> str:
    return f"{words} {french_date(day)}" if day else ""


def _purpose(line: Any, reading: Reading) -> LineRow:
    term = reading.words.term("bases_legales", line.basis)
    basis = f"Base légale\u00a0: {term.label if term else line.basis}" if line.basis else ""
    confirmed = f"Confirmé par {line.confirmed_by.user.name}" if line.confirmed_by else ""
    is_proposed = bool(line.basis) and line.confirmed_at is None
    marks = (("ok", "Confirmé"),) if line.confirmed_at else ((("watch", "À confirmer"),) if is_proposed else ())
    details = _said(basis, line.justification, confirmed)
    return LineRow(line.pk, line.description, details, marks, is_proposed, _sources(("bases_legales", term)))


def _data(line: Any, reading: Reading) -> LineRow:
    words = reading.words
    regime = regime_of(line.category, line.is_sensitive, words)
    allowed = allowance(line.exception, words) if line.exception else None
    retention = words.term("durees_conservation", line.retention_code)
    origin = str(Origin(line.origin).label) if line.origin else ""
    details = _said(
        line.description,
        f"D’où elles viennent\u00a0: {', '.join(_said(origin, line.origin_words))}" if origin or line.origin_words else "",
        f"Permis par\u00a0: {allowed.label if allowed else line.exception}" if line.exception else "",
        f"Conservées\u00a0: {line.retention}" if line.retention else "Durée de conservation à préciser",
        f"Puis en archive\u00a0: {line.archive}" if line.archive else "",
        retention_words(retention),
    )
    marks = [("watch", MARKS[regime])] if regime != Regime.ORDINARY else []
    marks += [("watch", "À confirmer")] if line.is_proposed else []
    if regime != Regime.ORDINARY and not line.exception:
        marks.append(("stop", "Ce qui le permet est à préciser"))
    vocabulary = EXCEPTIONS if words.term(EXCEPTIONS, line.exception) else AUTHORISATIONS
    sources = _sources((vocabulary, allowed), ("durees_conservation", retention))
    return LineRow(line.pk, words.label("categories_donnees", line.category), details, tuple(marks), line.is_proposed, sources)


def _word(name: str) -> Callable[[Any, Reading], LineRow]:
    def row(line: Any, reading: Reading) -> LineRow:
        return LineRow(line.pk, reading.words.label(name, line.code), _said(line.precision))

    return row


def _recipient(line: Any, reading: Reading) -> LineRow:
    contract = ", ".join(_said(_on("contrat du", line.contract_on), line.contract_where))
    details = _said(
        line.precision, _role(line, reading.words), f"Contrat\u00a0: {contract.removeprefix('contrat ')}" if contract else "", line.country
    )
    is_without = bool(line.is_processor) and not (line.contract_on or line.contract_where)
    marks = (("stop", "Contrat à préciser"),) if is_without else ()
    return LineRow(line.pk, reading.words.label("destinataires", line.code), details, marks)


def _role(line: Any, words: CompanyWords) -> str:
    """Nothing of somebody who is never one: the accounts department, a bank."""
    usual = usually_processor(words.term("destinataires", line.code))
    if line.is_processor is None:
        return "" if usual is False else "Sous-traitant ou non\u00a0: à préciser"
    return "Sous-traitant" if line.is_processor else ("N’est pas votre sous-traitant" if usual is not False else "")


def _transfer(line: Any, reading: Reading) -> LineRow:
    words, today = reading.words, reading.today
    term = words.term("transferts", line.mechanism)
    planned = rules.Planned(line.country, line.mechanism, line.checked_on, line.valid_until)
    said = list(rules.remarks(planned, words, today))
    is_decided = line.mechanism in (rules.ADEQUACY, rules.DPF)
    details = _said(
        line.country or "Pays à préciser",
        f"Garantie\u00a0: {term.label if term else line.mechanism}" if line.mechanism else "Garantie à préciser",
        rules.decision_words(line.country, words, today) if is_decided else "",
        line.link,
        ", ".join(_said(_on("vérifiée le", line.checked_on), _on("valable jusqu’au", line.valid_until))).capitalize(),
        *(remark.sentence for remark in said),
    )
    decision = words.adequacy(line.country, today) if is_decided and line.country else None
    sources = _sources(("transferts", term), ("pays_adequats", decision))
    marks = tuple(dict.fromkeys((str(remark.weight), remark.mark) for remark in said))
    return LineRow(line.pk, line.recipient, details, marks, sources=sources)


def _joint(line: Any, _: Reading) -> LineRow:
    agreement = ", ".join(_said(_on("du", line.agreed_on), line.agreement))
    marks = () if agreement else (("stop", "Accord à préciser"),)
    return LineRow(line.pk, line.name, _said(line.contact, f"Accord\u00a0: {agreement}" if agreement else ""), marks)


def _client(line: Any, _: Reading) -> LineRow:
    details = _said(
        line.client.contact,
        f"Ce que vous faites\u00a0: {line.operations}" if line.operations else "",
        f"Ses instructions\u00a0: {line.instructions}" if line.instructions else "",
        _on("Contrat du", line.contract_on),
    )
    return LineRow(line.pk, line.client.name, details, () if line.contract_on else (("stop", "Contrat à préciser"),))


ROWS: dict[str, Callable[[Any, Reading], LineRow]] = {
    "purposes": _purpose,
    "data": _data,
    "people": _word("categories_personnes"),
    "recipients": _recipient,
    "transfers": _transfer,
    "measures": _word("mesures_securite"),
    "joint": _joint,
    "clients": _client,
}
