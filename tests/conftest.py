"""The cast is at hand in every test; the database is a copy of a template, as the app's role (tests/database.py). What is tried with values
made up on the spot fails by what it finds, never by how busy the machine is."""

from hypothesis import HealthCheck
from hypothesis import settings as made_up

from tests.cast import *  # noqa: F403
from tests.database import *  # noqa: F403
from tests.ticking import *  # noqa: F403
from tests.undefined import *  # noqa: F403

usual = made_up.get_profile(made_up.get_current_profile_name())
made_up.register_profile("any machine", usual, deadline=None, suppress_health_check=[HealthCheck.too_slow])
made_up.load_profile("any machine")
