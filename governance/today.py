"""What there is to do, and what is in order: reads every app, changes nothing. A fixed number of queries, whatever the number of agents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import accounts.due
import alerts.due
import approvals.due
import approvals.powers_due
import inventory.due
import register.due
import reviews.due
from accounts.models import Company, Membership
from accounts.runs import NEWEST
from governance import clock_due, standing_in
from governance.backups import due as backups_due
from inventory.rules.days import company_day
from lib.duties import Duty
from lib.kept import Call
from register.reading import Reading

Source = Callable[[Company, Membership, datetime], Sequence[Duty]]

SOURCES: tuple[Source, ...] = (
    approvals.due.due,
    alerts.due.due,
    reviews.due.due,
    clock_due.due,
    standing_in.due,
    inventory.due.due,
    approvals.powers_due.due,
    accounts.due.due,
    backups_due.due,
)
AHEAD: tuple[Callable[[Company, Membership, datetime], list[Call]], ...] = (
    approvals.due.ahead,
    alerts.due.ahead,
    reviews.due.ahead,
    inventory.due.ahead,
    accounts.due.ahead,
    register.due.ahead,
)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Today:
    """Duties of the week, the most urgent first, and those that come after it, the nearest first."""

    now: tuple[Duty, ...]
    later: tuple[Duty, ...]

    @property
    def minutes(self) -> int:
        """An honest sum of the duties' own estimates."""
        return sum(duty.minutes for duty in self.now)


def ahead(company: Company, membership: Membership, at: datetime) -> list[Call]:
    """What the apps will ask, as far as they know it beforehand."""
    return [call for asks in AHEAD for call in asks(company, membership, at)] + [(NEWEST, ())]


def today(company: Company, membership: Membership, at: datetime, reading: Reading) -> Today:
    """Everything each app asks of this person. The queries are those of the apps; the register is read once for the whole page."""
    duties = [duty for source in SOURCES for duty in source(company, membership, at)]
    duties += register.due.due(company, membership, at, reading)
    return sorted_out(duties, company_day(at, company.time_zone))


def sorted_out(duties: Sequence[Duty], day: date) -> Today:
    """A duty without a deadline is for now; one that is due in a week or later can wait."""
    later = [duty for duty in duties if duty.due_on and duty.due_on >= day + WEEK]
    now = [duty for duty in duties if duty not in later]
    return Today(tuple(sorted(now, key=lambda duty: duty.urgency)), tuple(sorted(later, key=lambda duty: duty.due_on or date.max)))
