"""From the arguments of a tool to what it acted on, for whom and how much: by the names of the arguments, and only when sure. Pure.

The contents of messages, prompts and files are never looked at. An amount without a sure unit is no amount: 1500 with
« eur » beside it is 15 € to one payment service and 1,500 € to another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from journal.sources.found import short

TARGETS = (
    *("path", "file_path", "filepath", "notebook_path", "chemin", "fichier", "filename", "file", "dossier", "folder", "directory"),
    *("url", "uri", "href", "lien"),
    *("to", "recipient", "recipients", "destinataire", "destinataires", "email", "channel", "canal"),
    *("full_command", "command", "cmd", "commande", "bash_command"),
    *("client", "customer", "customer_name", "nom_client"),
    *("reference", "ref", "numero", "number", "invoice_number", "document_id", "record_id", "id"),
)
PAYEES = ("payee", "beneficiary", "beneficiaire", "payee_name", "beneficiary_name", "supplier", "fournisseur", "vendor", "creditor")
ACCOUNTS = ("iban", "account", "compte", "account_number", "payee_account", "beneficiary_iban", "iban_beneficiaire")
AMOUNTS = ("amount", "montant", "total", "price", "prix", "amount_due", "montant_ttc", "total_ttc")
CURRENCIES = ("currency", "devise", "monnaie")
SIGNS = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "£": "GBP", "gbp": "GBP", "chf": "CHF"}
IN_NAME = re.compile(r"^(?:\w+_)?(?P<unit>eur|euros?|usd|gbp|chf)(?P<cents>_(?:cents?|centimes))?$")
NAMED = re.compile(r"amount|montant|total|price|prix|somme|cost|cout")
WITH_SIGN = re.compile(r"^(?P<before>[€$£]|[A-Za-z]{3})?\s*(?P<number>\d[\d\s.,]*)\s*(?P<after>[€$£]|[A-Za-z]{3,5})?$")
NUMBER = re.compile(r"^(\d{1,3}(?:\s\d{3})+|\d{1,12})(?:[.,](\d{1,2}))?$")
IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
MOST_CENTS = 10**14 - 1  # twelve digits before the point (agent contract, section 2)
LARGEST_NUMBER = 10**18
ONE_WORD = re.compile(r"\S{1,200}")


@dataclass(frozen=True)
class Guess:
    """As Reported wants it; empty where nothing is sure."""

    target: str = ""
    payee: str = ""
    account: str = ""
    amount_cents: int | None = None
    currency: str = ""


def guess(given: Mapping[str, Any] | str) -> Guess:
    """Of the arguments' names at their first level, and inside a payee or an amount."""
    if isinstance(given, str):
        return Guess(target=short(given, "target") if ONE_WORD.fullmatch(given) else "")
    named = {CAMEL.sub("_", str(name)).lower().replace("-", "_"): value for name, value in list(given.items())[:200]}
    payee, account = _payee(named)
    cents, currency = _money(named)
    return Guess(_first(named, TARGETS, "target"), payee, account, cents, currency)


def money_in(text: str) -> tuple[int, str] | None:
    """« 1 500,00 € » -> (150000, « EUR »). None without a sure unit."""
    matched = WITH_SIGN.fullmatch(text.strip())
    sign = matched and (matched["before"] or matched["after"] or "").lower()
    if not matched or not sign or sign not in SIGNS or (matched["before"] and matched["after"]):
        return None
    cents = cents_of(matched["number"])
    return None if cents is None else (cents, SIGNS[sign])


def cents_of(number: object) -> int | None:
    """Of a number of whole units, as JSON or a French hand writes it. None: none, negative, more precise than a cent."""
    if isinstance(number, bool) or not isinstance(number, int | float | str):
        return None
    if isinstance(number, str):
        matched = NUMBER.fullmatch(" ".join(number.split()))
        if not matched:
            return None
        number = f"{''.join(matched[1].split())}.{matched[2] or 0}"
    try:
        exact = Decimal(str(number)) * 100
        cents = int(exact)
    except (InvalidOperation, ValueError, OverflowError):
        return None
    return cents if exact == cents and 0 <= cents <= MOST_CENTS else None


def _first(named: Mapping[str, Any], wanted: tuple[str, ...], sort: str) -> str:
    for name in wanted:
        value = named.get(name)
        if isinstance(value, list) and value and len(value) < 20 and all(isinstance(one, str) for one in value):
            value = ", ".join(value)
        if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
            continue  # Python refuses to write the longest ones
        if isinstance(value, str | int) and not isinstance(value, bool) and (said := short(value, sort)):
            return said
    return ""


def _payee(named: Mapping[str, Any]) -> tuple[str, str]:
    inside: dict[Any, Any] = next((named[name] for name in PAYEES if isinstance(named.get(name), dict)), {})
    known = {str(name).lower(): value for name, value in list(inside.items())[:50]}
    name = _first(named, PAYEES, "payee") or _first(known, ("name", "nom"), "payee")
    for value in (source.get(key) for source in (named, known) for key in ACCOUNTS):
        if isinstance(value, str) and _is_iban(plain := "".join(value.split()).upper()):
            return name, plain
    return name, ""


def _is_iban(plain: str) -> bool:
    """ISO 13616: the figures, moved and read as one number, leave 1 when divided by 97."""
    return bool(IBAN.fullmatch(plain)) and int("".join(str(int(letter, 36)) for letter in plain[4:] + plain[:4])) % 97 == 1


def _money(named: Mapping[str, Any]) -> tuple[int | None, str]:
    """Nothing when two arguments disagree."""
    sure = {one for name, value in named.items() for one in _sure(name, value, named)}
    return next(iter(sure)) if len(sure) == 1 else (None, "")


def _sure(name: str, value: Any, named: Mapping[str, Any]) -> list[tuple[int, str]]:
    if (unit := IN_NAME.fullmatch(name)) and (NAMED.search(name) or unit["cents"]):
        cents = value if unit["cents"] and isinstance(value, int) and not isinstance(value, bool) else cents_of(value)
        fits = cents is not None and 0 <= cents <= MOST_CENTS and not (unit["cents"] and not isinstance(value, int))
        return [(int(cents), SIGNS[unit["unit"]])] if fits and cents is not None else []
    if name not in AMOUNTS:
        return []
    if isinstance(value, dict):
        return _pair(value.get("value"), value.get("currency"))
    if isinstance(value, str) and (written := money_in(value)):
        return [written]
    return _pair(value, next((named[key] for key in CURRENCIES if key in named), None))


def _pair(value: Any, currency: Any) -> list[tuple[int, str]]:
    """A whole number may be cents: only what is written with its cents is sure."""
    is_exact = isinstance(value, float) or (isinstance(value, str) and bool(re.search(r"[.,]\d{2}$", value)))
    if not is_exact or not isinstance(currency, str) or not re.fullmatch(r"[A-Za-z]{3}", currency):
        return []
    cents = cents_of(value)
    return [] if cents is None else [(cents, currency.upper())]
