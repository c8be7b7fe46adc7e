"""The register as a document: one frozen RegisterBook of everything that is printed. `register.printing` turns it into a PDF."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Company
from register import book
from register.rules import missing_in_company
from register.sheets import sheets_in


def build(company: Company, at: datetime, *, version: int = 0, extent: book.Extent = book.WHOLE) -> book.RegisterBook:
    """The register of the transaction's company, or this part of it, as it stands now. Eleven queries, whatever its size."""
    made_at = at.astimezone(ZoneInfo(company.time_zone))
    return book.RegisterBook(controller(company), version, made_at, sheets_in(company, extent, at), extent)


def controller(company: Company) -> book.Controller:
    """The company's own page of the register."""
    names = ("name", "siren", "address", "phone", "email", "representative", "has_dpo", "dpo_name", "dpo_contact")
    told = book.Controller(**{name: getattr(company, name) for name in names})
    return replace(told, missing=missing_in_company(told))
