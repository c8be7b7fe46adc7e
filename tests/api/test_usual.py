"""The faster reading of an action takes nothing that the shape of the contract refuses, and reads all it takes alike."""

import json
from datetime import UTC, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.v1.reports import _one
from api.v1.schemas import ActionIn
from api.v1.usual import Usual, usual, usual_body
from journal.enums import Outcome, Type
from lib.strict_json import HOLDERS, loads

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


def parts(item: Usual | ActionIn) -> tuple[object, ...]:
    """All that is read of an action."""
    told = _one(item, UUID(int=1), item.occurred_at or AT, is_test=False)
    return *told, item.id or None, str(item.environment or "unknown"), item.occurred_at or None


@pytest.mark.parametrize("name", [*WHOLE, "cible"])
@pytest.mark.parametrize("rest", [WHOLE, {}], ids=["whole", "alone"])
def test_what_it_takes_the_contract_takes_alike(name: str, rest: dict[str, Any]) -> None:
    items = [rest | {name: value} for value in SAID.get(name, []) + ODD]
    taken = [(item, read[0]) for item in items if (read := usual([item])) is not None]
    for item, quick in taken:
        assert parts(quick) == parts(ActionIn.model_validate(item))
    assert bool(taken) == (name != "cible")


@pytest.mark.parametrize("item", [WHOLE, {"id": "a"}, {"id": "a", "occurred_at": None, "amount": None, "payee": None, "sequence": None}])
def test_the_usual_is_usual(item: dict[str, Any]) -> None:
    assert usual([item]) is not None


@pytest.mark.parametrize("item", [WHOLE | {"cible": 1}, WHOLE | {"count": "7"}, "x", None, []])
def test_one_unusual_leaves_all_to_the_contract(item: Any) -> None:
    assert usual([WHOLE, item]) is None


# What a body is made of, odd pieces among usual ones; nothing here keeps a key from coming twice.
SPACES = st.sampled_from(["", "", "", "", " ", "\n", "\t\r ", "\x0b", "\u00a0", "\ufeff"])
CHARS = [
    "a",
    "é",
    "’",
    " ",
    ":",
    '\\"',
    '":',
    "\\\\",
    "\\/",
    "\\n",
    "\n",
    "\x7f",
    "\0",
    "e\u0301",
    "\u0301",
    "=\u0338",
    "\u2028",
    "\U0001f469",
]
CHARS += [
    "\\u0000",
    "\\u0022",
    "\\u003a",
    "\\u0041",
    "\\u00e9",
    "\\u0301",
    "\\ud83d\\udc69",
    "\\ud83d",
    "\\udc69",
    "\\u00",
    "\\x",
    "\\u005c",
]
TEXTS = st.lists(st.sampled_from(CHARS), max_size=4).map("".join) | st.sampled_from(["Relance", "client@exemple.fr"])
MOMENTS = ["2026-11-20T09:12:00Z", "2026-11-20T10:12:00.123456+01:00", "2026-11-20T09:12:00.1234567Z", "2026-11-20T09:12:00.123456\\u0037Z"]
MOMENTS += ["2026-11-20T09:12:00\\u002e1234567Z", "2026-11-20T09:12:00\\u002E1234567Z", "2026-11-20T09:12:00.12345\\u00367Z", "20261120"]
NUMBERS = [
    "0",
    "1",
    "7",
    "-0",
    "-1",
    "01",
    "1.0",
    "1e2",
    "NaN",
    "Infinity",
    str(2**31),
    str(2**53 - 1),
    str(2**53),
    "1" * 400,
    "1e999",
    "1_0",
]
KEYS = [*WHOLE, "i\\u0064", "cible", "actions", "name", "account", "value", "currency", "reference", "é"]
PLAIN = [json.dumps(value, ensure_ascii=is_escaped) for value in WHOLE.values() for is_escaped in (False, True)]
VALUES = st.one_of(
    st.sampled_from([*PLAIN, *NUMBERS, "null", "true", "[]", "{}"]), st.sampled_from(MOMENTS).map('"{}"'.format), TEXTS.map('"{}"'.format)
)
USUAL = st.sampled_from([(name, json.dumps(value)) for name, value in WHOLE.items()])


