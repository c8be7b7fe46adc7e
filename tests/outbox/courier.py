"""The workers of a test. Stays apart, forks one at each line it reads (how many seconds its clock runs ahead) and says its number; when
that one is gone, says so. A fork is ready at once: a new process would take longer to start than to be killed."""

import os
import sys
import time
from datetime import datetime, timedelta

import django


def main(database: str) -> None:
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    settings.DATABASES["default"]["OPTIONS"]["pool"] = False
    django.setup()
    import accounts.mailing  # noqa: F401  (loaded before the forks)

    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(float(line))
        say(str(child))
        os.waitpid(child, 0)
        say("gone")


def say(word: str) -> None:
    print(word, flush=True)  # noqa: T201


def work(ahead_seconds: float) -> None:
    from django.utils import timezone

    from accounts.mailing import deliver_due

    def now() -> datetime:
        return timezone.now() + timedelta(seconds=ahead_seconds)

    while True:
        deliver_due(now=now)
        time.sleep(0.005)


if __name__ == "__main__":
    main(sys.argv[1])
