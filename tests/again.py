"""Runs pytest; one to three tests that fail are run twice more, alone: green if both times are, never in silence (docs/dev/adr/0029)."""

import subprocess
import sys

import pytest


class Fallen:
    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self.is_unreadable = False  # a file, which is no stumble

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.names[report.nodeid] = None

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.is_unreadable |= report.failed


def main(arguments: list[str]) -> int:
    fallen, line = Fallen(), "!" * 100
    code = pytest.main(arguments, plugins=[fallen])
    if code != pytest.ExitCode.TESTS_FAILED or fallen.is_unreadable or not 1 <= len(fallen.names) <= 3:
        return int(code)
    for turn in ("first", "second"):
        print(f"\nAsked again, alone, the {turn} of two times:", *fallen.names, sep="\n  ", flush=True)
        if again := subprocess.run([sys.executable, "-m", "pytest", "-q", *fallen.names], check=False).returncode:
            print("\nRED: it failed again, so this is no stumble.", flush=True)
            return again
    print("", line, "STUMBLED once, then passed twice. Each is a fault to look into:", *fallen.names, line, sep="\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
