"""Amounts of money in French: integer cents in, « 1 840,00 € » out, with no-break spaces (U+00A0). No Django."""

NO_BREAK = "\u00a0"
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
