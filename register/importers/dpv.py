"""A register as linked data (JSON-LD, W3C Data Privacy Vocabulary 2.3): terms we know become our codes, other words stay words.

Ours says in French what the vocabulary has no term for; whoever wrote the file, a legal basis is only proposed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from lib.tables.archive import Unreadable
from lib.tables.text import clean, one_line, shorten
from lib.tables.values import day_of
from lib.vocabulary import vocabulary
from register.exporters.jsonld import CONTEXT
from register.importers import labels, told
from register.importers.page import Notes
from register.importers.preview import (
    DataLine,
    ImportedProcessing,
    ImportPreview,
    Line,
    Organisation,
    PartnerLine,
    Party,
    PurposeLine,
    TransferLine,
)

PROPOSED = "Base légale proposée, à confirmer"
INVALID = "Garantie invalide\u00a0: "
MAX_NODES = 500
UUID_ADDRESS = re.compile(r"urn:uuid:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})")
TOO_MANY = f"Ce registre dépasse {MAX_NODES} traitements. Partagez-le en plusieurs fichiers."
SEVERAL_BASES = "Le fichier donne plusieurs bases légales sans dire à quelle finalité chacune se rapporte."
NO_TERM = "Ce terme n’a pas de place sur nos fiches."
WHERE = "traitement n°\u00a0{}"
TAKEN = frozenset(
    {
        "dct:title",
        "dct:identifier",
        "dct:created",
        "dct:modified",
        "dct:source",
        "dpv:hasPurpose",
        "dpv:hasLegalBasis",
        "dpv:hasDataSubject",
    }
    | {"dpv:hasPersonalData", "dpv:hasRecipient", "dpv:hasDataImporter", "dpv:hasTechnicalOrganisationalMeasure", "dpv:hasStorageCondition"}
    | {"dpv:hasDataController", "dpv:hasDataProcessor", "dpv:hasDataProtectionOfficer", "dpv:isImplementedUsingTechnology"}
)
Node = Mapping[str, Any]


def is_register(content: Any) -> bool:
    """A record of processing activities, or a graph that has processes."""
    return isinstance(content, Mapping) and "dpv:hasProcess" in content


def preview(content: Node) -> ImportPreview:
    """Every process of the record. Raises Unreadable."""
    nodes = list(_nodes(content.get("dpv:hasProcess")))
    if len(nodes) > MAX_NODES:
        raise Unreadable(TOO_MANY)
    notes = Notes()
    found = [_processing(node, WHERE.format(number), notes) for number, node in enumerate(nodes, 1)]
    controller = next((_party(one) for node in nodes for one in _nodes(node.get("dpv:hasDataController"))), Party())
    return told.whole([one for one in found if one.name], notes, Organisation(controller=controller))


def _processing(node: Node, where: str, notes: Notes) -> ImportedProcessing:
    own = Notes()
    own_controllers = list(_nodes(node.get("dpv:hasDataController")))
    is_processor = bool(list(_nodes(node.get("dpv:hasDataProcessor"))))
    purposes = _purposes(node, where, own)
    stated, bare = [one for one in purposes if one.basis], [one.description for one in purposes if not one.basis]
    data = _data(node)
    transfers = tuple(_transfer(one, where, own) for one in _nodes(node.get("dpv:hasDataImporter")))
    for name, value in node.items():
        if not name.startswith("@") and name not in TAKEN:
            notes.ignore(f"{name}\u00a0: {_word(value)}", where, NO_TERM)
    partners = own_controllers if is_processor else own_controllers[1:]
    named = tuple(PartnerLine(_line_of(one, "dpv:hasName", 200), _text(one.get("dpv:hasContact"))) for one in partners)
    return ImportedProcessing(
        key="",
        name=told.name(_text(node.get("dct:title")) or _text(node.get("dct:identifier"))),
        reference=told.reference(_text(node.get("dct:identifier"))),
        created_on=day_of(_text(node.get("dct:created"))),
        updated_on=day_of(_text(node.get("dct:modified"))),
        purpose=bare[0] if bare else purposes[0].description if purposes else "",
        sub_purposes=tuple(bare[1:]),
        purposes=() if is_processor else tuple(stated or purposes[:1]),
        data=data,
        has_sensitive_data=True if any(line.is_sensitive for line in data) else None,
        people=_lines(node, "dpv:hasDataSubject", "categories_personnes"),
        recipients=_lines(node, "dpv:hasRecipient", "destinataires"),
        measures=_lines(node, "dpv:hasTechnicalOrganisationalMeasure", "mesures_securite"),
        has_transfers=True if transfers else None,
        transfers=transfers,
        where=where,
        side="processor" if is_processor else "controller",
        source=_text(node.get("dct:source")),
        joint_controllers="\n".join(", ".join(filter(None, (one.name, one_line(one.contact)))) for one in named if one.name),
        unclear=tuple(own.unclear),
        id=_uuid(node.get("@id")),
    )


def _purposes(node: Node, where: str, notes: Notes) -> list[PurposeLine]:
    """Each purpose with its own basis; a basis of the whole process goes to its only purpose, or is asked."""
    found = [_purpose(one) for one in _nodes(node.get("dpv:hasPurpose"))]
    found = [one for one in found if one.description]
    codes = [code for one in _nodes(node.get("dpv:hasLegalBasis")) if (code := _code("bases_legales", one))]
    loose = [code for code in codes if code not in {one.basis for one in found}]
    if len(loose) == 1 and len(found) == 1 and not found[0].basis:
        return [replace(found[0], basis=loose[0])]
    if loose:
        words = ", ".join(vocabulary("bases_legales")[code].label for code in loose)
        notes.ask("Bases légales", where, f"{SEVERAL_BASES} {words}.", "Choisissez la base légale de chaque finalité sur la fiche.")
    return found


def _purpose(one: Node) -> PurposeLine:
    """Ours writes the purpose, a basis still to confirm, then why, one a line."""
    lines = _text(one.get("dct:description")).split("\n")
    doubtful = next((line for line in lines[1:] if line.startswith(PROPOSED)), "")
    basis = next((code for each in _nodes(one.get("dpv:hasLegalBasis")) if (code := _code("bases_legales", each))), "")
    basis = basis or told.bases().get(labels.fold(doubtful.partition("\u00a0: ")[2]), "")
    if not basis:
        return PurposeLine("\n".join(lines))
    return PurposeLine(lines[0], basis, "\n".join(line for line in lines[1:] if line != doubtful))


def _data(node: Node) -> tuple[DataLine, ...]:
    """A duration of the whole process is that of each of its categories."""
    shared = "\n".join(filter(None, (_text(one.get("dct:description")) for one in _nodes(node.get("dpv:hasStorageCondition")))))
    return tuple(_category(one, shared) for one in _nodes(node.get("dpv:hasPersonalData")))


def _category(one: Node, shared: str) -> DataLine:
    kept = next((_text(each.get("dct:description")) for each in _nodes(one.get("dpv:hasStorageCondition"))), shared)
    code, words = _code("categories_donnees", one), _words(one)
    line = told.data_line(words, _text(one.get("dct:description")), kept)
    if not code or labels.category(words):
        return line
    return replace(line, category=code, is_sensitive=labels.is_sensitive(vocabulary("categories_donnees")[code]))


def _lines(node: Node, name: str, of: str) -> tuple[Line, ...]:
    return tuple(_line(one, of) for one in _nodes(node.get(name)))


def _line(one: Node, of: str) -> Line:
    line = told.line(of, _words(one), _text(one.get("dct:description")))
    code = line.code if line.code in vocabulary(of) else _code(of, one) or line.code
    is_processor = True if of == "destinataires" and one.get("@type") == "dpv:DataProcessor" else None
    return replace(line, code=code, is_processor=is_processor)


def _transfer(one: Node, where: str, notes: Notes) -> TransferLine:
    country = next((_text(each.get("dct:title")) or _word(each) for each in _nodes(one.get("dpv:hasThirdCountry"))), "")
    mechanism = next((code for each in _nodes(one.get("dpv:hasLegalBasis")) if (code := _code("transferts", each))), "")
    said = _text(one.get("dct:description"))
    if not mechanism:
        sentence = f"Le fichier dit\u00a0: {said}" if said else "Ce transfert n’indique aucune garantie."
        notes.ask("Transferts hors UE", where, sentence, "Choisissez la garantie de ce transfert.")
    return TransferLine(
        _line_of(one, "dpv:hasName", 200) or "Destinataire à préciser",
        shorten(one_line(country), 80),
        mechanism,
        shorten(one_line(said), 500),
    )


def _uuid(address: Any) -> str:
    """« urn:uuid:… » is how our own files name a sheet."""
    found = UUID_ADDRESS.fullmatch(address) if isinstance(address, str) else None
    return found[1].lower() if found else ""


def _party(one: Node) -> Party:
    return Party(name=_line_of(one, "dpv:hasName", 200), address=_line_of(one, "dpv:hasContact", 300))


def _nodes(value: Any) -> Iterator[Node]:
    """A thing, or a list of things; a bare text is a thing of that name."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            yield one
        elif isinstance(one, str) and one:
            yield {"@id": one}


