"""Data that leave the European Union (RGPD chap. V): which safeguard fits which country, and what must be looked at again. Pure.

Adequacy decisions, their scope and their end come from the vocabulary pays_adequats (transferts.json), read on 21 November 2026.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inventory.countries import country_code, country_name, is_in_eea
from inventory.rules.overlay import CompanyWords
from lib.dates import french_date

NO_TRANSFER, ADEQUACY, DPF = "aucun_ue_eee", "adequation", "dpf"
ONLY_FOR_DPF = "US"  # decision (EU) 2023/1795 of 10 July 2023 covers certified organisations only
DPF_MONTHS = 12  # transferts.json asks to check the certification again at each review; a year at most is our own rule
FITTING = "clauses contractuelles types (CCT), règles d’entreprise (BCR), code de conduite ou certification approuvés (RGPD, art. 46)"

OWN_DECISION = "Cette décision vient de votre liste et personne ne l’a relue\u00a0: vérifiez-la dans vos vocabulaires."


@dataclass(frozen=True)
class Planned:
    """A transfer as somebody says it. `country`: a French name or an ISO code."""

    country: str = ""
    mechanism: str = ""
    checked_on: date | None = None
    valid_until: date | None = None


class Weight(StrEnum):
    """How grave a remark is: the safeguard does not hold, somebody must look, good to know."""

    STOP = "stop"
    WATCH = "watch"
    INFO = "info"


@dataclass(frozen=True)
class Remark:
    """What to say of a transfer that stands: a short mark, and a sentence."""

    weight: Weight
    mark: str
    sentence: str


def refusals(said: Planned, words: CompanyWords, today: date) -> Iterator[tuple[str, str]]:
    """(field, sentence) for each thing that cannot be written: no transfer inside the EEA, a safeguard that is void or does not fit."""
    if is_in_eea(said.country):
        where = country_name(country_code(said.country))
        yield (
            "country",
            f"{where}\u00a0: on y applique le RGPD, ce n’est pas un transfert. Indiquez un pays hors de l’Espace économique européen.",
        )
        return
    term = words.term("transferts", said.mechanism)
    if term and not term.extra.get("valide"):
        yield "mechanism", f"{term.label}\u00a0: cette garantie ne vaut plus rien ({term.ref}). Choisissez une autre garantie."
    elif said.mechanism == ADEQUACY:
        yield from _adequacy(said, words, today)
    elif said.mechanism == DPF:
        yield from _dpf(said, words, today)
    if said.checked_on and said.checked_on > today:
        yield "checked_on", "Ce jour n’est pas encore venu. Écrivez le jour où quelqu’un a vraiment vérifié."


def _adequacy(said: Planned, words: CompanyWords, today: date) -> Iterator[tuple[str, str]]:
    """Art. 45: a decision of the Commission for this country, in force today."""
    if not said.country:
        yield "country", "Dites d’abord dans quel pays\u00a0: une décision d’adéquation vaut pour un pays."
    elif country_code(said.country) == ONLY_FOR_DPF:
        yield (
            "mechanism",
            "Pour les États-Unis, la décision ne couvre que les entreprises certifiées\u00a0: choisissez le Data Privacy Framework.",
        )
    elif words.adequacy(said.country, today) is None:
        where = country_name(country_code(said.country)) or said.country
        yield "mechanism", f"{where}\u00a0: aucune décision d’adéquation en vigueur dans notre liste. Ce qui convient\u00a0: {FITTING}."


def _dpf(said: Planned, words: CompanyWords, today: date) -> Iterator[tuple[str, str]]:
    """Decision (EU) 2023/1795: United States, certified organisations; the certification has to be looked up."""
    if not said.country:
        yield "country", "Écrivez «\u00a0États-Unis\u00a0»\u00a0: cette garantie ne vaut que pour eux."
    elif country_code(said.country) != ONLY_FOR_DPF:
        yield "mechanism", f"Le Data Privacy Framework ne vaut que pour les États-Unis. Ce qui convient\u00a0: {FITTING}."
    elif words.adequacy(ONLY_FOR_DPF, today) is None:
        yield "mechanism", f"La décision sur le Data Privacy Framework n’est plus en vigueur. Ce qui convient\u00a0: {FITTING}."
    elif said.checked_on is None:
        yield "checked_on", "Écrivez le jour où vous avez vu cette entreprise sur la liste des certifiés (dataprivacyframework.gov)."


def remarks(said: Planned, words: CompanyWords, today: date) -> Iterator[Remark]:
    """What a transfer written already calls for today; a refusal that came since (decision ended, mechanism struck down) is one."""
    for field, sentence in refusals(said, words, today):
        weight = Weight.WATCH if field == "checked_on" else Weight.STOP
        yield Remark(weight, "À vérifier" if weight == Weight.WATCH else "Ne convient pas", sentence)
    if said.valid_until and said.valid_until < today:
        yield Remark(Weight.STOP, "Échue", f"Cette garantie a pris fin le {french_date(said.valid_until)}.")
    if said.mechanism == DPF and said.checked_on and is_stale(said.checked_on, today):
        words_said = (
            f"Certification vue le {french_date(said.checked_on)}, il y a plus de {DPF_MONTHS} mois\u00a0: regardez de nouveau la liste."
        )
        yield Remark(Weight.WATCH, "À revérifier", words_said)
    decision = words.adequacy(said.country, today) if said.mechanism == ADEQUACY else None
    if decision and decision.must_be_verified and (decision.is_own or decision.is_reworded):
        yield Remark(Weight.WATCH, "À vérifier", OWN_DECISION)
    term = words.term("transferts", said.mechanism)
    if term and (term.extra.get("occasionnel") or term.extra.get("garanties_obligatoires_au_registre")):
        yield Remark(
            Weight.WATCH, "Ponctuel", "Une exception pour un envoi isolé (RGPD, art. 49), pas pour un agent qui transfère tous les jours."
        )


def is_stale(checked_on: date, today: date) -> bool:
    """The certification was looked up more than DPF_MONTHS ago."""
    months = (today.year - checked_on.year) * 12 + today.month - checked_on.month
    return (months, today.day) > (DPF_MONTHS, checked_on.day)


def decision_words(country: str, words: CompanyWords, today: date) -> str:
    """« Décision (UE) 2021/1772 du 28 juin 2021. Portée : … Fin : … »; empty without a decision."""
    term = words.adequacy(country, today)
    if term is None:
        return ""
    day, end = (str(term.extra.get(name) or "") for name in ("date", "expiration"))
    parts = [
        f"Décision {term.ref}{f' du {french_date(date.fromisoformat(day))}' if day else ''}",
        f"Portée\u00a0: {term.extra['portee_fr']}" if term.extra.get("portee_fr") else "",
        f"Fin\u00a0: {french_date(date.fromisoformat(end))}" if end else "",
        term.explanation,
    ]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def untold(recipients: Iterable[tuple[str, str]], destinations: Iterable[str]) -> list[tuple[str, str]]:
    """(name, country) of the recipients outside the EEA for whose country the sheet lists no transfer (note of destinataires.json)."""
    listed = {country_code(country) or country for country in destinations}
    return [
        (name, country)
        for name, country in recipients
        if country and not is_in_eea(country) and (country_code(country) or country) not in listed
    ]
