"""What the CNIL's model has no place for, under it on each sheet: our import reads most of it back (importers/cnil_ours.py)."""

from collections.abc import Iterator
from datetime import date

from lib.tables.cells import joined
from register import phrases
from register.book import Data, Ground, Sheet
from register.exporters.cnil_labels import heading
from register.exporters.cnil_rows import four, one, title, two
from register.exporters.opendocument import Row

OURS = "Ajouts de Garde-fou, hors du modèle de la CNIL"


def rows(sheet: Sheet) -> Iterator[Row]:
    """Numbers are those of the model's own rows above; what nobody has said has no row."""
    yield title(OURS)
    yield from _grounds(sheet)
    yield from _notice(sheet)
    if sheet.outside_reference:
        yield one("Référence d’origine", sheet.outside_reference)
    yield from _agreements(sheet)
    yield from _data(sheet)
    yield from contracts(sheet)
    yield from safeguards(sheet)
    yield from agents(sheet)


def contracts(sheet: Sheet) -> Iterator[Row]:
    """What is told of each recipient as a processor (art. 28)."""
    told = [(number, line) for number, line in enumerate(sheet.recipients, 1) if line.is_processor is not None or phrases.contract(line)]
    if told:
        yield four("Contrats des destinataires (art. 28)", ("Sous-traitant", "Contrat du", "Contrat rangé", "Pays"), face="head")
    for number, line in told:
        answers = (phrases.ANSWERS[line.is_processor], _day(line.contract_on), line.contract_where, line.country)
        yield four(f"Contrat du destinataire {number}", answers)


def safeguards(sheet: Sheet) -> Iterator[Row]:
    """What each transfer relies on, and when somebody looked at it."""
    told = [(number, line) for number, line in enumerate(sheet.transfers, 1)]
    told = [(number, line) for number, line in told if line.decision or line.checked_on or line.valid_until or line.doubt]
    if told:
        yield four(
            "Suivi des transferts (art. 44 à 49)", ("Décision d’adéquation", "Vérifiée le", "Valable jusqu’au", "Remarque"), face="head"
        )
    for number, line in told:
        yield four(f"Suivi du transfert {number}", (phrases.decision(line), _day(line.checked_on), _day(line.valid_until), line.doubt))


def agents(sheet: Sheet) -> Iterator[Row]:
    """The AI agents that take part, then what the sheet still lacks."""
    if sheet.agents:
        yield four("Agents IA concernés", ("Agent", "Logiciel et modèle", "État", "Ce qu’il a le droit de faire"), face="head")
    for number, agent in enumerate(sheet.agents, 1):
        rights = "\n".join(joined(right.verb, right.resource, right.until) for right in agent.rights)
        yield four(f"Agent {number}", (agent.name, agent.software, agent.state, rights))
    for number, gap in enumerate(sheet.missing, 1):
        yield two(f"{heading(gap.level)} {number}", gap.label, gap.source)


def _grounds(sheet: Sheet) -> Iterator[Row]:
    if sheet.grounds:
        yield four("Bases légales (RGPD, art. 6)", ("Finalité", "Base légale", "Confirmée par une personne", "Justification"), face="head")
    for number, ground in enumerate(sheet.grounds, 1):
        yield four(f"Base légale {number}", _ground(ground))


def _ground(ground: Ground) -> tuple[str, str, str, str]:
    basis = joined(ground.basis, ground.article, between="\n")
    return ground.purpose, basis, ("Oui" if ground.is_confirmed else "Non, à confirmer") if basis else "", ground.justification


def _notice(sheet: Sheet) -> Iterator[Row]:
    """What people are told (art. 13, 14) and who decides (art. 22)."""
    yield one("Source des données", sheet.source)
    yield one("Information donnée aux personnes", sheet.information)
    if sheet.is_informed is not None:
        told = (phrases.ANSWERS[sheet.is_informed], _day(sheet.informed_on), sheet.informed_how, "")
        yield four("Personnes informées (oui ou non, quand, comment)", told)
    for label, words in (
        ("Caractère obligatoire des réponses", sheet.obligation),
        ("Décision automatisée", sheet.automation),
        ("Précisions sur la décision automatisée", sheet.automation_words),
        ("Décision et information à confirmer", phrases.ANSWERS[sheet.is_notice_proposed or None]),
        ("Droits des personnes", ", ".join(sheet.people_rights)),
    ):
        if words:
            yield one(label, words)


def _agreements(sheet: Sheet) -> Iterator[Row]:
    for number, line in enumerate(sheet.joint, 1):
        if line.agreement or line.agreed_on:
            yield two(f"Accord du responsable conjoint {number} (art. 26)", line.agreement, _day(line.agreed_on))


def _data(sheet: Sheet) -> Iterator[Row]:
    """By category: the model keeps an order of its own."""
    told = [line for line in sheet.data if line.exception or line.origin or line.retention_rule or line.must_verify]
    if told:
        heads = ("Catégorie", "Ce qui permet de l’utiliser", "Origine", "Règle de durée")
        yield four("Précisions sur les données", heads, face="head")
    for number, line in enumerate(told, 1):
        yield four(f"Précisions sur une donnée {number}", (line.category, line.exception, phrases.origin(line), _rule(line)))
    if sheet.proposed_data:
        yield one("Origine et durée à confirmer", "\n".join(line.category for line in sheet.proposed_data))


def _rule(line: Data) -> str:
    """Its name, then where it comes from."""
    return joined(line.retention_rule, phrases.retention_rule(line), between="\n")


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
