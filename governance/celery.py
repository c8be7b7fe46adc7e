"""Celery's app; the only place where periods are written. The clock is a thread of the worker, one in all, whoever runs.

A lost wake does no harm: each entry is a sweep that finds in the database what is due.
"""

import logging
import os
import threading
from datetime import datetime, timedelta
from typing import Any

import psycopg
from celery import Celery, Task, bootsteps
from celery.beat import Scheduler
from django.db import Error, connection
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

PERIODS = {
    "accounts.forget": timedelta(hours=1),  # ended sessions, links past their time, old wrong passwords
    "accounts.deliver_mail": timedelta(minutes=1),  # messages whose pause is over, and those of a worker that is gone
    "accounts.answer_forgotten": timedelta(minutes=1),  # passwords said to be forgotten, when the wake was lost
    "accounts.purge_records": timedelta(days=1),  # contents of the record that have had their time, and what copies them
    "accounts.sign_records": timedelta(minutes=5),  # a checkpoint an hour with news, or a thousand rows
    "accounts.send_checkpoints": timedelta(minutes=10),  # the day's checkpoint, by mail, once a company and a day
    "accounts.stamp_checkpoints": timedelta(minutes=10),  # time stamps wanted, and those whose pause is over
    "accounts.sweep_archives": timedelta(minutes=1),  # exports of the record whose lease ran out, files past their days
    "inventory.expire_rights": timedelta(hours=1),  # rights whose last day is over at their company's
    "alerts.sweep": timedelta(minutes=1),  # what was recorded and not looked at, when the wake was lost
    "alerts.compare": timedelta(minutes=1),  # what companies told since they were held against their usual, ten minutes ago at least
    "approvals.expire_requests": timedelta(minutes=1),  # demands nobody answered, answers nobody used
    "approvals.remind_deciders": timedelta(minutes=1),  # demands half of whose life is over
    "approvals.call_back": timedelta(seconds=30),  # answers agents want to hear, and those of a worker that is gone
    "approvals.recover_stops": timedelta(minutes=1),  # stops that a file holds because the record refused them
    "evidence.sweep": timedelta(minutes=1),  # dossiers whose lease ran out, files past their days
    "journal.forget_actions": timedelta(hours=6),  # what the record has erased
    "journal.make_months": timedelta(days=1),  # the same for what agents report
    "ledger.make_months": timedelta(days=1),  # the partitions of the months to come
    "governance.backup": timedelta(hours=1),  # one a day, at the first sweep of the day; tried again each hour when it failed
    "reviews.print_lost": timedelta(minutes=1),  # signed reviews without their page, when the wake was lost
    "governance.digest": timedelta(minutes=1),  # Monday's message, once a week and company
    "register.sweep": timedelta(seconds=30),  # exports whose lease ran out
    "reviews.sweep": timedelta(minutes=1),  # reviews that are due, people to call about those that wait
}
ONE_CLOCK = 4_207_001  # the advisory lock's number
CHECK_SECONDS = 5.0  # is the lock still ours?

log = logging.getLogger(__name__)


class Swept(Task):
    """Whatever has a period leaves in the database when it last ran, for `manage.py show_clock` and the first page."""

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.name not in PERIODS or self.request.called_directly:
            return self.run(*args, **kwargs)
        began, error = timezone.now(), ""
        try:
            return self.run(*args, **kwargs)
        except BaseException as raised:
            error = type(raised).__name__
            raise
        finally:
            _note(self.name, began, error)


def _note(name: str, began: datetime, error: str) -> None:
    """Never in the way of the sweep itself."""
    from accounts.runs import note_run

    try:
        note_run(name, began=began, ended=timezone.now(), error=error)
    except Error:
        log.info("clock: the run of %s could not be noted", name)


app = Celery("governance", task_cls=Swept)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    name: {"task": name, "schedule": period, "options": {"expires": period.total_seconds()}} for name, period in PERIODS.items()
}
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="clock")


class Clock(threading.Thread):
    """Ticks while it holds the lock; waits for it otherwise. Every entry runs once at the start, then at its period."""

    def __init__(self) -> None:
        super().__init__(name="clock", daemon=True)
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(1.0):
            try:
                self._hold_and_tick()
            except psycopg.Error:
                log.info("clock: the database is away, trying again")
            except Exception:
                log.exception("clock")

    def _hold_and_tick(self) -> None:
        with psycopg.connect(**_parameters(), autocommit=True) as held:
            while not self.ended.is_set():
                taken = held.execute("select pg_try_advisory_lock(%s)", [ONE_CLOCK]).fetchone()
                if taken and taken[0]:
                    self._tick(held)
                self.ended.wait(CHECK_SECONDS)

    def _tick(self, held: "psycopg.Connection[Any]") -> None:
        scheduler = Scheduler(app=app)
        for entry in scheduler.schedule.values():
            entry.last_run_at = entry.last_run_at - timedelta(days=366)
        while not self.ended.is_set():
            held.execute("select 1")  # raises when the connection, and the lock with it, is lost
            self.ended.wait(min(scheduler.tick(), CHECK_SECONDS))


class ClockStep(bootsteps.StartStopStep):
    """`celery -B` would fork a second process (17 MiB) that nobody restarts; a thread lives and dies with the worker."""

    def start(self, _: Any) -> None:
        if os.environ.get("GARDEFOU_BEAT"):
            self.clock = Clock()
            self.clock.start()

    def stop(self, _: Any) -> None:
        clock = getattr(self, "clock", None)
        if clock:
            clock.ended.set()


app.steps["worker"].add(ClockStep)


def _parameters() -> dict[str, Any]:
    """Of a connection of our own: a pooled one would carry the lock to its next user."""
    wanted = connection.get_connection_params()
    return {key: value for key, value in wanted.items() if key not in ("pool", "context", "cursor_factory", "prepare_threshold")}
