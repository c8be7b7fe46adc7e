"""The settings of the tests: the same, on a data folder of their own, so that a test run never touches the developer's."""

import os
from pathlib import Path

os.environ.setdefault("GARDEFOU_DATA", str(Path(__file__).parent.parent / "build" / "tests"))

from governance.settings import *  # noqa: F403

SHOW_COMPONENTS = True  # the living page, for its tests and pictures
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
SIGN_IN_BEAT_SECONDS = 0  # no test waits
PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
