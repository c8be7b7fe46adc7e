"""The lists of a sheet as columns: what the tabs of a workbook and the cells of a CSV file are called, written and read back alike."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lib.tables.table import Value
from register.book import Nature

ANSWERS = {None: "", True: "Oui", False: "Non"}
NATURES = {
    Nature.ORDINARY: "",
    Nature.SENSITIVE: "RGPD, art. 9",
    Nature.OFFENCES: "RGPD, art. 10",
    Nature.NIR: "RGPD, art. 87 (NIR)",
}
CONTINUED = "\n  "  # a second line of one item
BETWEEN = " — "
COLON = "\u00a0: "


@dataclass(frozen=True)
class Part:
    """One list: its field of a sheet, its tab, its column in the table of processings, the titles and fields of its items.

    `derived`: what stands in the tab only, worked out from the rest: written, never read back."""

    name: str
    tab: str
    cell: str
    columns: tuple[tuple[str, str], ...]
    derived: tuple[tuple[str, str], ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(title for title, _ in self.columns)


PARTS: Mapping[str, Part] = {
    part.name: part
    for part in (
        Part(
            "grounds",
            "Bases légales",
            "Bases légales",
            (
                ("Finalité", "purpose"),
                ("Base légale", "basis"),
                ("Article", "article"),
                ("Justification", "justification"),
                ("Confirmée", "is_confirmed"),
            ),
        ),
        Part(
            "data",
            "Données",
            "Catégories de données",
            (
                ("Catégorie", "category"),
                ("Description", "description"),
                ("Durée", "retention"),
                ("Archivage", "archive"),
                ("Sensible", "is_sensitive"),
                ("Exception (art. 9)", "exception"),
                ("Origine", "origin"),
                ("Précision sur l’origine", "origin_words"),
                ("Règle de durée", "retention_rule"),
                ("À confirmer", "is_proposed"),
            ),
            (
                ("Protégée par", "nature"),
                ("Texte de la règle", "retention_source"),
                ("Portée de la règle", "retention_weight"),
                ("Point de départ", "retention_start"),
                ("Mot à vérifier", "must_verify"),
                ("Durée à vérifier", "must_verify_retention"),
            ),
        ),
        Part("people", "Personnes", "Personnes concernées", (("Catégorie", "label"), ("Précisions", "precision"))),
        Part(
            "recipients",
            "Destinataires",
            "Destinataires",
            (
                ("Destinataire", "label"),
                ("Précisions", "precision"),
                ("Sous-traitant", "is_processor"),
                ("Contrat du", "contract_on"),
                ("Où est le contrat", "contract_where"),
                ("Pays", "country"),
            ),
        ),
        Part(
            "transfers",
            "Transferts",
            "Détail des transferts",
            (
                ("Destinataire", "recipient"),
                ("Pays", "country"),
                ("Garantie", "safeguard"),
                ("Documentation", "link"),
                ("Garantie valable", "is_valid"),
                ("Vérifiée le", "checked_on"),
                ("Valable jusqu’au", "valid_until"),
            ),
            (
                ("Décision d’adéquation", "decision"),
                ("Décision du", "decision_on"),
                ("Décision jusqu’au", "decision_until"),
                ("Portée de la décision", "decision_scope"),
                ("Remarque", "doubt"),
                ("Mot à vérifier", "must_verify"),
            ),
        ),
        Part("measures", "Mesures", "Mesures de sécurité", (("Mesure", "label"), ("Précisions", "precision"))),
        Part(
            "joint",
            "Responsables conjoints",
            "Responsables conjoints",
            (("Responsable conjoint", "name"), ("Contact", "contact"), ("Accord (art. 26)", "agreement"), ("Accord du", "agreed_on")),
        ),
        Part(
            "clients",
            "Clients",
            "Clients",
            (
                ("Client", "name"),
                ("Contact", "contact"),
                ("Représentant", "representative"),
                ("Délégué", "dpo"),
                ("Opérations", "operations"),
                ("Instructions", "instructions"),
                ("Contrat du", "contract_on"),
            ),
        ),
    )
}


def values(part: Part, item: Any) -> list[Value]:
    """The cells of one item in its tab."""
    return [_value(item, name) for _, name in part.columns]


def derived(part: Part, item: Any) -> list[Value]:
    """What its tab adds."""
    return [_value(item, name) for _, name in part.derived]


def text(part: Part, item: Any) -> str:
    """One item on its line of a cell: « Éditeur — Pays : États-Unis — Garantie : … »."""
    shown = [_flat(value) for value in values(part, item)]
    told = [f"{title}{COLON}{value}" for title, value in zip(part.titles[1:], shown[1:], strict=True) if value]
    return BETWEEN.join([shown[0], *told])


def items(part: Part, cell: str) -> Iterable[dict[str, str]]:
    """The reverse of `text`, for every line of a cell."""
    titles = dict(part.columns)
    mark = re.compile(rf"{BETWEEN}({'|'.join(map(re.escape, part.titles[1:]))})\s?: ")
    for line in re.split(r"\n(?!  )", cell):
        head, *rest = mark.split(line)
        found = {part.columns[0][1]: head, **{titles[title]: value for title, value in zip(rest[::2], rest[1::2], strict=True)}}
        if any(map(str.strip, found.values())):
            yield {name: value.replace(CONTINUED, "\n").strip() for name, value in found.items()}


def _value(item: Any, name: str) -> Value:
    value = getattr(item, name)
    if name == "is_confirmed":
        return ("Oui" if value else "Non, à confirmer") if item.basis else ""
    if name == "is_proposed":
        return "Oui" if value else ""
    if isinstance(value, Nature):
        return NATURES[value]
    if value is None and name.endswith(("_on", "_until")):
        return ""
    return ANSWERS[value] if value is None or isinstance(value, bool) else value


def _flat(value: Value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value.replace("\r\n", "\n").replace("\n", CONTINUED)
