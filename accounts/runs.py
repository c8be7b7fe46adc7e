"""When each entry of the clock last ran and how it ended: one upsert a run. Of the whole installation, read without a scope."""

from datetime import datetime, timedelta

from django.db import connection

from accounts.models import ClockRun
from lib.kept import Kept

STOPPED = timedelta(minutes=5)  # several sweeps run each minute: when none has for so long, nobody runs them
LONGEST_ERROR = 120
NEWEST = Kept(lambda: ClockRun.objects.order_by("-ended_at").values_list("ended_at", flat=True)[:1])
UPSERT = """
insert into accounts_clockrun as kept (name, began_at, ended_at, error, failed_at)
values (%(name)s, %(began)s, %(ended)s, %(error)s, %(failed)s)
on conflict (name) do update set began_at = excluded.began_at, ended_at = excluded.ended_at, error = excluded.error,
  failed_at = coalesce(excluded.failed_at, kept.failed_at)
  where kept.ended_at <= excluded.ended_at or kept.ended_at > excluded.ended_at + interval '5 minutes'
"""


def note_run(name: str, *, began: datetime, ended: datetime, error: str = "") -> None:
    """`error`: the kind of what went wrong, never its words, which may hold anything."""
    given: dict[str, str | datetime | None] = {
        "name": name,
        "began": began,
        "ended": ended,
        "error": error[:LONGEST_ERROR],
        "failed": ended if error else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, given)


def last_run() -> datetime | None:
    """When any sweep last ended; None when none ever has. One query."""
    return next(iter(NEWEST.read()), None)


def stopped_since(at: datetime, never: datetime) -> datetime | None:
    """Since when no sweep runs; None while they do. `never`: since when to count where none ever ran. One query."""
    last = last_run() or never
    if last > at + STOPPED:  # noted by a machine whose clock was ahead: it proves nothing
        last = ClockRun.objects.filter(ended_at__lte=at + STOPPED).order_by("-ended_at").values_list("ended_at", flat=True).first() or never
    return last if at - last > STOPPED else None
