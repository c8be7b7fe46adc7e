#!/usr/bin/env python
"""The project's commands: the embedded servers are held for the time of a command, then Django takes over."""

import os
import sys

from governance import embedded
from governance.refusal import Refused


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    embedded.hold(sys.argv)
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except Refused as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
