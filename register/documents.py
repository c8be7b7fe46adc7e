"""The register as a document: one frozen RegisterBook of everything that is printed. `register.printing` turns it into a PDF."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from accounts.models import Company
from lib.vocabulary import checked_on, document
from register import book
from register.rules import missing_in_company
from register.sheets import sheets_in

VOCABULARIES = (
    *("bases_legales", "categories_donnees", "categories_personnes", "destinataires"),
    *("durees_conservation", "exceptions_art9", "mesures_securite", "transferts"),
)
PUBLIC = ("Règlement", "CNIL", "W3C")  # how the sources that anybody can name begin; the others are told word by word on their page


def build(company: Company, at: datetime, *, version: int = 0, extent: book.Extent = book.WHOLE) -> book.RegisterBook:
    """The register of the transaction's company, or this part of it, as it stands now. Fourteen queries, whatever its size."""
    made_at = at.astimezone(ZoneInfo(company.time_zone))
    return book.RegisterBook(controller(company), version, made_at, sheets_in(company, extent, at), extent, sources())


def controller(company: Company) -> book.Controller:
    """The company's own page of the register."""
    names = ("name", "siren", "address", "phone", "email", "representative", "has_dpo", "dpo_name", "dpo_contact")
    told = book.Controller(**{name: getattr(company, name) for name in names})
    return replace(told, missing=missing_in_company(told))


def sources() -> book.Sources:
    """Where our words come from; the day of the vocabulary that was looked at longest ago."""
    told = (text.partition(" — ")[0] for name in VOCABULARIES for text in document(name)["meta"]["sources"])
    oldest = min(date.fromisoformat(checked_on(name)) for name in VOCABULARIES)
    return book.Sources(oldest, tuple(dict.fromkeys(text for text in told if text.startswith(PUBLIC))))
