"""What somebody waits for is worked on in short turns; what is shown or told is not."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from governance.in_turn import in_turn
from lib import turns

SEEN = {
    ("POST", "/demandes/6d6f2b0a-5a40-4c1b-9d5c-4a8a0b1c2d3e/"): turns.SHORT,
    ("POST", "/arret/tout/"): turns.SHORT,
    ("POST", "/api/v1/approvals"): turns.SHORT,
    ("GET", "/demandes/"): turns.LONG,
    ("POST", "/api/v1/actions"): turns.LONG,
    ("POST", "/v1/traces"): turns.LONG,
}


@pytest.mark.parametrize(("method", "path"), SEEN)
def test_who_decides_or_asks_is_let_in_soon(method: str, path: str) -> None:
    def seen(_: dict[str, Any], __: Callable[..., Any]) -> list[bytes]:
        return [str(sys.getswitchinterval()).encode()]

    (during,) = in_turn(seen)({"REQUEST_METHOD": method, "PATH_INFO": path}, print)
    assert float(during) == pytest.approx(SEEN[method, path])
    assert sys.getswitchinterval() == turns.LONG
