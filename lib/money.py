"""Amounts of money in French: integer cents in, « 1 840,00 € » out, with no-break spaces (U+00A0). No Django."""

import re

NO_BREAK = "\u00a0"
LARGEST = 100_000_000_000  # cents: a billion euros
AMOUNT = re.compile(r"(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?(?: ?(?:€|euros?|EUR))?", re.ASCII | re.IGNORECASE)
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF"}


def grouped(number: int) -> str:
    """12345 -> « 12 345 ». Thousands are parted by a no-break space."""
    return f"{abs(number):,}".replace(",", NO_BREAK).join(("−" if number < 0 else "", ""))


def french_money(amount_cents: int, currency: str = "EUR") -> str:
    """184000 -> « 1 840,00 € ». An unknown currency is shown by its code."""
    whole, cents = divmod(abs(amount_cents), 100)
    sign = "−" if amount_cents < 0 else ""
    return f"{sign}{grouped(whole)},{cents:02d}{NO_BREAK}{SIGNS.get(currency, currency)}"


def short_money(amount_cents: int, currency: str = "EUR") -> str:
    """100000 -> « 1 000 € »: the cents are left out when there are none, as one says a limit."""
    return french_money(amount_cents, currency).replace(f",00{NO_BREAK}", NO_BREAK)


class NotMoney(ValueError):
    """Not one plain amount of euros, or more than a billion."""


def cents_of(text: str) -> int:
    """« 1 000 », « 1 000,50 », « 1000.5 € » -> cents. « 1.000 » and « 1,000.50 » are refused: they may mean two things. Raises NotMoney."""
    found = AMOUNT.fullmatch(" ".join(text.split()))
    if found is None:
        raise NotMoney(text)
    cents = int(found["whole"].replace(" ", "")) * 100 + int((found["cents"] or "").ljust(2, "0"))
    if cents > LARGEST:
        raise NotMoney(text)
    return cents
