"""The one door to the words of a company: ours, under its own rows. One query; hand the result down, keep it nowhere."""

from collections import defaultdict

from accounts.models import Company
from inventory.models import OwnWord
from inventory.rules.overlay import CompanyWords, Cover


def company_words(company: Company) -> CompanyWords:
    """Every vocabulary as this company has it."""
    rows: dict[str, list[Cover]] = defaultdict(list)
    columns = ("vocabulary", "code", "label", "explanation", "ref", "extra", "hidden_at", "verified_on", "verified_by", "id")
    for name, code, label, explanation, ref, extra, hidden_at, day, who, key in (
        OwnWord.objects.of(company).order_by().values_list(*columns)
    ):
        rows[name].append(Cover(code, label, explanation, ref, extra, hidden_at is not None, day, who, str(key)))
    return CompanyWords(rows)
