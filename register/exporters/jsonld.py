"""The register as linked data (JSON-LD) with the W3C's Data Privacy Vocabulary 2.3. What it has no term for stays French text."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lib.tables.cells import clean, joined
from register import phrases
from register.book import Agent, Client, Controller, Data, Ground, Joint, Line, Recipient, RegisterBook, Sheet, Transfer
from register.exporters.words import term

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "eu-aiact": "https://w3id.org/dpv/legal/eu/aiact#",
    "pd": "https://w3id.org/dpv/pd#",
    "ai": "https://w3id.org/dpv/ai#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Node = dict[str, Any]


def write(book: RegisterBook) -> bytes:
    """The bytes of the file; the same for the same book."""
    register = _kept(
        {
            "@context": CONTEXT,
            "@type": "dpv:RecordsOfActivities",
            "dct:title": _french(f"Registre des traitements — {book.company.name}"),
            "dct:identifier": str(book.version),
            "dct:created": {"@type": "xsd:dateTime", "@value": book.made_at.isoformat(timespec="seconds")},
            "dct:valid": {"@type": "xsd:dateTime", "@value": book.as_on.isoformat(timespec="seconds")} if book.as_on else {},
            "dpv:hasProcess": [_process(sheet, book.company) for sheet in book.sheets],
        }
    )
    return (json.dumps(register, ensure_ascii=False, indent=2) + "\n").encode()


def _process(sheet: Sheet, company: Controller) -> Node:
    own = _organisation(company, "dpv:DataProcessor" if sheet.is_processor else "dpv:DataController")
    joint = [_joint(one) for one in sheet.joint]
    return _kept(
        {
            "@id": f"urn:uuid:{sheet.id}",
            "@type": ["dpv:Process", "dpv:DataProcessingRecord"],
            "dct:title": _french(sheet.title),
            "dct:identifier": sheet.reference,
            "dct:created": _day(sheet.created_on),
            "dct:modified": _day(sheet.updated_on),
            "dpv:hasDataController": [_client(one) for one in sheet.clients] if sheet.is_processor else [own, *joint],
            "dpv:hasDataProcessor": own if sheet.is_processor else {},
            "dpv:hasDataProtectionOfficer": {"dpv:hasName": clean(company.dpo_name), "dpv:hasContact": clean(company.dpo_contact)},
            "dpv:hasPurpose": [_purpose(text) for text in (sheet.purpose, *sheet.sub_purposes)] + [_ground(one) for one in sheet.grounds],
            "dpv:hasLegalBasis": _bases(sheet),
            "dpv:hasDataSubject": [_typed("categories_personnes", one) for one in sheet.people],
            "dpv:hasPersonalData": [_data(one) for one in sheet.data],
            "dpv:hasRecipient": [_recipient(one, is_sub=sheet.is_processor) for one in sheet.recipients],
            "dpv:hasDataImporter": [_transfer(one) for one in sheet.transfers],
            "dpv:hasTechnicalOrganisationalMeasure": [_typed("mesures_securite", one) for one in sheet.measures],
            "dct:source": _french(sheet.source),
            "dpv:hasNotice": _notice(sheet),
            **_decision(sheet),
            "dpv:isImplementedUsingTechnology": [_agent(one) for one in sheet.agents],
        }
    )


def _organisation(company: Controller, kind: str) -> Node:
    contact = joined(clean(company.address), clean(company.phone), clean(company.email), between=", ")
    return {"@type": kind, "dpv:hasName": clean(company.name), "dpv:hasContact": contact, "dct:identifier": company.siren}


def _party(name: str, contact: str, kind: str) -> Node:
    return {"@type": kind, "dpv:hasName": clean(name), "dpv:hasContact": clean(contact)}


def _joint(one: Joint) -> Node:
    named = _party(one.name, one.contact, "dpv:DataController")
    return {**named, "dct:description": _french(phrases.agreement(one))}


def _client(one: Client) -> Node:
    """A client decides; the company acts for it."""
    return {
        **_party(one.name, one.contact, "dpv:DataController"),
        "dpv:hasDataProtectionOfficer": {"dpv:hasName": clean(one.dpo)},
        "dpv:hasRepresentative": {"dpv:hasName": clean(one.representative)},
        "dct:description": _french(joined(clean(one.operations), clean(phrases.mandate(one)), between="\n")),
    }


def _purpose(text: str) -> Node:
    return {"@type": "dpv:Purpose", "dct:description": _french(text)} if text else {}


def _ground(one: Ground) -> Node:
    """A basis that nobody has confirmed is told in words, never stated as a legal basis."""
    basis = _term("bases_legales", one.basis) if one.is_confirmed else ""
    doubt = f"Base légale proposée, à confirmer\u00a0: {clean(one.basis)}" if one.basis and not one.is_confirmed else ""
    said = [clean(one.purpose), doubt, clean(one.justification)]
    return {"@type": "dpv:Purpose", "dct:description": _french("\n".join(filter(None, said))), "dpv:hasLegalBasis": _named(basis)}


def _bases(sheet: Sheet) -> list[Node]:
    confirmed = [_term("bases_legales", one.basis) for one in sheet.grounds if one.is_confirmed]
    exceptions = [_term("exceptions_art9", one.exception) for one in sheet.data]
    return [_named(name) for name in sorted({*confirmed, *exceptions} - {""})]


def _data(one: Data) -> Node:
    kept = joined(clean(one.retention), f"archivage\u00a0: {clean(one.archive)}" if one.archive else "", between=", puis ")
    rule = clean(phrases.retention_rule(one))
    allowed = f"Permis par\u00a0: {clean(one.exception)}" if one.exception and not _term("exceptions_art9", one.exception) else ""
    return {
        **_described(_term("categories_donnees", one.category, one.code), one.category, joined(one.description, allowed, between="\n")),
        "dpv:hasStorageCondition": {"@type": "dpv:StorageDuration", "dct:description": _french(joined(kept, rule))} if kept else {},
        "dpv:hasDataSource": {"dct:description": _french(phrases.origin(one) + (phrases.DATA_TO_CONFIRM if one.is_proposed else ""))},
    }


def _typed(vocabulary: str, one: Line) -> Node:
    return _described(_term(vocabulary, one.label, one.code), one.label, one.precision)


def _recipient(one: Recipient, *, is_sub: bool) -> Node:
    """A processor when somebody said so, or, while nobody has said, when the CNIL's own list calls it one."""
    found = term("destinataires", one.label, one.code)
    usual = found is not None and found.extra.get("type_cnil_ods") == "Sous-traitants"
    kind = "dpv:DataSubProcessor" if is_sub else "dpv:DataProcessor"
    is_processor = usual if one.is_processor is None else one.is_processor
    told = joined(clean(one.precision), clean(phrases.contract(one, is_told=True)))
    return _described(kind if is_processor else "", one.label, told)


