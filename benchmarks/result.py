"""One line of JSON per measurement: floor, figure, their ratio; printed and kept in results.jsonl."""

import json
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def report(name: str, *, floor: float, figure: float, unit: str, goal: str, **more: Any) -> None:
    """The ratio is what can be compared from one machine to the next."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True, check=False).stdout.strip()
    line = {
        "benchmark": name,
        "floor": round(floor, 2),
        "figure": round(figure, 2),
        "ratio": round(figure / floor, 2) if floor else None,
        "unit": unit,
        "goal": goal,
        **more,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit,
        "machine": platform.machine(),
    }
    text = json.dumps(line, ensure_ascii=False)
    print(text)
    with (HERE / "results.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(text + "\n")
