"""What changed between two registers, from their data alone (docs/dev/registre-json.md), in French. Knows no row, no file, no page."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from inventory.countries import country_name
from lib.dates import french_date

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
    ("has_sensitive_data", "Données sensibles"),
    ("has_transfers", "Transferts hors de l’Union"),
    ("source", "Source des données"),
    ("information", "Information donnée aux personnes"),
    ("is_informed", "Personnes informées"),
    ("informed_on", "Personnes informées le"),
    ("informed_how", "Personnes informées par"),
    ("obligation", "Caractère obligatoire des réponses"),
    ("automation", "Décision automatisée"),
    ("automation_words", "Précisions sur la décision automatisée"),
    ("is_notice_proposed", "Décision et information à confirmer"),
    ("people_rights", "Droits des personnes"),
    ("outside_reference", "Référence d’origine"),
    ("open_questions", "Questions ouvertes"),
)
PRECISION: Fields = (("precision", "précision"),)
NAMED_BEFORE = ("partners", "Responsables conjoints ou clients")  # one text, before each had lines of its own
# part of a sheet: what one of its lines is called, what names it, its other fields
LINES: Mapping[str, tuple[str, str, Fields]] = {
    "grounds": ("Finalité", "purpose", (("basis", "base légale"), ("justification", "justification"), ("is_confirmed", "confirmée"))),
    "people": ("Personnes concernées", "label", PRECISION),
    "joint": ("Responsable conjoint", "name", (("contact", "coordonnées"), ("agreement", "accord"), ("agreed_on", "accord du"))),
    "clients": (
        "Client",
        "name",
        (
            ("contact", "coordonnées"),
            ("representative", "représentant"),
            ("dpo", "délégué (DPO)"),
            ("operations", "opérations"),
            ("instructions", "instructions"),
            ("contract_on", "contrat du"),
        ),
    ),
    "data": (
        "Donnée",
        "category",
        (
            ("description", "description"),
            ("retention", "durée de conservation"),
            ("archive", "archivage"),
            ("retention_rule", "règle de durée"),
            ("is_sensitive", "sensible"),
            ("exception", "permis par"),
            ("origin", "origine"),
            ("origin_words", "précisions sur l’origine"),
            ("is_proposed", "à confirmer"),
        ),
    ),
    "recipients": (
        "Destinataire",
        "label",
        (
            *PRECISION,
            ("is_processor", "sous-traitant"),
            ("contract_on", "contrat du"),
            ("contract_where", "contrat rangé"),
            ("country", "pays"),
        ),
    ),
    "transfers": (
        "Transfert",
        "recipient",
        (
            ("country", "pays"),
            ("safeguard", "garantie"),
            ("link", "documentation"),
            ("decision", "décision d’adéquation"),
            ("checked_on", "vérifié le"),
            ("valid_until", "valable jusqu’au"),
            ("doubt", "remarque"),
        ),
    ),
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
    if "clients" not in before or "clients" not in after:
        yield from _fields((NAMED_BEFORE,), before, after)
    for part, (noun, name, fields) in LINES.items():
        if part not in before or part not in after:
            continue  # an export of before this part was printed says nothing of it
        old, new = _by_name(before[part], name), _by_name(after[part], name)
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
    """What both tell and tell differently: a field that one of them did not have yet is no change."""
    for key, label in fields:
        if key not in before or key not in after:
            continue
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
    if key.endswith(("_on", "_until")) and value:
        return french_date(date.fromisoformat(value))
    return country_name(value) if key == "host_country" and value else str(value or "")


def _item(item: Any) -> str:
    """One of a list: a text, a question, or a right."""
    if isinstance(item, str):
        return item
    if "words" in item:
        return str(item["words"])
    until = f" ({item['until']})" if item["until"] else ""
    return f"{item['verb']}\u00a0: {item['resource']}{until}"
