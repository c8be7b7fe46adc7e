"""Each thing to do on the first page has a picture that exists."""

import re

from lucide import _load_icon

from tests.guards.sources import MODULES

ICON_OF_DUTY = re.compile(r'\bDuty\(\s*(?:"\w+"|\w+),\s*"([\w-]+)"')


def test_the_icon_of_every_duty_exists() -> None:
    named = [name for path in MODULES for name in ICON_OF_DUTY.findall(path.read_text())]
    assert named
    for name in named:
        _load_icon(name)
