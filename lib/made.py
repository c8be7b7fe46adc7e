"""Rows of a table as their model, read by a text of SQL: nothing is compiled when it is asked. Beside lib.prepared, which asks."""

from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

Made = TypeVar("Made", bound=Model)


def columns(model: type[Model], of: str) -> str:
    """All that `made` needs, for a text of SQL. `of`: what the text calls the table."""
    return ", ".join(f"{of}.{field.column}" for field in model._meta.concrete_fields)


def width(model: type[Model]) -> int:
    """How many columns that is."""
    return len(_names(model))


def made(model: type[Made], values: tuple[Any, ...]) -> Made:
    """The row, as if the model had read it."""
    read = list(values)
    for place, field in _read_again(model):
        read[place] = field.from_db_value(read[place], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, _names(model), read)


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _read_again(model: type[Model]) -> list[tuple[int, Any]]:
    """What is kept as JSON, above all."""
    return [(place, field) for place, field in enumerate(model._meta.concrete_fields) if hasattr(field, "from_db_value")]
