"""How a review is called, on every page, mail and paper. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from lib.dates import french_date, span_words
from lib.words import folded
from reviews.enums import Kind

VOWELS = frozenset("aeiou")


def name_of(kind: str, starts_at: datetime, ends_at: datetime, time_zone: str, agent: str = "") -> str:
    """« revue de la semaine du 14 au 21 novembre », « revue des droits de Facturier du 1er décembre 2026 »."""
    zone = ZoneInfo(time_zone)
    first, last = starts_at.astimezone(zone).date(), ends_at.astimezone(zone).date()
    if kind == Kind.RIGHTS:
        whose = f" {_of(agent)}" if agent else ""
        return f"revue des droits{whose} du {french_date(last)}"
    return f"revue de la semaine {span_words(first, last)}"


def _of(agent: str) -> str:
    """« de Facturier », « d’Agenda »."""
    return f"d’{agent}" if folded(agent[:1])[:1] in VOWELS else f"de {agent}"
