"""The JSON of the CNIL's tool (LINC PIA 4): told apart from other JSON, checked as the tool itself would, counted."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from lib.tables.archive import Unreadable
from lib.tables.text import clean, one_line, shorten
from register.pia.words import STATUSES

LISTS = ("answers", "measures", "evaluations", "comments")
MOST = 5_000  # items of one list
UNNAMED = "AIPD sans nom"
NOT_A_LIST = (
    "Cette AIPD est incomplète\u00a0: la partie «\u00a0{name}\u00a0» n’est pas une liste. Exportez-la de nouveau depuis l’outil de la CNIL."
)
NOT_ROWS = "Cette AIPD est abîmée\u00a0: la partie «\u00a0{name}\u00a0» ne contient pas ce que l’outil de la CNIL y écrit."


@dataclass(frozen=True)
class Counted:
    """What the preview says of a file."""

    name: str
    status: int
    status_words: str
    answers: int
    measures: int
    evaluations: int
    comments: int


def is_pia(content: Any) -> bool:
    """The tool refuses what has no « pia »."""
    return isinstance(content, dict) and isinstance(content.get("pia"), dict)


def checked(content: dict[str, Any]) -> dict[str, Any]:
    """The same content. Raises Unreadable where the tool itself would break."""
    for name in LISTS:
        rows = content.get(name)
        if not isinstance(rows, list):
            raise Unreadable(NOT_A_LIST.format(name=name))
        if len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
            raise Unreadable(NOT_ROWS.format(name=name))
    return content


def counted(content: dict[str, Any]) -> Counted:
    """« AIPD “Captoo” : 36 réponses, 23 mesures, 40 évaluations, 1 commentaire, statut 3 »."""
    status = status_of(content)
    sizes = {name: len(content[name]) for name in LISTS}
    return Counted(name_of(content), status, STATUSES.get(status, "statut inconnu"), **sizes)


def name_of(content: dict[str, Any]) -> str:
    """The name the tool gives it, without the mark of an import."""
    told = content["pia"].get("name")
    return shorten(one_line(clean(told.removeprefix("(IMPORT) "))), 200) if isinstance(told, str) and clean(told) else UNNAMED


def status_of(content: dict[str, Any]) -> int:
    """0 to 4; -1 when the file says something else."""
    told = content["pia"].get("status", 0)
    return told if isinstance(told, int) and not isinstance(told, bool) and told in STATUSES else -1


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of the data, whatever the order of the keys and the spaces of the file."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
