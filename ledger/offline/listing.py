"""The record as a table that a spreadsheet opens: made from the sealed rows and the French sentences, the same wherever it is made."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ledger.offline.checker import Row

HEADS = ("Ligne", "Écrite le (UTC)", "Par", "Ce qui s’est passé", "À propos de", "Nom technique", "Détail")
ERASED = "Contenu effacé, comme le journal le dit plus loin."
UNREADABLE = "Ces mots ne se lisent pas."
FORMULA = re.compile(r"^[\s'\"]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
CONTROL, HOLE = re.compile(r"[\x00-\x1f\x7f]+"), re.compile(r"\{(\w+)\}")
SPELLED = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def listing_head() -> bytes:
    """The first line; the mark before it tells a spreadsheet that it is UTF-8."""
    return b"\xef\xbb\xbf" + _joined(HEADS)


def listing_line(row: Row, phrases: Mapping[str, str]) -> bytes:
    """One row of the table."""
    return _joined((str(row.seq + 1), moment_words(row.recorded_at), *words_of(row, phrases)))


def words_of(row: Row, phrases: Mapping[str, str]) -> tuple[str, str, str, str, str]:
    """Who, the sentence, about what, the act's technical name, the detail."""
    if row.payload is None:
        return "", ERASED, "", "", ""
    try:
        told: dict[str, Any] = json.loads(row.payload)
        by, act, detail = str(told["by"]["name"]), str(told["act"]), dict(told["detail"])
        names = [str(one["name"]) for one in told["about"]]
    except (ValueError, TypeError, LookupError):
        return "", UNREADABLE, "", "", ""
    words = {str(key): str(value) for key, value in detail.items()}
    words |= {"by": by, "act": act, "subject": names[0] if names else "", "second": names[1] if len(names) > 1 else ""}
    spelled = SPELLED(detail) if detail else ""
    return by, filled(phrases.get(act, "{by} : {act}"), words), ", ".join(names), act, spelled


def filled(template: str, words: Mapping[str, str]) -> str:
    """Names in braces become words, and nothing else happens: a template out of a file is not trusted."""
    return HOLE.sub(lambda found: words.get(found[1], "…"), template)


def moment_words(microseconds: int) -> str:
    """« 2026-11-23 09:12:00 »; a number no calendar has stays a number."""
    try:
        return f"{BEGINNING + timedelta(microseconds=microseconds):%Y-%m-%d %H:%M:%S}"
    except OverflowError:
        return str(microseconds)


def _joined(values: tuple[str, ...]) -> bytes:
    return (";".join(_cell(value) for value in values) + "\r\n").encode("utf-8", "replace")


def _cell(value: str) -> str:
    """Never a formula, always one cell."""
    plain = value if value.isprintable() else CONTROL.sub(" ", value)
    safe = f"'{plain}" if FORMULA.match(value) else plain
    return '"' + safe.replace('"', '""') + '"'
