"""What is told of a tool's arguments: sure, or not told."""

from typing import Any

import pytest

from journal.sources.arguments import arguments
from journal.sources.guess import Guess, guess, money_in

IBAN = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ('{"client": "Durand"}', {"client": "Durand"}),
        ("{'client': 'Durand', 'montant_eur': 12500}", {"client": "Durand", "montant_eur": 12500}),
        ({"client": "Durand"}, {"client": "Durand"}),
        ('{"input_str": "{\'a\': 1}", "inputs": {"a": 1}, "tags": []}', {"a": 1}),
        ('{"input_str": "{\'a\': 1}", "tags": []}', {"a": 1}),
        ('{"arguments": "{\\"a\\": 1}"}', {"a": 1}),
        ("/clients/durand", "/clients/durand"),
        ("[1, 2]", ""),
        (None, ""),
        ("{" * 100_000, "{" * 100_000),
        ("{'a': __import__('os')}", "{'a': __import__('os')}"),
        ("[" * 400, "[" * 400),
    ],
)
def test_arguments_are_read_in_every_dress(said: Any, given: Any) -> None:
    assert arguments(said) == given


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"montant_eur": 12500}, (1_250_000, "EUR")),
        ({"amountEur": "12 500,50"}, (1_250_050, "EUR")),
        ({"amount_usd": 3.5}, (350, "USD")),
        ({"montant_eur_centimes": 1500}, (1500, "EUR")),
        ({"amount": "1 500,00 €"}, (150_000, "EUR")),
        ({"amount": "1500.00", "currency": "eur"}, (150_000, "EUR")),
        ({"amount": {"value": "1500.00", "currency": "EUR"}}, (150_000, "EUR")),
        ({"amount": 1500, "currency": "eur"}, (None, "")),  # 15 € to some, 1 500 € to others
        ({"amount": 1500}, (None, "")),
        ({"amount": "1500 XYZ"}, (None, "")),
        ({"montant_eur": -1}, (None, "")),
        ({"montant_eur": True}, (None, "")),
        ({"montant_eur": float("nan")}, (None, "")),
        ({"montant_eur": float("inf")}, (None, "")),
        ({"montant_eur": 10**40}, (None, "")),
        ({"montant_eur": 0.001}, (None, "")),
        ({"montant_eur": 10, "total_eur": 12}, (None, "")),
        ({"count": 3, "euros": 4}, (None, "")),
    ],
)
def test_an_amount_is_told_only_with_a_sure_unit(given: dict[str, Any], told: tuple[int | None, str]) -> None:
    seen = guess(given)
    assert (seen.amount_cents, seen.currency) == told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"path": "/a", "content": "secret du client"}, Guess(target="/a")),
        ({"to": ["a@exemple.fr", "b@exemple.fr"], "body": "Bonjour"}, Guess(target="a@exemple.fr, b@exemple.fr")),
        ({"beneficiaire": "Imprimerie Lebrun", "iban": IBAN}, Guess(payee="Imprimerie Lebrun", account=IBAN)),
        ({"payee": {"name": "Lebrun", "account": "FR76 3000 6000 0112 3456 7890 189"}}, Guess(payee="Lebrun", account=IBAN)),
        ({"iban": "FR7630006000011234567890188"}, Guess()),  # its key is wrong
        ({"prompt": "Bonjour", "text": "Monsieur", "message": "…"}, Guess()),
        ({"filePath": "/b"}, Guess(target="/b")),
        ("/clients/durand", Guess(target="/clients/durand")),
        ("Cher Monsieur Durand", Guess()),
        ({"path": "a" * 1000}, Guess(target="a" * 300)),
        ({"path": "a\u202e\0b"}, Guess(target="ab")),
    ],
)
def test_a_target_and_a_payee_are_told_by_the_names_of_arguments(given: Any, told: Guess) -> None:
    assert guess(given) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12 €", (1200, "EUR")),
        ("EUR 12.50", (1250, "EUR")),
        ("$3", (300, "USD")),
        ("12", None),
        ("€12€", None),
        ("1,2,3 €", None),
        ("", None),
    ],
)
def test_money_is_read_with_its_sign(text: str, told: tuple[int, str] | None) -> None:
    assert money_in(text) == told
