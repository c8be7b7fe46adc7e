"""A process of a stack's own surroundings that has read the code once, and runs what a test asks in a child: in a tenth of the time.

`python -m tests.faults.tellers` reads one question a line, and says one answer a line.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

_running: dict[Path, list["Teller"]] = {}


class Teller:
    """Ends when nobody can ask any more."""

    def __init__(self, env: dict[str, str], root: Path) -> None:
        self.env = env
        command = [sys.executable, "-m", "tests.faults.tellers"]
        self._process = subprocess.Popen(command, cwd=root, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, code: str) -> str:
        """What the code prints."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(code), file=self._process.stdin, flush=True)
        said = json.loads(self._process.stdout.readline())
        assert said["code"] == 0, said["errors"]
        return str(said["told"])

    def end(self) -> None:
        self._process.communicate()


def teller(data: Path, env: dict[str, str], root: Path) -> Teller:
    """The one of this data folder and of these settings."""
    ours = _running.setdefault(data, [])
    if not any(one.env == env for one in ours):
        ours.append(Teller(env, root))
    return next(one for one in ours if one.env == env)


def end(data: Path) -> None:
    """All of this data folder."""
    for one in _running.pop(data, []):
        one.end()


def _answer(code: str) -> dict[str, object]:
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            _live(code, told.fileno(), errors.fileno())
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        told.seek(0)
        errors.seek(0)
        return {"code": ended, "told": told.read().decode(), "errors": errors.read().decode()}


def _live(code: str, told: int, errors: int) -> None:
    """Never returns."""
    ended = 1
    os.dup2(told, 1)
    os.dup2(errors, 2)
    try:
        exec(compile(code, "<test>", "exec"), {"__name__": "__main__"})  # noqa: S102
        ended = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended)


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
