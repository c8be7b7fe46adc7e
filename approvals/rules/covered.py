"""Everything a yes covers, field by field: what the digest is made of, nothing left out. Pure."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from journal.enums import Type
from journal.rules.reported import masked_account, without_accounts
from lib.leaked_keys import masked
from lib.words import TURNING

ACCOUNT = "payee.account"
NO_SECRET = ("document.sha256",)  # looks like a key, is none
LABELS = {
    "type": "Nature, d’après l’agent",
    "tool": "Outil",
    "kind": "Genre",
    "amount.value": "Montant",
    "amount.currency": "Devise",
    "percent": "Pourcentage",
    "payee.name": "Bénéficiaire, d’après l’agent",
    ACCOUNT: "Compte",
    "payee.reference": "Référence",
    "recipients.count": "Nombre de destinataires",
    "recipients.sample": "Destinataire",
    "document.kind": "Document",
    "document.number": "Numéro du document",
    "document.date": "Date du document",
    "document.sha256": "Empreinte du document",
    "target": "Sur quoi",
    "summary": "Ce que dit l’agent",
}
PLACES = {path: place for place, path in enumerate(LABELS)}
PLAIN = {None: "rien", True: "oui", False: "non"}
GROUP = 4  # a number is read out by fours


@dataclass(frozen=True)
class Field:
    """One value. `is_hidden`: part of it is masked."""

    name: str
    value: str
    is_hidden: bool


def fields(action: dict[str, Any], *, whole: bool = False) -> list[Field]:
    """Every value of the action, in full but for account numbers and keys; with `whole`, those too."""
    return [_field(path, value, whole) for path, value in sorted(_leaves(action, ""), key=lambda leaf: PLACES.get(leaf[0], len(PLACES)))]


def spaced(account: str) -> str:
    """« FR76 3000 6000 0112 3456 7890 189 »."""
    return "\u00a0".join(account[place : place + GROUP] for place in range(0, len(account), GROUP))


def visible(text: str) -> str:
    """What prints nothing or turns the reading around is named, so that nothing is hidden: « ⟨U+202E⟩ »."""
    return "".join(f"⟨U+{ord(char):04X}⟩" if _is_invisible(char) else char for char in text)


def _is_invisible(char: str) -> bool:
    return char in TURNING or (char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{path} {number}")
    else:
        yield path, value


def _field(path: str, value: Any, whole: bool) -> Field:
    text = PLAIN[value] if value is None or isinstance(value, bool) else str(value) if value not in ({}, []) else PLAIN[None]
    shown = text if whole or path in NO_SECRET else masked_account(text) if path == ACCOUNT else without_accounts(masked(text))
    told = (
        spaced(text) if whole and path == ACCOUNT else f"{Type(text).label} ({text})" if path == "type" and text in Type.values else shown
    )
    return Field(_label(path), visible(told), shown != text)


def _label(path: str) -> str:
    """« Paramètre « input.amount » »: a name we do not know is the agent's own, and says so."""
    base, _, number = path.rpartition(" ")
    if path in LABELS:
        return LABELS[path]
    if base in LABELS:
        return f"{LABELS[base]} {number}"
    return f"Donnée «\u00a0{visible(without_accounts(masked(path)))}\u00a0»"
