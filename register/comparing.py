"""What changed between two registers, from their data alone (docs/dev/registre-json.md), in French. Knows no row, no file, no page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inventory.countries import country_name

Data = Mapping[str, Any]
Fields = Sequence[tuple[str, str]]

COMPANY: Fields = (
    ("name", "Nom"),
    ("siren", "Numéro SIREN"),
    ("address", "Adresse"),
    ("phone", "Téléphone"),
    ("email", "Adresse électronique"),
    ("representative", "Représentant légal"),
    ("has_dpo", "Délégué (DPO)"),
    ("dpo_name", "Nom du délégué"),
    ("dpo_contact", "Coordonnées du délégué"),
)
SHEET: Fields = (
    ("title", "Nom du traitement"),
    ("is_processor", "Pour le compte de clients"),
    ("purpose", "Finalité principale"),
    ("sub_purposes", "Sous-finalités"),
    ("partners", "Responsables conjoints ou clients"),
    ("has_sensitive_data", "Données sensibles"),
    ("has_transfers", "Transferts hors de l’Union"),
    ("source", "Source des données"),
    ("information", "Information donnée aux personnes"),
    ("outside_reference", "Référence d’origine"),
    ("open_questions", "Questions ouvertes"),
)
PRECISION: Fields = (("precision", "précision"),)
# part of a sheet: what one of its lines is called, what names it, its other fields
LINES: Mapping[str, tuple[str, str, Fields]] = {
    "grounds": ("Finalité", "purpose", (("basis", "base légale"), ("justification", "justification"), ("is_confirmed", "confirmée"))),
    "people": ("Personnes concernées", "label", PRECISION),
    "data": (
        "Donnée",
        "category",
        (
            ("description", "description"),
            ("retention", "durée de conservation"),
            ("archive", "archivage"),
            ("is_sensitive", "sensible"),
            ("exception", "permis par"),
        ),
    ),
    "recipients": ("Destinataire", "label", PRECISION),
    "transfers": ("Transfert", "recipient", (("country", "pays"), ("safeguard", "garantie"), ("link", "documentation"))),
    "measures": ("Mesure de sécurité", "label", PRECISION),
    "agents": (
        "Agent",
        "name",
        (("state", "état"), ("software", "outil"), ("host_country", "hébergement"), ("in_charge", "responsable"), ("rights", "droits")),
    ),
}


@dataclass(frozen=True)
class Change:
    """One field, before and after, in words; empty: nothing was said."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Named:
    """A processing, as it is called in the newer register that holds it."""

    id: str
    reference: str
    title: str


@dataclass(frozen=True)
class Changed:
    """A processing that stands in both, and what differs."""

    sheet: Named
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that differs. `gone`: archived, or no longer of this part of the register."""

    company: tuple[Change, ...] = ()
    added: tuple[Named, ...] = ()
    gone: tuple[Named, ...] = ()
    changed: tuple[Changed, ...] = ()

    @property
    def count(self) -> int:
        """A processing added or gone is one change; otherwise each field is one."""
        return len(self.company) + len(self.added) + len(self.gone) + sum(len(one.changes) for one in self.changed)


def compare(before: Data, after: Data) -> Comparison:
    """From the older register to the newer one. What is worked out from the rest (dates of update, gaps) is not compared."""
    old, new = ({sheet["id"]: sheet for sheet in book["sheets"]} for book in (before, after))
    both = [(old[key], sheet) for key, sheet in new.items() if key in old]
    differing = [Changed(_named(sheet), changes) for past, sheet in both if (changes := tuple(_sheet_changes(past, sheet)))]
    return Comparison(
        company=tuple(_fields(COMPANY, before["company"], after["company"])),
        added=tuple(_named(sheet) for key, sheet in new.items() if key not in old),
        gone=tuple(_named(sheet) for key, sheet in old.items() if key not in new),
        changed=tuple(differing),
    )


def _named(sheet: Data) -> Named:
    return Named(sheet["id"], sheet["reference"], sheet["title"])


def _sheet_changes(before: Data, after: Data) -> Iterator[Change]:
    yield from _fields(SHEET, before, after)
    for part, (noun, name, fields) in LINES.items():
        old, new = _by_name(before.get(part, ()), name), _by_name(after.get(part, ()), name)
        for key in [*new, *(key for key in old if key not in new)]:
            if key in old and key in new:
                yield from _fields(fields, old[key], new[key], f"{noun} «\u00a0{key[0]}\u00a0»\u00a0: ")
            else:
                yield Change(noun, _line(old.get(key), name, fields), _line(new.get(key), name, fields))


def _by_name(lines: Sequence[Data], name: str) -> dict[tuple[str, int], Data]:
    """Lines by their name; the second of the same name is the second of both registers."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], Data] = {}
    for line in lines:
        seen[line[name]] += 1
        found[line[name], seen[line[name]]] = line
    return found


def _fields(fields: Fields, before: Data, after: Data, prefix: str = "") -> Iterator[Change]:
    for key, label in fields:
        old, new = _said(key, before.get(key)), _said(key, after.get(key))
        if old != new:
            yield Change(prefix + label if prefix else label, old, new)


def _line(line: Data | None, name: str, fields: Fields) -> str:
    """A whole line on its own: its name, then what is said of it."""
    if line is None:
        return ""
    told = [(label, _said(key, line.get(key))) for key, label in fields if line.get(key)]
    return "\n".join([line[name], *(f"{label}\u00a0: {words}" for label, words in told)])


def _said(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, list):
        return "\n".join(_item(item) for item in value)
    return country_name(value) if key == "host_country" and value else str(value or "")


def _item(item: Any) -> str:
    """One of a list: a text, a question, or a right."""
    if isinstance(item, str):
        return item
    if "words" in item:
        return str(item["words"])
    until = f" ({item['until']})" if item["until"] else ""
    return f"{item['verb']}\u00a0: {item['resource']}{until}"
