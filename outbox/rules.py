"""When a message is tried again, and what an address is. No database, no clock."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PAUSES = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY, DAY, DAY)  # after the first failure, the second…
LEASE = timedelta(minutes=10)  # longer than a whole conversation with a server that takes its time at every line
LONGEST_ERROR = 500
A_DAY_TO_ONE, A_DAY = 5, 40  # messages that an owner has sent by hand to people who did not ask: nobody is flooded in a company's name
HERE = frozenset({"localhost", "127.0.0.1", "::1"})  # a password may travel in clear on this machine only


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None when it is time to give up, after a little more than three days."""
    return PAUSES[tries - 1] if 0 < tries <= len(PAUSES) else None


def is_address(text: str) -> bool:
    """One plain address: no name before it, no second one after it, no line end."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isprintable()
