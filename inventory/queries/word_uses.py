"""Where a word of a vocabulary is said: lines of sheets, accounts. What is said cannot be deleted."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count

from accounts.models import Company
from inventory.models import Connection, DataSubject, ProcessedData, Purpose, Recipient, SecurityMeasure, Transfer
from inventory.queries.words import company_words
from lib.words import folded

PLACES: Mapping[str, tuple[Any, str]] = {
    "categories_donnees": (ProcessedData, "category"),
    "categories_personnes": (DataSubject, "code"),
    "destinataires": (Recipient, "code"),
    "mesures_securite": (SecurityMeasure, "code"),
    "durees_conservation": (ProcessedData, "retention_code"),
    "services": (Connection, "service"),
    "transferts": (Transfer, "mechanism"),
    "pays_adequats": (Transfer, "country"),
    "bases_legales": (Purpose, "basis"),
    "exceptions_art9": (ProcessedData, "exception"),
    "autorisations_nir_infractions": (ProcessedData, "exception"),
}
BY_LABEL = frozenset({"services", "pays_adequats"})  # the row says the word itself, not its code


def uses_of(company: Company, name: str, code: str) -> int:
    """How many lines say this word, archived sheets and closed accounts too."""
    return uses(company, name).get(code, 0)


def uses(company: Company, name: str) -> Mapping[str, int]:
    """Code -> how many lines say it. One query, two for what is said by its label."""
    model, column = PLACES[name]
    counted = model.objects.of(company).order_by().values_list(column).annotate(count=Count("pk"))
    if name not in BY_LABEL:
        return dict(counted)
    codes = {folded(said): term.code for term in company_words(company).terms(name).values() for said in (term.code, term.label)}
    found: dict[str, int] = {}
    for said, count in counted:
        code = codes.get(folded(said), said)
        found[code] = found.get(code, 0) + count
    return found
