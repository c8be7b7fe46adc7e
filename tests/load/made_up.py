"""Calls made up from our own description of the interface, sound and unsound, sent to a server that runs: nothing of it may break it.

`python -m tests.load.made_up 20000` starts a whole house and says what came back. The suite sends a few hundred (test_made_up.py).
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "dev" / "openapi.json"
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
Send = Callable[[Any], Any]


def calls(send: Send, many: int, start: int = 1, app: Any = None) -> Counter[str]:
    """Sends `many` cases, in equal parts to each operation and to each mode; statuses by operation. Fails at the first server error."""
    found: Counter[str] = Counter()
    strategies = list(_strategies(app))
    for number, (name, strategy) in enumerate(strategies):
        _some(name, strategy, -(-many // len(strategies)), start + number, send, found)
    return found


def _strategies(app: Any) -> Iterator[tuple[str, Any]]:
    described = schemathesis.openapi.from_dict(json.loads(DESCRIPTION.read_text()))
    described.app = app
    for result in described.get_all_operations():
        operation = result.ok()
        for mode in MODES:
            yield f"{operation.method.upper()} {operation.path}", operation.as_strategy(generation_mode=mode)


def _some(name: str, strategy: Any, many: int, start: int, send: Send, found: Counter[str]) -> None:
    @seed(start)
    @settings(max_examples=many, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=strategy)
    def one(case: Any) -> None:
        status = send(case)
        found[f"{name} {status}"] += 1
        assert status < 500 or status == 503, (status, case.as_curl_command())

    one()


def sender(site: str, key: str) -> Send:
    """Every second call about a demand is about a real one."""
    made: list[str] = []
    turn = cycle((True, False))

    def send(case: Any) -> int:
        if "wait" in (case.query or {}):
            case.query["wait"] = "0"
        if "approval_id" in (case.path_parameters or {}) and made and next(turn):
            case.path_parameters["approval_id"] = made[-1]
        said = case.call(base_url=site, headers={"Authorization": f"Bearer {key}", "Prefer": "wait=0"})
        if said.status_code in (200, 202) and (found := re.search(r'"id": "([0-9a-f-]{36})"', said.text)):
            made.append(found[1])
        return int(said.status_code)

    return send


def main(many: int) -> None:
    from tests.load.house import house, weight

    with house() as home:
        send = sender(f"http://127.0.0.1:{home.port}", home.keys[0])
        before = weight(home.web())
        found = calls(send, many, int(os.environ.get("GARDEFOU_SEED", "1")))
        after = weight(home.web())
    by_status = Counter({name.rpartition(" ")[2]: 0 for name in found})
    for name, count in sorted(found.items()):
        by_status[name.rpartition(" ")[2]] += count
        print(f"{count:6} {name}")  # noqa: T201
    print(f"{found.total()} cases, {dict(by_status)}, memory {before:.0f} -> {after:.0f} MiB")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
