"""A fault of a body is told in French, by its field and its rule, never by its value."""

from typing import Any

import pytest
from pydantic import ValidationError

from api.v1.faults import first_fault, narrowed
from api.v1.schemas import ActionIn, Ask

GOOD = {"type": "payment", "amount": {"value": "9.00", "currency": "EUR"}}


def fault(shape: Any, body: Any) -> str:
    with pytest.raises(ValidationError) as raised:
        shape.model_validate(body)
    return first_fault(raised.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": {"value": "-3.00", "currency": "EUR"}}, "« action.amount.value » : n’a pas la forme attendue"),
        ({"amount": {"value": "secret"}}, "« action.amount.value » : n’a pas la forme attendue"),
        ({"type": "payer"}, "« action.type » : n’est pas dans la liste"),
        ({"couleur": 1}, "« action.couleur » : n’est pas un champ connu"),
        ({"tool": "x" * 500}, "« action.tool » : est trop long"),
        ({"tool": 3}, "« action.tool » : doit être un texte"),
        ({"type": "data.read"}, "« action.type » : n’est pas accepté"),
        ({"recipients": {}}, "« action.recipients.count » : manque"),
    ],
)
def test_each_fault_says_where_and_why(changed: dict[str, Any], said: str) -> None:
    assert fault(Ask, {"action": GOOD | changed}) == said


@pytest.mark.parametrize(
    ("body", "said"), [({"occurred_at": "hier"}, "n’est pas une date"), ({"occurred_at": "2026-11-20T09:12:00"}, "fuseau")]
)
def test_moments(body: dict[str, Any], said: str) -> None:
    assert said in fault(ActionIn, body)


@pytest.mark.parametrize(
    "body",
    [
        {"b": 1, "action": GOOD, **{f"k{number}": 1 for number in range(5000)}},
        {"action": {"b": 1, **GOOD, **{f"k{number}": 1 for number in range(5000)}}},
        {"action": GOOD | {"recipients": {"count": 1, "sample": [1] * 5000}}},
        {"action": GOOD | {"recipients": {"count": 1, "sample": ["x"] * 5000}}},
        {"action": [1] * 5000},
        {},
        [1] * 5000,
        "x",
    ],
    ids=["fields", "fields inside", "wrong texts", "too many texts", "a list inside", "nothing", "a list", "a text"],
)
def test_a_thousand_faults_say_what_the_first_says(body: Any) -> None:
    assert fault(Ask, narrowed(Ask, body)) == fault(Ask, body)


def test_what_is_sound_is_not_narrowed() -> None:
    sound = {
        "action": GOOD | {"recipients": {"count": 30, "sample": ["x"] * 20}, "parameters": {f"k{number}": 1 for number in range(5000)}}
    }
    assert narrowed(Ask, sound) == sound
    assert narrowed(ActionIn, [{"tool": "x"}] * 500) == [{"tool": "x"}] * 500
