"""When a message is tried again, and what an address is."""

from datetime import timedelta

import pytest

from outbox.rules import PAUSES, is_address, pause_after


def test_the_pauses_grow_from_a_minute_to_a_day_then_stop() -> None:
    said = [pause_after(tries) for tries in range(1, 10)]
    minutes = [int(pause.total_seconds() // 60) for pause in said if pause]
    assert minutes == [1, 5, 15, 60, 240, 1440, 1440, 1440]
    assert said[8] is None
    assert timedelta(days=3) < sum(PAUSES, timedelta()) < timedelta(days=3, hours=6)


@pytest.mark.parametrize("text", ["claire@entreprise.fr", "a.b+c@sous.domaine.example", "x@localhost"])
def test_one_plain_address_is_one(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "claire", "Claire <claire@entreprise.fr>", "claire@entreprise.fr, b@c.fr", "a@b.fr\nBcc: c@d.fr", "a@b.fr\r\n", "a@b.fr\0",
        "a b@c.fr", "a@b..fr", "<a@b.fr>", "a@b.fr\u2028", "é@b.fr",
    ],
)  # fmt: skip
def test_anything_else_is_not(text: str) -> None:
    assert not is_address(text)
