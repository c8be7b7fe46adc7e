"""The legal vocabularies that ship with the product: read once, frozen. Their « à vérifier » marks travel with each term."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent.parent / "inventory" / "vocabularies"
COUNTRIES = "pays_adequats"  # a list inside the file of transfers, read as a vocabulary of its own


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary. `verified` is verifie_texte, source_secondaire or a_verifier; `extra` holds the other columns."""

    code: str
    label: str
    ref: str
    explanation: str
    example: str
    verified: str
    extra: Mapping[str, Any]

    @property
    def must_be_verified(self) -> bool:
        """Nobody has held this term against the text of the law itself."""
        return self.verified != "verifie_texte"


@cache
def document(name: str) -> Mapping[str, Any]:
    """The whole file, frozen at the top: `meta`, `items` and the file's own blocks."""
    file = "transferts" if name == COUNTRIES else name
    return MappingProxyType(json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8")))


@cache
def vocabulary(name: str) -> Mapping[str, Term]:
    """Terms of one file by code, in the file's order. KeyError or FileNotFoundError: a programmer's mistake."""
    if name == COUNTRIES:
        return MappingProxyType({item["iso"]: _country(item) for item in document(name)["adequation"]})
    return MappingProxyType({item["code"]: _term(item) for item in document(name)["items"]})


def label(name: str, code: str) -> str:
    """The French word of a code; an unknown code (imported, or the owner's own) is shown as it is."""
    term = vocabulary(name).get(code)
    return term.label if term else code


def checked_on(name: str) -> str:
    """The day (ISO) on which the file's sources were read."""
    return str(document(name)["meta"]["date"])


def _term(item: Mapping[str, Any]) -> Term:
    named = ("code", "label_fr", "ref", "explication_fr", "exemple_fr", "verif")
    code, french, ref, explanation, example, verified = (item.get(key) or "" for key in named)
    return Term(
        code, french or code, ref, explanation, example, verified, MappingProxyType({k: v for k, v in item.items() if k not in named})
    )


def _country(item: Mapping[str, Any]) -> Term:
    """An adequacy decision: its country, its number, what it covers, its days."""
    extra = {"date": item["date"], "portee_fr": item["portee_fr"], "expiration": item["expiration"]}
    return Term(item["iso"], item["pays_fr"], item["decision"], item["note_fr"] or "", "", item["verif"], MappingProxyType(extra))