def _transfer(one: Transfer) -> Node:
    basis = _term("transferts", one.safeguard) if one.is_valid else ""
    invalid = "" if one.is_valid else f"Garantie invalide\u00a0: {clean(one.safeguard)}"
    own = "" if basis or invalid else clean(one.safeguard)
    followed = (phrases.decision(one), phrases.checked(one), one.doubt)
    return {
        "dpv:hasName": clean(one.recipient),
        "dpv:hasThirdCountry": {"dct:title": _french(one.country)} if one.country else {},
        "dpv:hasLegalBasis": _named(basis),
        "dct:description": _french(joined(invalid, own, clean(one.link), *map(clean, followed))),
    }


def _decision(sheet: Sheet) -> Node:
    """Who decides (art. 22): a person stands in between, or the logic that decides alone is told."""
    told = phrases.automation(sheet)
    said = _french(told + phrases.TO_CONFIRM if told and sheet.is_notice_proposed else told)
    if sheet.decides_alone:
        return {"dpv:hasAlgorithmicLogic": {"@type": "dpv:AlgorithmicLogic", "dct:description": said}}
    return {"dpv:hasHumanInvolvement": {"@type": "dpv:HumanInvolvementForOversight", "dct:description": said} if said else {}}


def _notice(sheet: Sheet) -> Node:
    """What people are told, when, whether they must answer, and what they may ask (art. 13 to 22)."""
    rights = ", ".join(sheet.people_rights)
    told = (
        clean(sheet.information),
        "Texte et obligation proposés, à confirmer" if sheet.is_notice_proposed else "",
        f"Personnes informées\u00a0: {clean(phrases.informed(sheet))}" if sheet.is_informed is not None else "",
        f"Caractère obligatoire\u00a0: {clean(sheet.obligation)}" if sheet.obligation else "",
        f"Droits\u00a0: {clean(rights)}" if rights else "",
    )
    return {"dct:description": _french(joined(*told, between="\n"))}


def _agent(one: Agent) -> Node:
    said = joined(clean(one.state), clean(one.software))
    kinds = ["ai:AIAgent", "eu-aiact:AISystem"]
    return {"@id": f"urn:uuid:{one.id}", "@type": kinds, "dct:title": _french(one.name), "dct:description": _french(said)}


def _described(kind: str, title: str, description: str) -> Node:
    return {"@type": kind, "dct:title": _french(title), "dct:description": _french(description)}


def _term(vocabulary: str, label: str, code: str = "") -> str:
    """The short name of the vocabulary's own `dpv` term, or nothing."""
    found = term(vocabulary, label, code)
    address = str(found.extra.get("dpv") or "") if found else ""
    prefix = max((name for name, start in CONTEXT.items() if address.startswith(start)), key=lambda name: len(CONTEXT[name]), default="")
    return f"{prefix}:{address.removeprefix(CONTEXT[prefix])}" if prefix else ""


def _named(name: str) -> Node:
    return {"@id": name} if name else {}


def _french(text: str) -> Node:
    return {"@language": "fr", "@value": shown} if (shown := clean(text)) else {}


def _day(day: Any) -> Node:
    return {"@type": "xsd:date", "@value": day.isoformat()} if day else {}


def _kept(value: Any) -> Any:
    """Without what says nothing, at any depth; a list of one thing stays a list."""
    if isinstance(value, Mapping):
        inside = {key: _kept(item) for key, item in value.items()}
        return {key: item for key, item in inside.items() if item not in ("", {}, [])}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [item for item in map(_kept, value) if item not in ("", {}, [])]
    return value
