"""Tables that the apps above fill when they start, so that this one need not know them."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import Company
from ledger.entries import Actor

# Called inside the transaction that opens a company: what a new company starts with (its own register sheet, for one).
company_openers: list[Callable[[Company, Actor, datetime], None]] = []
