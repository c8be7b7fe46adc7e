"""A process that purges for the tests: each line on its input makes a child, which purges in small batches until it is killed."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings


def main(database: str, keys: str) -> None:
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from accounts import keeping
    from ledger import purging

    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = database
    settings.RECORD_KEYS = Path(keys)
    purging.A_BATCH = 3
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            keeping.purge_due(now=timezone.now)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)
        sys.stdout.write("gone\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
