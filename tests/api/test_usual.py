"""The faster reading of an action takes nothing that the shape of the contract refuses, and reads all it takes alike."""

from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from api.v1.reports import _one
from api.v1.schemas import ActionIn
from api.v1.usual import usual
from journal.enums import Outcome, Type

AT = datetime(2026, 11, 21, 9, 12, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "occurred_at": "2026-11-20T10:12:00.123456+01:00",
    "type": "payment",
    "tool": "creer_virement",
    "target": "FA-2026-1",
    "amount": {"value": "1500.00", "currency": "EUR"},
    "payee": {"name": "Lebrun", "account": "FR7630006000011234567890189", "reference": "FA-2026-1"},
    "outcome": "failed",
    "summary": "Facture",
    "count": 2,
    "approval_id": "6f1c1f9e-5a0b-4c1d-9d6e-2b7f00000001",
    "environment": "test",
    "sequence": 7,
    "id": "a",
}
ODD: list[Any] = [None, True, 0, 1, -1, 2.0, 2.5, 2**31 - 1, 2**31, 2**53 - 1, 2**53, 1e300, "", "7", " 7", "true", "a\0", "\u0301"]
ODD += ["x" * 120, "x" * 121, "é" * 300, "\U0001f469" * 301, "x" * 2001, {}, [], {"name": None}, {"value": "1.00"}]
DAYS = ("2026-11-20", "2024-02-29", "2026-02-29", "0001-01-01", "9999-12-31", "0000-01-01", "20261120", "2026-W47-5")
TIMES = ("T09:12:00", " 09:12:00", "t09:12:00", "T09:12", "T24:00:00", "T23:59:60", "T09:12:00.1", "T091200", "T09:12:00,5", "")
PARTS = ("", ".", ".123456", ".1234567", ".9999999", ".123456789012", "5")
ZONES = ("Z", "z", "+00:00", "-00:00", "+05:30", "-23:59", "+24:00", "+0530", "+05", "", " Z", "+23:60")
AMOUNTS = ("1500.00", "0.01", "1500.00\n", "1500.0", "1500", "-1.00", "\u0663.00", "1" * 12 + ".00", "1" * 13 + ".00", 1.0, None)
CURRENCIES = ("EUR", "EUR\n", "eur", "EU", "É€R", "XXX", None)
ACCOUNTS = ("FR76", "FR76\n", "fr76", "A" * 34, "A" * 35, "FR7", "FR 76", "É€R7", "", None)
ONE = "6f1c1f9e-5a0b-4c1d-9d6e-2b7f0000abcd"
SAID: dict[str, list[Any]] = {
    "occurred_at": ["".join(parts) for parts in product(DAYS, TIMES, PARTS, ZONES)],
    "type": [*map(str, Type), "PAYMENT", "Paiement"],
    "amount": [{"value": value, "currency": currency} for value, currency in product(AMOUNTS, CURRENCIES)] + [{"value": "1.00", "vat": 1}],
    "payee": [{"name": name, "account": account} for name, account in product(ODD, ACCOUNTS)] + [{"reference": one} for one in ODD],
    "outcome": [*map(str, Outcome), "Fait"],
    "approval_id": [ONE, ONE.upper(), ONE.replace("-", ""), f"{{{ONE}}}", f"urn:uuid:{ONE}", ONE[:-1], f"{ONE} ", ONE.replace("a", "g")],
    "environment": ["production", "test", "unknown", "Production"],
}


@pytest.mark.parametrize("name", [*WHOLE, "cible"])
@pytest.mark.parametrize("rest", [WHOLE, {}], ids=["whole", "alone"])
def test_what_it_takes_the_contract_takes_alike(name: str, rest: dict[str, Any]) -> None:
    items = [rest | {name: value} for value in SAID.get(name, []) + ODD]
    taken = [(item, read[0]) for item in items if (read := usual([item])) is not None]
    key = UUID(int=1)
    for item, quick in taken:
        plain = ActionIn.model_validate(item)
        assert _one(quick, key, quick.occurred_at or AT, is_test=False) == _one(plain, key, plain.occurred_at or AT, is_test=False)
        assert (quick.id, str(quick.environment), quick.occurred_at) == (plain.id, str(plain.environment), plain.occurred_at)
    assert bool(taken) == (name != "cible")


@pytest.mark.parametrize("item", [WHOLE, {"id": "a"}, {"id": "a", "occurred_at": None, "amount": None, "payee": None, "sequence": None}])
def test_the_usual_is_usual(item: dict[str, Any]) -> None:
    assert usual([item]) is not None


@pytest.mark.parametrize("item", [WHOLE | {"cible": 1}, WHOLE | {"count": "7"}, "x", None, []])
def test_one_unusual_leaves_all_to_the_contract(item: Any) -> None:
    assert usual([WHOLE, item]) is None
