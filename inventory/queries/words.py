"""The one door to the words of a company: ours, under its own rows. One query; hand the result down, keep it nowhere."""

from collections import defaultdict

from accounts.models import Company
from inventory.models import OwnWord
from inventory.rules.overlay import CompanyWords, Cover
from lib.kept import Kept

COLUMNS = ("vocabulary", "code", "label", "explanation", "ref", "extra", "hidden_at", "verified_on", "verified_by", "id")
OWN = Kept(lambda company: OwnWord.objects.of(company).order_by().values_list(*COLUMNS), Company)


def company_words(company: Company) -> CompanyWords:
    """Every vocabulary as this company has it."""
    rows: dict[str, list[Cover]] = defaultdict(list)
    for name, code, label, explanation, ref, extra, hidden_at, day, who, key in OWN.read(company):
        rows[name].append(Cover(code, label, explanation, ref, extra, hidden_at is not None, day, who, str(key)))
    return CompanyWords(rows)
