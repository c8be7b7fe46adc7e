"""The register as a document: one frozen RegisterBook of everything that is printed. `register.printing` turns it into a PDF."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Company
from register import book
from register.rules import missing_in_company
from register.sheets import all_sheets


def build(company: Company, at: datetime, *, version: int = 0) -> book.RegisterBook:
    """The whole register of the transaction's company as it stands now. Eleven queries, whatever its size."""
    return book.RegisterBook(controller(company), version, at.astimezone(ZoneInfo(company.time_zone)), all_sheets(company, at))


def controller(company: Company) -> book.Controller:
    """The company's own page of the register."""
    names = ("name", "siren", "address", "phone", "email", "representative", "has_dpo", "dpo_name", "dpo_contact")
    told = book.Controller(**{name: getattr(company, name) for name in names})
    return replace(told, missing=missing_in_company(told))
