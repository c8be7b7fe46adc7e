"""What is said first of a demand: a table that reads as policy."""

from typing import Any

import pytest

from approvals.rules.check_words import check_words
from approvals.rules.covered import Field, fields, visible
from approvals.rules.risks import RISKS, codes_of, in_order, is_risky, is_unusual, same_reference, usual_of

PAST = (210_00, 480_00, 350_00, 940_00, 260_00, 415_00, 515_00)
IBAN = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("amount", "past", "unusual"),
    [
        (1840_00, PAST, True),
        (940_00, PAST, False),  # as high as once
        (1000_00, PAST, False),  # above all, but not far from the others
        (1_00, PAST, False),  # little is never unusual
        (9000_00, PAST[:3], False),  # three make no habit
        (50_01, (50_00,) * 6, False),  # a cent more on a subscription
        (60_00, (50_00,) * 6, False),
        (80_00, (50_00,) * 6, True),
        (9000_00, (), False),
    ],
)
def test_an_amount_is_unusual_above_all_that_was_paid_and_far_from_the_middle(amount: int, past: tuple[int, ...], unusual: bool) -> None:
    assert is_unusual(amount, past) is unusual


def test_the_usual_is_told_from_four_payments_on() -> None:
    assert usual_of(PAST[:3]) is None
    usual = usual_of(PAST)
    assert usual
    assert (usual.low, usual.high, usual.middle, usual.many) == (210_00, 940_00, 415_00, 7)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("F-2026-1187", "f 2026/1187", True), ("F-2026-1187", "F-2026-1188", False), ("", "", False), ("--", "..", False)],
)
def test_a_reference_spelt_otherwise_is_the_same(one: str, other: str, same: bool) -> None:
    assert same_reference(one, other) is same


def test_the_most_serious_comes_first_and_each_once() -> None:
    facts = [{"code": "decision"}, {"code": "no-amount"}, {"code": "account-changed"}, {"code": "decision"}, {"code": "inconnu"}]
    assert [fact["code"] for fact in in_order(facts)] == ["account-changed", "no-amount", "decision"]
    assert list(RISKS)[:2] == ["forbidden", "account-changed"]


@pytest.mark.parametrize(("kept", "risky"), [(["decision"], False), (["decision", {"code": "no-reference"}], True), ([], False)])
def test_old_rows_keep_bare_codes(kept: list[Any], risky: bool) -> None:
    assert is_risky(kept) is risky
    assert len(codes_of(kept)) == len(kept)


def test_check_words_can_be_read_out() -> None:
    assert check_words(bytes.fromhex("7f000001") + bytes(28)) == "lusab babad babab"  # the author's own example: 127.0.0.1
    assert len(check_words(b"\xff" * 32).split()) == 3


def shown(action: dict[str, Any], *, whole: bool = False) -> dict[str, Field]:
    return {field.name: field for field in fields(action, whole=whole)}


def test_every_value_is_shown_and_an_account_only_in_part() -> None:
    action = {"type": "payment", "payee": {"name": "Morel", "account": IBAN}, "parameters": {"a": [1, {"b": None}], "ok": True, "rien": {}}}
    told = shown(action)
    assert (told["Compte"].value, told["Compte"].is_hidden) == ("FR76\u00a0••••\u00a00189", True)
    assert told["Donnée «\u00a0parameters.a 1\u00a0»"].value == "1"
    assert told["Donnée «\u00a0parameters.a 2.b\u00a0»"].value == "rien"
    assert told["Donnée «\u00a0parameters.ok\u00a0»"].value == "oui"
    assert told["Donnée «\u00a0parameters.rien\u00a0»"].value == "rien"
    assert len(told) == 7
    whole = shown(action, whole=True)["Compte"]
    assert whole.value.replace("\u00a0", "") == IBAN


def test_an_account_or_a_key_in_any_other_place_is_masked_too_and_a_hash_is_not() -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    action = {"summary": f"Vers {IBAN}", "parameters": {"cle": secret, IBAN: "x"}, "document": {"sha256": "ab" * 32}}
    said = " ".join(f"{field.name} {field.value}" for field in fields(action))
    assert IBAN not in said
    assert secret not in said
    assert "ab" * 32 in said
    whole = " ".join(field.value for field in fields(action, whole=True))
    assert IBAN in whole
    assert secret in whole


def test_what_prints_nothing_is_named() -> None:
    assert visible("a\u202eb\u200bc\u2028d\ne") == "a⟨U+202E⟩b⟨U+200B⟩c⟨U+2028⟩d\ne"
