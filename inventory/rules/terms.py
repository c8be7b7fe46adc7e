"""For how long a right is given: what leaves the company, or commands a machine, is temporary unless somebody says why not."""

from datetime import date, timedelta

from inventory.enums import Verb

TEMPORARY = frozenset({Verb.SEND.value, Verb.COMMAND.value})
QUARTER, YEAR = 91, 365  # days
ADVICE = "Trois mois pour envoyer ou commander, un an pour le reste."


def is_temporary(verb: str) -> bool:
    """Given for three months unless somebody says otherwise."""
    return verb in TEMPORARY


def advised_end(verb: str, starts_on: date | None, today: date) -> date:
    """The last day advised, counted from the first one."""
    first = max(starts_on, today) if starts_on else today
    return first + min(timedelta(days=QUARTER if is_temporary(verb) else YEAR), date.max - first)


def lacks_reason(verb: str, is_endless: bool, reason: str) -> bool:
    """« Sans limite » for such a right wants a reason."""
    return is_endless and is_temporary(verb) and not reason.strip()
