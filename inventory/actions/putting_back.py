"""A line taken off a sheet by mistake goes back as it was, at the end. A basis that was confirmed is to confirm again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import Membership
from inventory.actions.lines import SORTS, add
from inventory.models import Client, Processing

NOT_SAID = frozenset({"id", "company", "processing", "position", "confirmed_at", "confirmed_by"})


def plain_values(line: Any) -> dict[str, Any]:
    """What the line says, as JSON can hold it."""
    told = {field.name: field.value_from_object(line) for field in line._meta.concrete_fields if field.name not in NOT_SAID}
    return {name: _plain(value) for name, value in told.items()}


def put_back(processing: Processing, sort: str, plain: Mapping[str, Any], *, by: Membership, at: datetime) -> Any:
    """The line again. Raises Client.DoesNotExist, MechanismRefused."""
    fields = {field.name: field for field in SORTS[sort].model._meta.concrete_fields}
    values = {name: _full(processing, fields[name], value) for name, value in plain.items() if name in fields}
    return add(processing, sort, values, by=by, at=at)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _full(processing: Processing, field: Any, value: Any) -> Any:
    if isinstance(field, models.ForeignKey):
        return Client.objects.of(processing.company).get(pk=value)
    return field.to_python(value)
