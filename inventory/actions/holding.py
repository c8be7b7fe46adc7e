"""Two clicks, two phones: whoever comes second sees what the first one did, and does it no second time."""

from datetime import timedelta
from typing import TypeVar

from accounts.models import CompanyRow

ONE_ACT = timedelta(minutes=1)  # two clicks closer than this were meant once
Row = TypeVar("Row", bound=CompanyRow)


def held(row: Row) -> Row | None:
    """The row as it is now, kept from other writers until the transaction ends. None when it is gone."""
    now: Row | None = type(row).objects.of(row.company).select_for_update(no_key=True).filter(pk=row.pk).first()  # type: ignore[attr-defined]
    return now
