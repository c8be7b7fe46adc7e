"""What a sheet lacks, from its values alone. Each rule names the article it comes from (texts read on 21 November 2026).

Art. 30 asks for retention and security « dans la mesure du possible » (30.1.f, 30.1.g, 30.2.d): their absence is a recommendation here.
The legal basis is not in art. 30: art. 13.1.c asks for it in the notice, and the CNIL advises to write it in the register.
Obligatory is what art. 30 wants in a register, and what the law forbids to do without: an exception (9, 10), a contract (26, 28), a
safeguard (44).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inventory.countries import EEA
from inventory.rules.transfers import untold
from register.book import GRAVITY, Client, Controller, Data, Joint, Level, Missing, Nature, Recipient, Sheet, Transfer

SHOWN = 80  # characters of a precision
BLANK = re.compile(r"\[[^\[\]\n]{1,60}\]")  # what the text of a template leaves to complete: « [source] »
OF_PROCESSORS = "Sous-traitants"  # the CNIL model's own type
PROTECTED = {  # what data the law protects more may only be used with, and where it says so
    Nature.SENSITIVE: ("Ce qui permet d’utiliser ces données sensibles", "RGPD, art. 9.2"),
    Nature.OFFENCES: ("Le texte qui permet d’utiliser ces données d’infractions", "RGPD, art. 10"),
    Nature.NIR: ("Le cas prévu par décret pour ce numéro de Sécurité sociale", "RGPD, art. 87 ; loi Informatique et Libertés, art. 30"),
}


@dataclass(frozen=True)
class Standing:
    """How a sheet stands: tone of its mark and words beside it."""

    tone: str
    words: str


def standing(missing: Sequence[Missing]) -> Standing:
    """The worst thing first: what the law asks for, then what a person must confirm, then what is advised."""
    count = {level: sum(item.level == level for item in missing) for level in Level}
    if number := count[Level.OBLIGATORY]:
        return Standing("stop", f"À compléter\u00a0: {number} {_plural(number, 'point obligatoire', 'points obligatoires')}")
    if number := count[Level.CONFIRM]:
        return Standing("watch", f"À confirmer\u00a0: {number} {_plural(number, 'point', 'points')}")
    if number := count[Level.RECOMMENDED]:
        return Standing("ok", f"Complète, {number} {_plural(number, 'précision conseillée', 'précisions conseillées')}")
    return Standing("ok", "Fiche complète")


def missing_in_company(company: Controller) -> tuple[Missing, ...]:
    """What art. 30.1.a wants to know of the company itself."""
    return tuple(_company_gaps(company))


def missing_in_sheet(sheet: Sheet) -> tuple[Missing, ...]:
    """Everything open on a sheet, the obligatory first."""
    gaps = _processor_gaps if sheet.is_processor else _controller_gaps
    found = [*gaps(sheet), *_contract_gaps(sheet), *_transfer_gaps(sheet), *_common_gaps(sheet)]
    return tuple(sorted(found, key=lambda item: GRAVITY[item.level]))


def _company_gaps(company: Controller) -> Iterator[Missing]:
    if not (company.address or company.email or company.phone):
        yield _obligatory("company.contact", "L’adresse ou les coordonnées de l’entreprise", "RGPD, art. 30.1.a", "company")
    if company.has_dpo is None:
        yield _confirm("company.dpo", "Avez-vous un délégué à la protection des données (DPO)\u00a0?", "RGPD, art. 30.1.a et 37", "company")
    if company.has_dpo and not (company.dpo_name and company.dpo_contact):
        yield _obligatory("company.dpo_contact", "Le nom et les coordonnées du délégué (DPO)", "RGPD, art. 30.1.a", "company")
    if not company.siren:
        yield _recommended("company.siren", "Le numéro SIREN de l’entreprise", "Modèle de registre de la CNIL", "company")


def _controller_gaps(sheet: Sheet) -> Iterator[Missing]:
    if not sheet.purpose:
        yield _obligatory("purpose", "La finalité\u00a0: pourquoi vous utilisez ces données", "RGPD, art. 30.1.b", "identity")
    yield from _data_gaps(sheet)
    if not sheet.people:
        yield _obligatory("people", "Les catégories de personnes concernées", "RGPD, art. 30.1.c", "people")
    if not sheet.recipients:
        yield _obligatory("recipients", "Les destinataires\u00a0: qui reçoit ou voit ces données", "RGPD, art. 30.1.d", "recipients")
    yield from _basis_gaps(sheet)
    yield from _joint_gaps(sheet.joint)
    yield from _notice_gaps(sheet)
    yield from _decision_gaps(sheet)


def _notice_gaps(sheet: Sheet) -> Iterator[Missing]:
    """What people must be told (art. 13, 14)."""
    if not sheet.source:
        label = "La source des données\u00a0: la personne elle-même, ou qui d’autre"
        yield _recommended("source", label, "RGPD, art. 14.2.f", "identity")
    if not sheet.information:
        yield _recommended("information", "Le texte d’information donné aux personnes", "RGPD, art. 13 et 14", "notice")
    if blanks := dict.fromkeys(BLANK.findall(sheet.information)):
        label = f"À compléter dans le texte d’information\u00a0: {', '.join(blanks)}"
        yield _confirm("information_blank", label, "RGPD, art. 13 et 14", "notice")
    if sheet.is_informed is None:
        yield _confirm("informed", "Les personnes sont-elles informées de ce traitement\u00a0?", "RGPD, art. 13 et 14", "notice")
    if sheet.is_informed is False:
        yield _obligatory("not_informed", "Informer les personnes concernées", "RGPD, art. 13 et 14", "notice")


def _decision_gaps(sheet: Sheet) -> Iterator[Missing]:
    """Who decides about people (art. 22), and whether a person said so."""
    if sheet.is_notice_proposed:
        label = "Ce que le modèle propose\u00a0: qui décide, l’obligation de répondre, le texte d’information"
        yield _confirm("notice_proposed", label, "RGPD, art. 13, 14 et 22", "notice")
    if sheet.agents and not sheet.automation:
        yield _recommended("automation", "L’agent décide-t-il seul sur des personnes\u00a0?", "RGPD, art. 13.2.f et 22", "notice")
    if sheet.decides_alone and not sheet.automation_words:
        label = "L’agent décide seul\u00a0: sa logique, les effets, et comment joindre une personne"
        yield _obligatory("automation_words", label, "RGPD, art. 13.2.f et 22", "notice")


def _joint_gaps(joint: Sequence[Joint]) -> Iterator[Missing]:
    for one in joint:
        if not one.contact:
            yield _obligatory("joint_contact", f"Les coordonnées de {one.name}, responsable conjoint", "RGPD, art. 30.1.a", "joint", one.id)
        if not (one.agreement or one.agreed_on):
            yield _obligatory("joint_agreement", f"L’accord conclu avec {one.name}, responsable conjoint", "RGPD, art. 26", "joint", one.id)


def _data_gaps(sheet: Sheet) -> Iterator[Missing]:
    if not sheet.data:
        yield _obligatory("data", "Les catégories de données", "RGPD, art. 30.1.c", "data")
    if sheet.has_sensitive_data is None:
        yield _obligatory(
            "sensitive", "Y a-t-il des données sensibles (santé, opinions, infractions…)\u00a0?", "RGPD, art. 30.1.c, 9 et 10", "data"
        )
    if sheet.has_sensitive_data and not sheet.sensitive_data:
        yield _obligatory("sensitive_which", "Lesquelles des données sont sensibles", "RGPD, art. 30.1.c, 9 et 10", "data")
    if sheet.has_sensitive_data is False and sheet.sensitive_data:
        yield _confirm(
            "sensitive_contradiction", "Une donnée sensible est listée, et «\u00a0aucune\u00a0» est répondu", "RGPD, art. 9 et 10", "data"
        )
    if proposed := sheet.proposed_data:
        label = f"L’origine et la durée que le modèle propose\u00a0: {', '.join(one.category for one in proposed)}"
        target = proposed[0].id if len(proposed) == 1 else ""
        yield _confirm("data_proposed", label, "RGPD, art. 13, 14 et 30.1.f", "data", target)
    for data in sheet.data:
        yield from _one_category(data)


def _one_category(data: Data) -> Iterator[Missing]:
    if not data.retention:
        label = f"La durée de conservation\u00a0: {data.category}"
        yield _recommended("retention", label, "RGPD, art. 30.1.f, dans la mesure du possible", "data", data.id)
    if not data.exception and (asked := PROTECTED.get(data.nature)):
        yield _obligatory("exception", f"{asked[0]}\u00a0: {data.category}", asked[1], "data", data.id)
    if data.is_indirect and not data.origin_words:
        yield _recommended("origin", f"D’où viennent ces données\u00a0: {data.category}", "RGPD, art. 14.2.f", "data", data.id)


def _basis_gaps(sheet: Sheet) -> Iterator[Missing]:
    if not sheet.grounds:
        yield _recommended("basis", "La base légale\u00a0: ce qui autorise ce traitement", "RGPD, art. 6 et 13.1.c", "purposes")
    for ground in sheet.grounds:
        if not ground.basis:
            yield _recommended("basis", f"La base légale de «\u00a0{ground.purpose}\u00a0»", "RGPD, art. 6 et 13.1.c", "purposes")
        elif not ground.is_confirmed:
            yield _confirm(
                "basis_proposed", f"La base légale proposée pour «\u00a0{ground.purpose}\u00a0»", "RGPD, art. 6 et 5.2", "purposes"
            )


def _processor_gaps(sheet: Sheet) -> Iterator[Missing]:
    if not sheet.clients:
        yield _obligatory("clients", "Le nom et les coordonnées de chaque client servi", "RGPD, art. 30.2.a", "clients")
    if not sheet.purpose:
        yield _obligatory("purpose", "Les catégories de traitements effectués pour ces clients", "RGPD, art. 30.2.b", "identity")
    for client in sheet.clients:
        yield from _one_client(client)


def _one_client(client: Client) -> Iterator[Missing]:
    if not client.contact:
        yield _obligatory("client_contact", f"Les coordonnées du client {client.name}", "RGPD, art. 30.2.a", "client", client.client_id)
    if client.contract_on is None:
        yield _obligatory("client_contract", f"La date du contrat avec le client {client.name}", "RGPD, art. 28.3", "clients", client.id)
    if not client.instructions:
        yield _recommended("client_instructions", f"Les instructions du client {client.name}", "RGPD, art. 28.3.a", "clients", client.id)


def _contract_gaps(sheet: Sheet) -> Iterator[Missing]:
    """A processor, or a processor's own, works under a contract."""
    article = "RGPD, art. 28.2 et 28.4" if sheet.is_processor else "RGPD, art. 28.3"
    for one in sheet.recipients:
        if one.is_processor and not (one.contract_on or one.contract_where):
            yield _obligatory("contract", f"Le contrat avec votre sous-traitant\u00a0: {_named(one)}", article, "recipients", one.id)
    unsaid = [one for one in sheet.recipients if one.is_processor is None and one.kind == OF_PROCESSORS]
    if unsaid:
        label = f"Vos sous-traitants et leurs contrats\u00a0: {', '.join(dict.fromkeys(one.label for one in unsaid))}"
        yield _recommended("is_processor", label, article, "recipients", unsaid[0].id if len(unsaid) == 1 else "")


