"""Looking at processes through /proc, without a library: is it alive, when did it start, who are its children."""

import contextlib
import ctypes
import os
import signal
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NAME = 15
PR_SET_CHILD_SUBREAPER = 36
_libc = ctypes.CDLL(None, use_errno=True)


def stat_of(pid: int) -> list[str]:
    """Fields of /proc/PID/stat after the name (state first); empty when there is no such process."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return []


def alive(pid: int, name: str = "") -> bool:
    """A zombie is not alive; with a name, neither is another program that was given the same number."""
    fields = stat_of(pid)
    if not fields or fields[0] in "ZX":
        return False
    if not name:
        return True
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip() == name
    return False


def started(pid: int) -> str:
    """Start time in clock ticks since boot, as text: with the number it names a process for good. '' when gone."""
    fields = stat_of(pid)
    return fields[19] if len(fields) > 19 else ""


def adopt_orphans() -> None:
    """Grandchildren whose parent dies come to us, not to init."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int, last: signal.Signals = signal.SIGTERM) -> None:
    """Called in a new child: ask the kernel for this signal when the parent ends, however it ends."""
    _libc.prctl(PR_SET_PDEATHSIG, last)
    if os.getppid() != parent:
        os._exit(1)


def be_called(name: str) -> None:
    """What `ps` and `top` say of this process, in fifteen letters at most."""
    _libc.prctl(PR_SET_NAME, name.encode())


def reap_orphans(known: set[int]) -> None:
    """Collect adopted dead processes; our own children belong to their Popen."""
    with contextlib.suppress(ChildProcessError):
        while dead := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if dead.si_pid in known:
                return
            os.waitpid(dead.si_pid, os.WNOHANG)


def kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def kill_session(leader: int) -> None:
    """All that it started, in whatever groups."""
    everyone = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    for pid in [each for each in everyone if (fields := stat_of(each)) and int(fields[3]) == leader]:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def wait_gone(pid: int, seconds: float) -> bool:
    """Wait until the process has ended; collects it when it is a child of ours."""
    end = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return True
