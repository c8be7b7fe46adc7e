"""The register of one company at one moment, for pages that ask several things of it."""

from datetime import datetime
from functools import cached_property

from accounts.models import Company
from register.book import Level, Sheet
from register.sheets import all_sheets

OPEN = frozenset({Level.OBLIGATORY, Level.CONFIRM})


class Reading:
    """Its sheets are read when first asked for, and once: twelve queries, or none when nobody asks."""

    def __init__(self, company: Company, at: datetime) -> None:
        self.company, self.at = company, at

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every processing that goes on, with what it lacks."""
        return all_sheets(self.company, self.at)

    @property
    def complete(self) -> int:
        """How many sheets the law misses nothing on, and nobody has to confirm anything."""
        return sum(not any(item.level in OPEN for item in sheet.missing) for sheet in self.sheets)
