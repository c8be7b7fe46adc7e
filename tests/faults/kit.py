"""What a test asks of a stack that runs, from a process of its own: its people, its record, its verdict."""

import json
import os
import subprocess
import sys
from typing import Any

from governance import embedded
from tests.faults.stack import Stack
from tests.faults.tellers import teller

READ = """
import json, django
django.setup()
from accounts.boundary import all_companies, scope
from ledger.models import Entry
told = []
for company in all_companies():
    with scope(company):
        rows = Entry.objects.order_by("seq")
        told += [{"seq": row.seq, "at": row.recorded_at.isoformat(), **json.loads(bytes(row.payload))} for row in rows]
print(json.dumps(told))
"""
MAILS = """
import json, django
django.setup()
from accounts.boundary import all_companies, scope
from outbox.models import Message
told = []
for company in all_companies():
    with scope(company):
        told += [{"to": m.to, "state": str(m.state), "message_id": m.message_id, "tries": m.tries} for m in Message.objects.all()]
print(json.dumps(told))
"""
VERIFY = """
import django
django.setup()
from uuid import UUID
from django.utils import timezone
from accounts import sealing
from accounts.boundary import all_companies, scope
from accounts.models import Company
from ledger.entries import SERVER
told = []
for pk in all_companies():
    with scope(pk):
        company = Company.objects.get(pk=pk)
        check = sealing.ask_check(company, by=SERVER, at=timezone.now(), held=True)
    told.append(sealing.checked(pk, check.pk, now=timezone.now, held=True).verdict)
print(" ".join(sorted(set(told))))
"""


def call(stack: Stack, *argv: str, timeout: float = 120) -> str:
    """A Python of the stack's own surroundings; what it prints."""
    command = [sys.executable, *argv]
    done = subprocess.run(command, cwd=embedded.ROOT, env=_env(stack), capture_output=True, text=True, check=False, timeout=timeout)
    assert done.returncode == 0, done.stderr
    return done.stdout


def tell(stack: Stack, code: str) -> str:
    """The same of some code, by a process that is there already."""
    return teller(stack.data, _env(stack), embedded.ROOT).tell(code)


def _env(stack: Stack) -> dict[str, str]:
    more = {"GARDEFOU_DATA": str(stack.data), "GARDEFOU_PORT": str(stack.port), "DJANGO_SETTINGS_MODULE": "governance.settings"}
    foreign = {"DATABASE_URL", "DATABASE_MIGRATOR_URL", "DATABASE_OWNER_URL", "REDIS_URL", "GARDEFOU_URL"}
    return {name: value for name, value in os.environ.items() if name not in foreign} | more | stack.extra


def settled(stack: Stack, count: int) -> list[dict[str, Any]]:
    """Owners of one company, each with an agent, a password and both factors."""
    return list(json.loads(call(stack, "-m", "tests.faults.settle", str(count))))


def record_of(stack: Stack) -> list[dict[str, Any]]:
    """Every row, in order."""
    return list(json.loads(tell(stack, READ)))


def messages_of(stack: Stack) -> list[dict[str, Any]]:
    """Every mail, as the outbox knows it."""
    return list(json.loads(tell(stack, MAILS)))


def verdict(stack: Stack) -> str:
    """Of a whole check: « intact », when all is well."""
    return tell(stack, VERIFY).strip()
