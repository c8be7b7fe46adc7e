"""How long one thread may keep the others of its process from running Python: less while somebody waits for an answer.

Python's own five milliseconds are best for who reports a lot, and come a dozen times into an answer while pages are made beside it.
Why: docs/dev/adr/0027-short-turns-while-somebody-waits.md.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONG, SHORT = sys.getswitchinterval(), 0.0002  # seconds
AWHILE = 0.002  # seconds
_lock = threading.Lock()
_inside: list[int] = []  # the thread of each


@contextmanager
def short() -> Iterator[None]:
    """Inside, turns are short in the whole process. May be nested."""
    with _lock:
        _inside.append(threading.get_ident())
        sys.setswitchinterval(SHORT)
    try:
        yield
    finally:
        with _lock:
            _inside.remove(threading.get_ident())
            if not _inside:
                sys.setswitchinterval(LONG)


def give_way() -> None:
    """Whoever has just committed what another waits for lets them go first: both would want the same processor, and so would the
    statements of both."""
    time.sleep(AWHILE)
