"""The settings of the tests: the same, on a data folder of their own, so that a test run never touches the developer's."""

import os
from pathlib import Path

os.environ.setdefault("GARDEFOU_DATA", str(Path(__file__).parent.parent / "build" / "tests"))

from governance.settings import *  # noqa: E402, F403
