"""The periods people ask for. Pure."""

from datetime import date, timedelta

QUARTER = 3


def suggested(today: date) -> list[tuple[str, date, date]]:
    """This quarter, the one before, this year, the last twelve months: words, first and last day."""
    start = date(today.year, (today.month - 1) // QUARTER * QUARTER + 1, 1)
    before_end = start - timedelta(days=1)
    before = date(before_end.year, before_end.month - QUARTER + 1, 1)
    year_ago = date(today.year - 1, today.month, min(today.day, 28)) + timedelta(days=1)
    return [
        ("Ce trimestre", start, today),
        ("Le trimestre dernier", before, before_end),
        (f"L’année {today.year}", date(today.year, 1, 1), today),
        ("Les douze derniers mois", year_ago, today),
    ]