def _named(recipient: Recipient) -> str:
    """« Hébergeur / cloud (OVH) »: the word alone does not tell two of them apart."""
    first = recipient.precision.partition("\n")[0]
    return f"{recipient.label} ({first})" if first and len(first) <= SHOWN else recipient.label


def _transfer_gaps(sheet: Sheet) -> Iterator[Missing]:
    article = "RGPD, art. 30.2.c" if sheet.is_processor else "RGPD, art. 30.1.e"
    if sheet.has_transfers is None:
        yield _obligatory("transfers", "Des données sortent-elles de l’Union européenne\u00a0?", article, "transfers")
    if sheet.has_transfers and not sheet.transfers:
        yield _obligatory("transfers_which", "Vers qui et vers quel pays les données partent", article, "transfers")
    if not sheet.has_transfers:
        for agent in sheet.agents:
            if agent.host_country and agent.host_country not in EEA:
                yield _confirm(
                    "transfer_of_agent",
                    f"L’agent {agent.name} est hébergé hors de l’Union\u00a0: est-ce un transfert\u00a0?",
                    article,
                    "transfers",
                )
    for name, country in untold(((_named(one), one.country) for one in sheet.recipients), (one.country for one in sheet.transfers)):
        yield _confirm("transfer_untold", f"{name} reçoit des données ({country})\u00a0: est-ce un transfert\u00a0?", article, "transfers")
    for transfer in sheet.transfers:
        yield from _one_transfer(transfer, article)


