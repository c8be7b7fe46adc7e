"""Opens what is due and calls those who are awaited: one query finds them, one scope and one transaction each. Opens the scopes.

Run as often as one likes, by as many clocks: a review is a unique row, a call a conditional UPDATE.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from reviews.actions.due import open_of
from reviews.actions.nudging import nudge
from reviews.enums import Kind
from reviews.queries.clocks import may_be_due

Now = Callable[[], datetime]
log = logging.getLogger(__name__)


def open_all(*, now: Now) -> int:
    """How many reviews were opened. A company that stumbles does not keep the others waiting."""
    at, opened = now(), 0
    for standing in may_be_due(at):
        for kind in Kind:
            for window in standing.due(kind, at):
                try:
                    opened += open_of(standing.company, kind, window, at=now()) is not None
                except Exception:
                    log.exception("the review (%s) of %s on %s: tried again in a minute", kind, standing.company, window.period)
                    break  # the next one begins where this one ends
    return opened


def nudge_all(*, now: Now) -> int:
    """How many reviews had their people called."""
    called = 0
    for company, review in _to_nudge(now()):
        try:
            with scope(company):
                called += nudge(Company.objects.get(pk=company), review, at=now())
        except Exception:
            log.exception("nobody could be called about review %s: tried again in a minute", review)
    return called


def _to_nudge(at: datetime) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute("select company, review from gf_reviews_to_nudge(%s)", [at])
        return [(row[0], row[1]) for row in cursor.fetchall()]
