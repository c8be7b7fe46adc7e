"""What the web server loads."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

ALLOCATIONS = 5_000  # objects made before Python looks for cycles among them: a pause of two milliseconds, where 20,000 made one of eight
SWITCH_SECONDS = 0.0002  # a thread that works lets another in: an agent's answer takes a dozen turns, each behind the page being made

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
application = get_wsgi_application()
gc.freeze()  # what is loaded stays: no use to look at it again
gc.set_threshold(ALLOCATIONS, 50, 100)
sys.setswitchinterval(SWITCH_SECONDS)