def spelt(pairs: st.SearchStrategy[tuple[str, str]], most: int = 5) -> st.SearchStrategy[str]:
    """An object, its keys and values as they are written."""
    pair = st.tuples(SPACES, pairs, SPACES, SPACES).map(lambda part: f'{part[0]}"{part[1][0]}"{part[2]}:{part[3]}{part[1][1]}')
    return st.lists(pair, max_size=most).map(lambda made: "{" + ",".join(made) + "}")


INNER = spelt(st.tuples(st.sampled_from(["name", "account", "reference", "value", "currency"]), VALUES), 3)
ITEMS = spelt(USUAL | USUAL | st.tuples(st.sampled_from(KEYS), VALUES | INNER)) | st.just("[]")
BODIES = st.one_of(
    st.lists(ITEMS, max_size=3).map(lambda items: f'{{"actions":[{",".join(items)}]}}'),
    spelt(
        st.tuples(
            st.sampled_from(["actions", "actions", "action", "\\u0061ctions"]),
            st.lists(ITEMS, max_size=2).map(lambda some: f"[{','.join(some)}]"),
        )
    ),
)


def wounded(body: str, place: int, more: bytes) -> bytes:
    """The same body with something put in it, anywhere: no UTF-8, a bracket, a quote."""
    data = body.encode("utf-8", "surrogatepass")
    at = place % (len(data) + 1)
    return data[:at] + more + data[at:]


MORE = st.sampled_from([b""] * 6 + [b'"', b",", b"}", b"\xff", b"\xed\xa0\xbd", b"\xef\xbb\xbf", b"\0", b"\\", b" ", b"1", b'"id":"b",'])


LURES = [
    '"id":"a","id":"b"',
    '"id":"a","i\\u0064":"b"',
    '"id":"a","id":"\\u0022\\u0022\\u0022\\u0022"',
    '"id":"\\u0022\\u0022","sequence":1,"sequence":2',
    '"payee":{"name":"a"},"payee":null',
    '"payee":{"name":"a","name":"b"}',
    '"id":"\\u0000"',
    '"id":"e\\u0301"',
    '"occurred_at":"2026-11-20T09:12:00.1234567Z"',
    '"occurred_at":"2026-11-20T09:12:00.123456\\u0037Z"',
    '"occurred_at":"2026-11-20T09:12:00\\u002e1234567Z"',
    '"occurred_at":"2026-11-20T09:12:00\\u002E1234567Z"',
]


@pytest.mark.parametrize("lure", LURES)
def test_what_one_reading_would_lose_is_read_with_care(lure: str) -> None:
    assert usual_body(f'{{"actions":[{{{lure}}}]}}'.encode()) is None


@given(BODIES, st.integers(0, 400), MORE)
def test_a_body_read_at_once_is_one_that_is_read_with_care(body: str, place: int, more: bytes) -> None:
    data = wounded(body, place, more)
    if (quick := usual_body(data)) is None:
        return
    with_care = loads(data)
    assert list(with_care) == ["actions"]
    assert [parts(item) for item in quick.actions] == [parts(ActionIn.model_validate(item)) for item in with_care["actions"]]


@pytest.mark.parametrize("is_escaped", [True, False])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_usual_body_is_read_at_once(is_escaped: bool, indent: int | None) -> None:
    items = [WHOLE, {"id": "a"}, WHOLE | {"summary": '« Ça » : "l’été" \\ \n \U0001f469', "count": 1, "payee": None}]
    quick = usual_body(json.dumps({"actions": items}, ensure_ascii=is_escaped, indent=indent).encode())
    assert quick is not None
    assert [parts(item) for item in quick.actions] == [parts(ActionIn.model_validate(item)) for item in items]


def test_what_would_take_too_much_room_is_not_read_at_once() -> None:
    assert usual_body(b'{"actions":[' + b",".join([b"{}"] * HOLDERS) + b"]}") is None
