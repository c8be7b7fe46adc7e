"""What a new company starts with in the inventory."""

from datetime import datetime

from accounts.models import Company
from inventory.actions.processings import open_from_plan
from inventory.catalogue import own_sheet
from ledger.entries import Actor


def open_own_sheet(company: Company, _: Actor, at: datetime) -> None:
    """Garde-fou watches agents and people: its own line of the register, number 1, recorded as Garde-fou's own act."""
    open_from_plan(company, own_sheet(), by=None, at=at)
