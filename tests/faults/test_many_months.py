"""After ten years of the journal, all connections may plan a demand in the same instant: what they lock for it finds room."""

import json

import pytest

from tests.faults.kit import call, settled
from tests.faults.ready_made import ready_made
from tests.faults.stack import Stack, folder

pytestmark = pytest.mark.slow
BURST = """
import json, os, sys
os.environ["GARDEFOU_POOL"] = "24"
import django
django.setup()
import psycopg
from concurrent.futures import ThreadPoolExecutor
from django.conf import settings
from django.db import connection
from django.utils import timezone
from accounts.boundary import scope
from accounts.models import Company
from approvals.actions.asking import ask
from approvals.enums import Answer, Measure
from approvals.models import Limit
from inventory.models import Agent
from tests.approvals.test_requests import asked
at, told = timezone.now(), []
with scope(sys.argv[1]):
    company = Company.objects.get(pk=sys.argv[1])
    week = {"type": "payment", "measure": Measure.WEEK_PAYEE, "value": 10**9, "answer": Answer.ASK}
    Limit.objects.create(company=company, set_at=at, **week)
    agents = [Agent.objects.create(company=company, name=f"Robot {n}", purpose="Essai", declared_at=at, changed_at=at) for n in range(22)]

def one(number):
    name, bank = f"{len(told)}-{number}", f"300060000112345678{number:05}"
    account = f"FR{98 - int(f'{bank}152700') % 97:02}{bank}"
    try:
        with scope(company):
            return ask(agents[number], asked(5_00, f"P{number}", sent_as=name, reference=name, account=account), at=at).state
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()

host = settings.DATABASES["default"]["HOST"]
with ThreadPoolExecutor(22) as pool, psycopg.connect(host=host, dbname="gardefou", user="gf_owner", autocommit=True) as owner:
    for years in (0, 10, 0, 0):
        for month in range(2030 * 12, (2030 + years) * 12):
            first, last = (f"{one // 12}-{one % 12 + 1:02}-01 00:00+00" for one in (month, month + 1))
            part = f"journal_action_{month // 12}_{month % 12 + 1:02} partition of journal_action"
            owner.execute(f"create table {part} for values from ('{first}') to ('{last}')")
        with owner.transaction():  # the last lock of a demand: all of them meet there
            owner.execute("select from ledger_head where company_id = %s for update", [company.pk])
            said = [pool.submit(one, number) for number in range(22)]
            owner.execute("select pg_sleep(1.2)")
        told.append(sorted({str(each.result()) for each in said}))
print(json.dumps(told))
"""


def test_ten_years_of_months_are_planned_by_all_connections_at_once() -> None:
    with folder() as place:
        stack = Stack(ready_made(place)).start()
        try:
            (who,) = settled(stack, 1)
            assert json.loads(call(stack, "-c", BURST, who["company"])) == [["approved"]] * 4
        finally:
            stack.stop()
