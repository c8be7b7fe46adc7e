"""One row of a sheet, its codes replaced by French words: what `sheets` puts together. Nothing here queries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from inventory.countries import country_name, is_in_eea
from inventory.enums import Automation, Origin
from inventory.rules.allowances import Regime, allowance, regime_of
from inventory.rules.overlay import CompanyTerm, CompanyWords
from inventory.rules.transfers import ADEQUACY, DPF, NO_TRANSFER, Planned, Weight, remarks
from lib.dates import NO_BREAK
from register import book

NATURES = {
    Regime.ORDINARY: book.Nature.ORDINARY,
    Regime.SENSITIVE: book.Nature.SENSITIVE,
    Regime.OFFENCES: book.Nature.OFFENCES,
    Regime.NUMBER: book.Nature.NIR,
}
WEIGHTS = {
    "legale": "obligation légale",
    "recommandation": "recommandation de la CNIL",
    "usage": "usage",
    "interne": "choix de l’entreprise",
}
OF_PROCESSORS = "Sous-traitants"  # the CNIL model's own type: false of somebody who is said not to be one
ALWAYS_OWED = (f"accès (art.{NO_BREAK}15)", f"rectification (art.{NO_BREAK}16)", f"limitation (art.{NO_BREAK}18)")
OWED = {  # columns of `droits` in bases_legales
    "effacement": f"effacement (art.{NO_BREAK}17)",
    "portabilite": f"portabilité (art.{NO_BREAK}20)",
    "opposition": f"opposition (art.{NO_BREAK}21)",
    "retrait": f"retrait du consentement (art.{NO_BREAK}7.3)",
}
A_PERSON = f"intervention d’une personne (art.{NO_BREAK}22.3)"


def ground(row: Any, words: CompanyWords) -> book.Ground:
    term = words.term("bases_legales", row.basis)
    article = term.ref.removeprefix("RGPD ").replace("art. ", f"art.{NO_BREAK}") if term else ""
    label = term.label if term else row.basis
    return book.Ground(row.description, label, article, row.justification, row.confirmed_at is not None, _is_doubtful(term), str(row.id))


def data(row: Any, words: CompanyWords) -> book.Data:
    term, rule = words.term("categories_donnees", row.category), words.term("durees_conservation", row.retention_code)
    allowed = allowance(row.exception, words) if row.exception else None
    return book.Data(
        category=term.label if term else row.category,
        description=row.description,
        retention=row.retention,
        archive=row.archive,
        is_sensitive=row.is_sensitive,
        exception=allowed.label if allowed else row.exception,
        nature=NATURES[regime_of(row.category, row.is_sensitive, words)],
        is_indirect=row.origin == Origin.INDIRECT if row.origin else None,
        origin=str(Origin(row.origin).label) if row.origin else "",
        origin_words=row.origin_words,
        retention_rule=rule.label if rule else "",
        retention_source=rule.ref if rule else "",
        retention_weight=WEIGHTS.get(str(rule.extra.get("nature")), "") if rule else "",
        retention_start=str(rule.extra.get("point_de_depart_fr") or "") if rule else "",
        must_verify=_is_doubtful(term) or _is_doubtful(allowed),
        must_verify_retention=_is_doubtful(rule),
        id=str(row.id),
        code=row.category,
        is_proposed=row.is_proposed,
    )


def line(row: Any, words: CompanyWords, name: str, kind: str = "") -> book.Line:
    """People or a measure. `kind`: the column of the vocabulary that holds the CNIL model's own word."""
    term = words.term(name, row.code)
    return book.Line(term.label if term else row.code, row.precision, _kind(term, kind), _is_doubtful(term), str(row.id), row.code)


def recipient(row: Any, words: CompanyWords) -> book.Recipient:
    told = line(row, words, "destinataires", "type_cnil_ods")
    return book.Recipient(
        told.label,
        told.precision,
        "" if row.is_processor is False and told.kind == OF_PROCESSORS else told.kind,
        told.must_verify,
        told.id,
        told.code,
        is_processor=row.is_processor,
        contract_on=row.contract_on,
        contract_where=row.contract_where,
        country=country_name(row.country),
    )


def transfer(row: Any, words: CompanyWords, day: date) -> book.Transfer:
    """As it stands on this day."""
    term = words.term("transferts", row.mechanism)
    decision = words.adequacy(row.country, day) if row.mechanism in (ADEQUACY, DPF) and row.country else None
    is_valid, doubt = _standing(row, words, day)
    until = str(decision.extra.get("expiration") or "") if decision else ""
    return book.Transfer(
        recipient=row.recipient,
        country=country_name(row.country),
        safeguard=term.label if term else row.mechanism,
        link=row.link,
        is_valid=is_valid,
        doubt=doubt,
        decision=decision.ref if decision else "",
        decision_on=date.fromisoformat(str(decision.extra["date"])) if decision and decision.extra.get("date") else None,
        decision_until=date.fromisoformat(until) if until else None,
        decision_scope=str(decision.extra.get("portee_fr") or "") if decision else "",
        checked_on=row.checked_on,
        valid_until=row.valid_until,
        must_verify=_is_doubtful(term) or _is_doubtful(decision),
        id=str(row.id),
    )


def joint(row: Any) -> book.Joint:
    return book.Joint(row.name, row.contact, row.agreement, row.agreed_on, str(row.id))


def client(row: Any) -> book.Client:
    return book.Client(
        row.client__name,
        row.client__contact,
        row.client__representative,
        row.client__dpo,
        row.operations,
        row.instructions,
        row.contract_on,
        str(row.id),
        str(row.client_id),
    )


def people_rights(purposes: Iterable[Any], automation: str, words: CompanyWords) -> tuple[str, ...]:
    """What the people concerned may ask, from the bases of the purposes (art. 7.3, 15 to 22). None while no basis is known."""
    bases = {row.description: term for row in purposes if (term := words.term("bases_legales", row.basis))}
    if not bases:
        return ()
    owed = list(ALWAYS_OWED)
    for column, right in OWED.items():
        having = [purpose for purpose, term in bases.items() if (term.extra.get("droits") or {}).get(column)]
        if having:
            only = "" if len(having) == len(bases) else f", pour {_quoted(having)}"
            owed.append(right + only)
    return tuple([*owed, A_PERSON] if automation == Automation.ALONE else owed)


def _standing(row: Any, words: CompanyWords, day: date) -> tuple[bool, str]:
    """Does the safeguard stand on this day, and what must be said of it. An exception of art. 49 is no doubt by itself."""
    if not row.mechanism:
        return True, ""
    if row.mechanism == NO_TRANSFER:
        stands = not row.country or is_in_eea(row.country)
        return stands, "" if stands else "Ce pays est hors de l’Espace économique européen."
    said = list(remarks(Planned(row.country, row.mechanism, row.checked_on, row.valid_until), words, day))
    if stop := next((remark for remark in said if remark.weight == Weight.STOP), None):
        return False, stop.sentence
    watch = next((remark.sentence for remark in said if remark.weight == Weight.WATCH), "") if row.mechanism in (ADEQUACY, DPF) else ""
    return True, watch


def _is_doubtful(term: CompanyTerm | None) -> bool:
    return term is not None and term.must_be_verified


def _kind(term: CompanyTerm | None, column: str) -> str:
    """The CNIL model's own word; its « Autres (préciser) » says nothing."""
    kind = str(term.extra.get(column) or "") if term and column else ""
    return "" if kind.startswith("Autre") else kind


def _quoted(purposes: Iterable[str]) -> str:
    return ", ".join(f"«\u00a0{purpose}\u00a0»" for purpose in purposes)
