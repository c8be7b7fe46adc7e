"""Rows of a table as their model, read by a text of SQL: nothing is compiled when it is asked. Beside lib.prepared, which asks."""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model
from django.db.models.base import ModelState

Made = TypeVar("Made", bound=Model)


def columns(model: type[Model], of: str) -> str:
    """All that `made` needs, for a text of SQL. `of`: what the text calls the table."""
    return ", ".join(f"{of}.{field.column}" for field in model._meta.concrete_fields)


def width(model: type[Model]) -> int:
    """How many columns that is."""
    return len(_names(model))


def made(model: type[Made], values: tuple[Any, ...]) -> Made:
    """The row, as if the model had read it. Django's own way tells whoever listens to a model that is made: nobody here does, and a click
    makes a dozen."""
    row = made_of(model, _names(model), values)
    told = vars(row)
    for name, field in _read_again(model):
        told[name] = field.from_db_value(told[name], None, connection)
    return row


def made_of(model: type[Made], names: Sequence[str], values: Sequence[Any]) -> Made:
    """Part of a row: the attributes named, none of which is kept as JSON. Django reads the others when they are asked for."""
    row = model.__new__(model)
    row._state = state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    vars(row).update(zip(names, values, strict=True))
    return row


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _read_again(model: type[Model]) -> list[tuple[str, Any]]:
    """What is kept as JSON, above all."""
    return [(field.attname, field) for field in model._meta.concrete_fields if hasattr(field, "from_db_value")]
