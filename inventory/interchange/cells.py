"""One cell of the agents' workbook: its value, or the sentence that says why it is not taken."""

import re
from collections.abc import Callable, Mapping

from inventory.countries import NAMES
from inventory.interchange.columns import Column, Kind
from inventory.rules import work_hours
from inventory.rules.hosts import BadHost, hosts_in
from lib.tables.ods import Cell
from lib.tables.serial import day_of_cell
from lib.tables.text import fold, one_line
from lib.tables.values import yes_or_no

Value = str | bool | int | list[str] | None
MAX_ITEMS = 100
CODE = re.compile("[A-Za-z]{2}")
COUNTRIES = {fold(name): code for code, name in NAMES.items()} | {code.lower(): code for code in NAMES}


class Refusal(Exception):
    """The cell is not taken; the text says what to write instead."""


def value_of(column: Column, cell: Cell) -> Value:
    """A value for JSON; days as ISO text. Raises Refusal."""
    if cell.is_cut:
        raise Refusal("Ce texte est trop long. Abrégez-le.")
    return READERS[column.kind](column, cell)


def _line(column: Column, cell: Cell) -> Value:
    return _short(column, one_line(cell.text))


def _text(column: Column, cell: Cell) -> Value:
    return _short(column, cell.text)


def _short(column: Column, text: str) -> str:
    if len(text) > column.limit:
        raise Refusal(f"Ce texte dépasse {column.limit} caractères. Abrégez-le.")
    return text


def _list(column: Column, cell: Cell) -> Value:
    items = list(dict.fromkeys(filter(None, map(str.strip, cell.text.split("\n")))))
    if len(items) > MAX_ITEMS:
        raise Refusal(f"Cette case dépasse {MAX_ITEMS} lignes. Abrégez-la.")
    return [_short(column, item) for item in items]


def _hosts(_: Column, cell: Cell) -> Value:
    try:
        return list(hosts_in(cell.text))
    except BadHost as bad:
        sentence = str(bad.args[0])
        raise Refusal(sentence[:1].upper() + sentence[1:]) from bad


def _choice(column: Column, cell: Cell) -> Value:
    told = {fold(str(label)): value for value, label in column.choices.choices if value} if column.choices else {}
    if fold(cell.text) in ("je ne sais pas", "non precise"):
        return None
    value = told.get(fold(cell.text)) or next((value for value in told.values() if value == cell.text.strip().lower()), None)
    if value is None:
        labels = ", ".join(f"«\u00a0{label}\u00a0»" for value, label in column.choices.choices if value) if column.choices else ""
        raise Refusal(f"Nous attendons l’un de ces mots\u00a0: {labels}.")
    return str(value)


def _answer(_: Column, cell: Cell) -> Value:
    answer = yes_or_no(cell.text)
    if answer is None and fold(cell.text) != "je ne sais pas":
        raise Refusal("Répondez par Oui ou par Non, ou laissez la case vide.")
    return answer


def _day(_: Column, cell: Cell) -> Value:
    day = day_of_cell(cell)
    if day is None:
        raise Refusal("Écrivez un jour en entier, par exemple 31/12/2026.")
    return day.isoformat()


def _number(column: Column, cell: Cell) -> Value:
    text = cell.text.strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= column.limit and len(text) < 9):
        raise Refusal(f"Écrivez un nombre entier de 1 à {column.limit}.")
    return int(text)


def _hours(_: Column, cell: Cell) -> Value:
    try:
        hours = work_hours.read(cell.text)
    except work_hours.NotHours as bad:
        raise Refusal(f"Écrivez par exemple\u00a0: {work_hours.EXAMPLE}.") from bad
    return hours.words if hours else None


def _country(_: Column, cell: Cell) -> Value:
    text = cell.text.strip()
    code = COUNTRIES.get(fold(text)) or (text.upper() if CODE.fullmatch(text) else None)
    if code is None:
        raise Refusal("Nous ne connaissons pas ce pays. Écrivez son nom en français, par exemple France.")
    return code


READERS: Mapping[Kind, Callable[[Column, Cell], Value]] = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.LIST: _list,
    Kind.HOSTS: _hosts,
    Kind.CHOICE: _choice,
    Kind.ANSWER: _answer,
    Kind.DAY: _day,
    Kind.NUMBER: _number,
    Kind.HOURS: _hours,
    Kind.COUNTRY: _country,
    Kind.PERSON: _line,
}
