"""B10: wall time of the whole test suite. Floor: collecting it, nothing run."""

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.result import report
from governance.embedded import ROOT

PYTEST = [sys.executable, "-m", "pytest", "-q"]
ON_BOTH_CORES = ["-n", "2", "--dist", "worksteal"]


def seconds(*more: str) -> tuple[float, str]:
    """Wall time of one run, and its last line."""
    start = time.monotonic()
    run = subprocess.run([*PYTEST, *more], cwd=ROOT, capture_output=True, text=True, check=True)
    return time.monotonic() - start, run.stdout.strip().splitlines()[-1]


def main() -> None:
    floor, _ = seconds("--collect-only")
    figure, said = seconds(*ON_BOTH_CORES)
    report("B10 suite", floor=floor, figure=figure, unit="s", goal="<= 120 s", said=said)


if __name__ == "__main__":
    main()
