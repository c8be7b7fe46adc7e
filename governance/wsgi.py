"""What the web server loads."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from governance.in_turn import in_turn

ALLOCATIONS = 5_000  # objects made before Python looks for cycles among them: a pause of two milliseconds, where 20,000 made one of eight

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
application = in_turn(get_wsgi_application())
gc.freeze()  # what is loaded stays: no use to look at it again
gc.set_threshold(ALLOCATIONS, 50, 100)
