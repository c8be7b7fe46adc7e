"""The cast is at hand in every test; the database is a copy of a template, as the app's role (tests/database.py)."""

from tests.cast import *  # noqa: F403
from tests.database import *  # noqa: F403
from tests.ticking import *  # noqa: F403
from tests.undefined import *  # noqa: F403
