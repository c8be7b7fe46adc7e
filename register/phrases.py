"""What paper, screens and files say of a line beyond its own words: one French phrase each, or nothing. Pure."""

from collections.abc import Iterable

from lib.dates import french_date
from register.book import Client, Data, Joint, Recipient, Sheet, Sources, Transfer

TO_VERIFY = " (à vérifier)"
TO_CONFIRM = " (proposé, à confirmer)"
DATA_TO_CONFIRM = " (origine et durée proposées, à confirmer)"
ANSWERS = {None: "", True: "Oui", False: "Non"}


def joint(one: Joint) -> str:
    """« Morel, 3 rue du Port ; accord : annexe 2, 12 mars 2026 »."""
    return _all(_all(one.name, _flat(one.contact)), agreement(one), between="\u00a0; ")


def agreement(one: Joint) -> str:
    """Where the arrangement of art. 26 is kept, and its day."""
    agreed = _all(one.agreement, french_date(one.agreed_on) if one.agreed_on else "")
    return f"accord\u00a0: {agreed}" if agreed else ""


def client(one: Client) -> str:
    """Who it is, as art. 30.2.a wants it: name, contact, representative, delegate."""
    return _all(
        _all(one.name, _flat(one.contact)),
        f"représentant\u00a0: {one.representative}" if one.representative else "",
        f"délégué (DPO)\u00a0: {one.dpo}" if one.dpo else "",
        between="\u00a0; ",
    )


def mandate(one: Client) -> str:
    """Under which contract and instructions the company works for a client (art. 28.3)."""
    return _all(f"Contrat du {french_date(one.contract_on)}" if one.contract_on else "", one.instructions, between="\n")


def contract(one: Recipient, *, is_told: bool = False) -> str:
    """« sous-traitant, contrat du 5 janvier 2026, au coffre, France ». `is_told`: that it is a processor stands just before."""
    signed = "contrat" if one.contract_where or one.contract_on else ""
    signed += f" du {french_date(one.contract_on)}" if one.contract_on else ""
    signed += f" ({one.contract_where})" if one.contract_where else ""
    return _all("sous-traitant" if one.is_processor and not is_told else "", signed, one.country)


def retention_rule(one: Data) -> str:
    """Where a duration comes from: « Code de commerce art. L123-22, obligation légale, à compter de : clôture de l’exercice »."""
    since = f"à compter de\u00a0: {_lower(one.retention_start)}" if one.retention_start else ""
    told = _all(one.retention_source, one.retention_weight, since)
    return told + TO_VERIFY if told and one.must_verify_retention else told


def origin(one: Data) -> str:
    """« D’ailleurs (tiers, web, achat) : fichier loué »."""
    return _all(one.origin, one.origin_words, between="\u00a0: ")


def decision(one: Transfer) -> str:
    """The adequacy decision a transfer relies on: number, day, what it covers, its end."""
    if not one.decision:
        return ""
    day = f" du {french_date(one.decision_on)}" if one.decision_on else ""
    end = f"jusqu’au {french_date(one.decision_until)}" if one.decision_until else ""
    return _all(f"Décision {one.decision.removeprefix('décision ')}{day}", _lower(one.decision_scope), end)


def checked(one: Transfer) -> str:
    """When somebody last looked at a safeguard, and its own end."""
    return _all(
        f"vérifiée le {french_date(one.checked_on)}" if one.checked_on else "",
        f"valable jusqu’au {french_date(one.valid_until)}" if one.valid_until else "",
    )


def informed(sheet: Sheet) -> str:
    """« Oui, le 12 mars 2026 : affiche à l’accueil »."""
    day = f"le {french_date(sheet.informed_on)}" if sheet.informed_on else ""
    return _all(_all(ANSWERS[sheet.is_informed], day), sheet.informed_how, between="\u00a0: ")


def automation(sheet: Sheet) -> str:
    """Who decides, then the logic, the effects and the way to a person."""
    return _all(sheet.automation, sheet.automation_words, between="\n")


def sources(told: Sources) -> str:
    """The last line of a document."""
    if told.checked_on is None:
        return ""
    held = f"Vocabulaires vérifiés le {french_date(told.checked_on)}."
    listed = "\u00a0; ".join(told.names)
    named = f" Sources\u00a0: {listed}." if listed else ""
    return f"{held}{named} «\u00a0À vérifier\u00a0» marque un mot ou une durée que personne n’a encore comparé au texte même de la loi."


def _all(*parts: str, between: str = ", ") -> str:
    return between.join(part for part in parts if part)


def _lower(text: str) -> str:
    """As it reads after a comma; an acronym stays as it is."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def _flat(text: str) -> str:
    return ", ".join(_lines(text))


def _lines(text: str) -> Iterable[str]:
    return (line.strip() for line in text.splitlines() if line.strip())
