"""Two requests to the system for the processes that render: a ceiling on memory, and death with their parent."""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1


def limit_memory(mebibytes: int) -> None:
    """Address space of this process and of those it starts. Past it, an allocation fails and the document with it; the machine lives."""
    limit = mebibytes * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def die_with_parent() -> None:
    """Linux only: when the process that started this one is killed, this one goes too. Elsewhere the sweep finds it out later."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