def _one_transfer(transfer: Transfer, article: str) -> Iterator[Missing]:
    who, safeguards = transfer.recipient, "RGPD, art. 44 à 49"
    if not transfer.country:
        yield _obligatory("transfer_country", f"Le pays où {who} reçoit les données", article, "transfers", transfer.id)
    if not transfer.safeguard:
        yield _obligatory("transfer_safeguard", f"La garantie du transfert vers {who}", safeguards, "transfers", transfer.id)
    elif not transfer.is_valid:
        label = f"La garantie du transfert vers {who} ne convient pas. {transfer.doubt}".strip()
        yield _obligatory("transfer_invalid", label, safeguards, "transfers", transfer.id)
    elif transfer.doubt:
        yield _confirm("transfer_doubt", f"Le transfert vers {who}. {transfer.doubt}", "RGPD, art. 45", "transfers", transfer.id)


def _common_gaps(sheet: Sheet) -> Iterator[Missing]:
    if not sheet.measures:
        article = "RGPD, art. 30.2.d" if sheet.is_processor else "RGPD, art. 30.1.g"
        yield _recommended("measures", "Les mesures de sécurité", f"{article}, dans la mesure du possible", "measures")
    for question in sheet.open_questions:
        yield Missing("question", question.words, Level.CONFIRM, "Question laissée ouverte", "questions", question.id)


def _obligatory(code: str, label: str, source: str, place: str, target: str = "") -> Missing:
    return Missing(code, label, Level.OBLIGATORY, source, place, target)


def _confirm(code: str, label: str, source: str, place: str, target: str = "") -> Missing:
    return Missing(code, label, Level.CONFIRM, source, place, target)


def _recommended(code: str, label: str, source: str, place: str, target: str = "") -> Missing:
    return Missing(code, label, Level.RECOMMENDED, source, place, target)


def _plural(number: int, one: str, many: str) -> str:
    return one if number < 2 else many
