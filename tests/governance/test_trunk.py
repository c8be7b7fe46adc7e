"""A branch of the trunk hears that it is to stop from its first instant."""

import subprocess
import sys

from governance import embedded

TOLD_AT_ONCE = """
import signal, time
from governance import trunk
from governance.bell import Bell

late = trunk.die_with
trunk.die_with = lambda *told: (time.sleep(0.3), late(*told))  # a busy machine: it has not got far when it is told
bell = Bell()
bell.listen()
branch = trunk.Branch("web", lambda: time.sleep(60) or 0, bell)
branch.look()
branch.tell(signal.SIGTERM)
start = time.monotonic()
while not branch.has_ended() and time.monotonic() - start < 30:
    bell.pause(0.05)
print("ended" if not branch.pid else "deaf", "trunk told" if bell.stops else "")
if branch.pid:
    branch.tell(signal.SIGKILL)
"""


def test_a_branch_that_is_told_to_stop_while_it_is_made_stops() -> None:
    done = subprocess.run([sys.executable, "-c", TOLD_AT_ONCE], cwd=embedded.ROOT, capture_output=True, text=True, timeout=90, check=True)
    assert done.stdout.split() == ["ended"], done.stderr
