"""Amounts as people type them in French."""

import pytest

from lib.money import NotMoney, cents_of, short_money


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1 000", 100_000),
        ("1000", 100_000),
        ("1 000,50", 100_050),
        ("1\u00a0000,5\u00a0€", 100_050),
        ("1\u202f000 euros", 100_000),
        ("1000.50 EUR", 100_050),
        (" 12 ", 1_200),
        ("0,01", 1),
        ("1 000 000 000", 100_000_000_000),
    ],
)
def test_an_amount_is_read(typed: str, cents: int) -> None:
    assert cents_of(typed) == cents


@pytest.mark.parametrize("typed", ["", "mille", "-3", "1.000", "1,000.50", "10 00", "1 000 000 001", "3 $", "1,234", "٣", "1\x00"])
def test_what_may_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(NotMoney):
        cents_of(typed)


@pytest.mark.parametrize("cents", [1, 100, 100_000, 123_456_789])
def test_what_is_shown_can_be_typed_again(cents: int) -> None:
    assert cents_of(short_money(cents)) == cents
