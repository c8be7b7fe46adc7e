"""The clock, killed, doubled and emptied: every review that is due is opened once, told once and announced once, soon after the restart."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from governance import embedded
from tests.faults.kit import call, tell, verdict
from tests.faults.ready_made import ready_made
from tests.faults.stack import WORKER, Stack, folder, free_port, until

pytestmark = pytest.mark.slow
COMPANIES = 12
SOON = 120.0  # seconds after the restart
MAIL = {"EMAIL_URL": "smtp://127.0.0.1:9/"}  # nobody answers there: what is written stays in the outbox, to be counted
FURNISH = f"""
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from accounts.boundary import scope
from accounts.enums import Role
from accounts.models import Company
from tests.cast import make_company, make_person
from tests.register import rows
since = timezone.now() - timedelta(days=70)
for number in range({COMPANIES}):
    company = make_company(f"Société {{number}}", f"societe-{{number}}")
    make_person(company, f"Personne{{number}} Martin", Role.OWNER)
    with scope(company):
        Company.objects.filter(pk=company.pk).update(created_at=since)
        rows.right(rows.agent(company, "Facturier", since), since)
"""
A_WEEK_LATER = """
import django
django.setup()
from datetime import timedelta
from django.db.models import F
from accounts.boundary import all_companies, scope
from reviews.models import Review
week = timedelta(days=7)
for company in all_companies():
    with scope(company):
        for review in Review.objects.filter(kind="week").order_by("period"):
            moved = {name: getattr(review, name) - week for name in ("period", "starts_at", "ends_at", "opened_at", "due_at")}
            Review.objects.filter(pk=review.pk).update(**moved)
"""
TOLD = """
import json, django
django.setup()
from collections import Counter
from accounts.boundary import all_companies, scope
from ledger.queries import lately
from outbox.models import Message
from reviews.models import Review
told = []
for company in all_companies():
    with scope(company):
        kinds = Counter(Review.objects.filter(agent=None).values_list("kind", flat=True))
        acts = Counter(line.act for line in lately(100))
        mails = Message.objects.filter(cause_kind="review_ready").count()
        told.append({"week": kinds["week"], "rights": kinds["rights"], "sealed": acts["review.opened"], "mails": mails})
print(json.dumps(told))
"""
SWEEPS = """
import django
django.setup()
from governance.celery import app
for _ in range(20):
    app.send_task("reviews.sweep")
"""
FLUSH = """
import django
django.setup()
from governance.celery import app
with app.connection_for_write() as line:
    line.default_channel.client.flushall()
"""


def told(stack: Stack) -> list[dict[str, int]]:
    return list(json.loads(tell(stack, TOLD)))


def all_have(stack: Stack, weeks: int) -> bool:
    wanted = {"week": weeks, "rights": 1, "sealed": weeks + 1, "mails": weeks + 1}
    return told(stack) == [wanted] * COMPANIES


def run(stack: Stack, code: str) -> None:
    tell(stack, code)


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with folder() as data:
        made = Stack(ready_made(data), **MAIL).start()
        yield made
        if not made.ended():
            made.stop()


def test_a_worker_killed_in_the_middle_of_sweeps_and_a_broker_that_forgets_all(stack: Stack) -> None:
    run(stack, FURNISH)
    for pause in (0.0, 0.2, 0.5):
        run(stack, SWEEPS)
        time.sleep(pause)
        stack.kill(stack.one(WORKER))
    run(stack, FLUSH)
    assert until(lambda: all_have(stack, 1), SOON, pause=0.5) < SOON
    time.sleep(2)
    run(stack, SWEEPS)  # what is done is done
    time.sleep(3)
    assert all_have(stack, 1)
    said = json.loads(call(stack, "manage.py", "show_clock", "--json"))
    assert not said["stopped"]
    assert next(one for one in said["entries"] if one["name"] == "reviews.sweep")["error"] == ""


def test_the_broker_killed_and_a_week_gone_by_meanwhile(stack: Stack) -> None:
    worker = stack.one(WORKER)
    run(stack, A_WEEK_LATER)
    stack.kill(stack.one("valkey-server"))
    stack.kill(worker)
    assert until(lambda: all_have(stack, 2), SOON, pause=0.5) < SOON
    assert verdict(stack) == "intact"


@contextmanager
def redis(port: int, place: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A server of one's own, that keeps nothing."""
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(place)],
        stdout=subprocess.DEVNULL,
    )
    try:
        until(lambda: listens(port))
        yield server
    finally:
        server.kill()
        server.wait()


def listens(port: int) -> bool:
    with socket.socket() as trial:
        return not trial.connect_ex(("127.0.0.1", port))


def worker(stack: Stack, number: int) -> "subprocess.Popen[bytes]":
    """One more, with a clock of its own, as somebody with a real Redis may run it."""
    foreign = {"DATABASE_URL", "DATABASE_MIGRATOR_URL", "DATABASE_OWNER_URL", "GARDEFOU_URL"}
    env: dict[str, Any] = {name: value for name, value in os.environ.items() if name not in foreign}
    env |= {
        "GARDEFOU_DATA": str(stack.data),
        "GARDEFOU_PORT": str(stack.port),
        "GARDEFOU_BEAT": "1",
        "GARDEFOU_PART": "worker",
        **stack.extra,
    }
    options = ["--pool", "threads", "--concurrency", "2", "--loglevel", "WARNING", "--hostname", f"worker{number}@test"]
    program = [sys.executable, "-m", "celery", "-A", "governance.celery", "worker", *options]
    with stack.data.with_name(f"worker{number}.log").open("wb") as log:
        return subprocess.Popen(
            program, cwd=embedded.ROOT, env=env | {"DJANGO_SETTINGS_MODULE": "governance.settings"}, stdout=log, stderr=log
        )


@pytest.mark.skipif(not any((Path(place) / "redis-server").exists() for place in ("/usr/bin", "/usr/local/bin")), reason="no Redis here")
def test_three_workers_with_three_clocks_on_a_real_redis_that_is_killed() -> None:
    port = free_port()
    with folder() as data, tempfile.TemporaryDirectory() as place:
        stack = Stack(ready_made(data), REDIS_URL=f"redis://127.0.0.1:{port}/0", **MAIL)
        more: list[subprocess.Popen[bytes]] = []
        try:
            with redis(port, Path(place)):
                stack.start()
                run(stack, FURNISH)
                more = [worker(stack, number) for number in range(2)]
                run(stack, SWEEPS)
                assert until(lambda: all_have(stack, 1), SOON, pause=0.5) < SOON
            run(stack, A_WEEK_LATER)
            with redis(port, Path(place)):  # another, empty
                stack.kill(stack.one(WORKER))
                more[0].kill()
                run(stack, SWEEPS)
                assert until(lambda: all_have(stack, 2), SOON, pause=0.5) < SOON
                run(stack, SWEEPS)
                time.sleep(3)
                assert all_have(stack, 2)
                assert verdict(stack) == "intact"
        finally:
            for one in more:
                one.kill()
                one.wait()
            if stack.process and not stack.ended():
                stack.stop()
