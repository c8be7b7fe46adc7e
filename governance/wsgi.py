"""What the web server loads."""

import gc
import os

import django

from governance.freed import Pages
from governance.in_turn import in_turn

ALLOCATIONS = 5_000  # objects made before Python looks for cycles among them: a pause of two milliseconds, where 20,000 made one of eight

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
django.setup(set_prefix=False)
application = in_turn(Pages())
gc.freeze()  # what is loaded stays: no use to look at it again
gc.set_threshold(ALLOCATIONS, 50, 100)
