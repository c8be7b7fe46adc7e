"""Amounts as a French accountant writes them."""

import pytest

from lib.money import french_money, grouped, short_money


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (184000, "1 840,00 €"),
        (0, "0,00 €"),
        (5, "0,05 €"),
        (31240, "312,40 €"),
        (99999, "999,99 €"),
        (123456789, "1 234 567,89 €"),
        (-31240, "−312,40 €"),
        (-1, "−0,01 €"),
    ],
)
def test_an_amount_is_written_with_its_cents(cents: int, words: str) -> None:
    assert french_money(cents) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(("cents", "words"), [(100000, "1 000 €"), (100050, "1 000,50 €"), (0, "0 €"), (-200, "−2 €")])
def test_a_round_amount_may_be_said_without_cents(cents: int, words: str) -> None:
    assert short_money(cents) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(("currency", "words"), [("USD", "12,00 $"), ("GBP", "12,00 £"), ("CHF", "12,00 CHF"), ("PLN", "12,00 PLN")])
def test_another_currency_keeps_the_french_order(currency: str, words: str) -> None:
    assert french_money(1200, currency) == words.replace(" ", "\u00a0")


@pytest.mark.parametrize(("number", "words"), [(7, "7"), (412, "412"), (1000, "1 000"), (-12345, "−12 345")])
def test_thousands_are_parted_by_a_no_break_space(number: int, words: str) -> None:
    assert grouped(number) == words.replace(" ", "\u00a0")


def test_no_amount_can_be_cut_at_the_end_of_a_line() -> None:
    assert " " not in french_money(123456789)
