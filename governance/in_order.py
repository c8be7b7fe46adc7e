"""« En règle »: short facts of the company, each true at this moment or shown as missing. A fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import Authenticator, Company, Membership
from inventory.queries.words import OWN
from inventory.rules.days import company_day
from lib.dates import short_date
from lib.kept import Call, Kept
from register.book import Part
from register.enums import Format
from register.models import Export
from register.reading import Reading
from register.sheets import GOING_ON

DEVICES = Authenticator.objects.filter(user=OuterRef("user"), confirmed=True)
SAFE = Kept(
    lambda company: Membership.objects.of(company).current().annotate(is_safe=Exists(DEVICES)).values_list("is_safe", flat=True), Company
)
PRINTED = Kept(
    lambda company: (
        Export.objects.of(company)
        .filter(part=Part.ALL, format=Format.PDF, as_on=None)
        .exclude(ready_at=None)
        .order_by("-ready_at")
        .values_list("ready_at", "is_draft")[:1]
    ),
    Company,
)


@dataclass(frozen=True)
class Fact:
    """One line; `is_met` False is said as plainly as True."""

    words: str
    is_met: bool = True


def ahead(company: Company) -> list[Call]:
    """What `facts` asks besides the register."""
    return [(SAFE, (company,)), (PRINTED, (company,)), (GOING_ON, (company,)), (OWN, (company,))]


def facts(company: Company, reading: Reading) -> list[Fact]:
    """What the side column of the first page says."""
    return [*_sheets(reading), *_second_factors(company), *_last_export(company)]


def _sheets(reading: Reading) -> Iterator[Fact]:
    """A sheet is complete when the law misses nothing and nobody has to confirm anything."""
    sheets, complete = reading.sheets, reading.complete
    if sheets and complete == len(sheets):
        yield Fact(f"Registre RGPD complet, {len(sheets)}\u00a0{'traitements' if len(sheets) > 1 else 'traitement'}")
    elif sheets:
        yield Fact(f"Fiches du registre complètes\u00a0: {complete} sur {len(sheets)}", is_met=False)


def _second_factors(company: Company) -> Iterator[Fact]:
    answers = SAFE.read(company)
    without = answers.count(False)
    if without:
        yield Fact(f"Application de double vérification absente pour {_people(without)}", is_met=False)
    elif answers:
        yield Fact(f"Double vérification active pour {_people(len(answers))}")


def _last_export(company: Company) -> Iterator[Fact]:
    """Of the whole register: a single sheet or a mission does not count."""
    printed = next(iter(PRINTED.read(company)), None)
    if printed is None or printed[0] is None:
        yield Fact("Registre jamais imprimé", is_met=False)
        return
    told = f"Registre imprimé le {short_date(company_day(printed[0], company.time_zone))}"
    yield Fact(f"{told}, en version de travail", is_met=False) if printed[1] else Fact(told)


def _people(number: int) -> str:
    return f"{number}\u00a0{'personnes' if number > 1 else 'personne'}"
