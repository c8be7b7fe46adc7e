"""How long a class of rows is kept: bounds, and the moment before which a row has had its time. Pure."""

import calendar
from datetime import datetime, timedelta

from ledger.enums import LEAST_OF_LOGS, MONTHS_KEPT, MOST, MOST_OF_LOGS, YEAR, Kind
from ledger.offline.lawful import FIVE_YEARS, SHORTEST

LOGS = frozenset({Kind.ACTION, Kind.SIGNIN})
NAMES = {
    Kind.ACTION: "Actions des agents",
    Kind.SIGNIN: "Connexions",
    Kind.RIGHT: "Droits et accès des agents",
    Kind.REGISTER: "Registre RGPD",
    Kind.REVIEW: "Revues signées",
    Kind.STOP: "Arrêts d’urgence",
    Kind.COMPANY: "Fiche de l’entreprise",
    Kind.PEOPLE: "Personnes et rôles",
    Kind.DECISION: "Décisions sur les demandes",
    Kind.PAYMENT: "Décisions sur les paiements",
    Kind.RECORD: "Entretien du journal",
}


def bounds(kind: Kind) -> tuple[int, int]:
    """Fewest and most months an owner may choose."""
    return (LEAST_OF_LOGS, MOST_OF_LOGS) if kind in LOGS else (MONTHS_KEPT[kind], MOST)


def is_longer(kind: Kind, months: int) -> bool:
    """Longer than the default: a reason must be written."""
    return months > MONTHS_KEPT[kind]


def cut(kind: Kind, months: int, at: datetime) -> datetime:
    """Rows written before this moment have had their time. Never sooner than the offline checker's days for the class."""
    return min(months_before(at, months), at - timedelta(days=SHORTEST.get(int(kind), FIVE_YEARS)))


def months_before(at: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last."""
    years, month = divmod(at.year * YEAR + at.month - 1 - months, YEAR)
    return at.replace(year=years, month=month + 1, day=min(at.day, calendar.monthrange(years, month + 1)[1]))


def months_words(months: int) -> str:
    """« 8 mois », « 5 ans »."""
    if months % YEAR or months < 2 * YEAR:
        return f"{months}\u00a0mois"
    return f"{months // YEAR}\u00a0ans"
