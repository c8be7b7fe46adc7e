"""The printing process goes when whoever asked for it goes."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from register.printing import ROOT, Settings

PARENT = """
import sys
from pathlib import Path
from register.printing import Settings, render
from tests.register import books
faces, folder = map(Path, sys.argv[1:])
told = lambda *_: print("started", flush=True)
render(books.book(books.template_sheets()), folder / "out.pdf", Settings(faces, folder / "cache"), progress=told)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux")
def test_a_killed_worker_takes_its_printing_process_along(printing: Settings, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(printing.faces), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        watched = [os.pidfd_open(int(child)) for child in children]
        os.kill(parent.pid, signal.SIGKILL)
    assert watched
    gone, _, _ = select.select(watched, [], [], 10)
    assert gone == watched
    assert not (tmp_path / "out.pdf").exists()
    for descriptor in watched:
        os.close(descriptor)