def _text(value: Any) -> str:
    """Plain text, or a text with its language: French first."""
    if isinstance(value, list):
        texts = sorted((one for one in value if isinstance(one, Mapping)), key=lambda one: one.get("@language") != "fr")
        return _text(texts[0] if texts else next((one for one in value if isinstance(one, str)), ""))
    if isinstance(value, Mapping):
        value = value.get("@value", "")
    return clean(value)[:20_000] if isinstance(value, str) else ""


def _line_of(one: Node, name: str, limit: int) -> str:
    return shorten(one_line(_text(one.get(name))), limit)


def _words(one: Node) -> str:
    """What a thing is called: its French title, its name, or the term's own word."""
    return _text(one.get("dct:title")) or _text(one.get("dpv:hasName")) or _word(one) or "À préciser"


def _word(value: Any) -> str:
    """« dpv:AccessControlMethod » -> AccessControlMethod; nothing for a type that says only « a recipient »."""
    one = next(_nodes(value), {})
    return _text(one.get("@id")).rpartition(":")[2].rpartition("#")[2] or _text(one.get("@value"))


def _code(of: str, one: Node) -> str:
    """The one word of ours with this term of the vocabulary; a term that several share means none of them."""
    for name in (one.get("@id"), one.get("@type")):
        if isinstance(name, str) and (code := _terms(of).get(_address(name))):
            return code
    return ""


@cache
def _terms(of: str) -> Mapping[str, str]:
    found: dict[str, list[str]] = {}
    for code, term in vocabulary(of).items():
        if address := str(term.extra.get("dpv") or ""):
            found.setdefault(address, []).append(code)
    return {address: codes[0] for address, codes in found.items() if len(codes) == 1}


def _address(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return f"{CONTEXT[prefix]}{rest}" if prefix in CONTEXT else name
