"""The name of an inner agent may come before its tools or after them, in another request: what is known of a trace is kept for a day."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import connection

from accounts.models import Company
from inventory.models import Agent
from journal.actions.counting import NAME, named
from journal.models import TraceHeard
from journal.rules.threads import Settled, Thread, settle
from lib.prepared import run

KEPT = timedelta(days=1)
MOST_TRACES = 500  # of one request
MOST_OTHERS = 20  # of them, that say nothing of a tool or an agent yet
MOST_SPANS = 5_000  # of one trace
MOST_WAITING = 2_000
LOCK = 4_207_011  # first half of the advisory lock's number; the second is the agent's
KEEP = """
insert into journal_traceheard as t (id, company_id, agent_id, trace, spans, waiting, heard_at)
select gen_random_uuid(), gf_company(), %s, d.trace, d.spans, d.waiting, %s
  from unnest(%s::uuid[], %s::jsonb[], %s::jsonb[]) d(trace, spans, waiting)
on conflict (company_id, agent_id, trace)
do update set spans = excluded.spans, waiting = excluded.waiting, heard_at = excluded.heard_at"""


def join(agent: Agent, threads: Sequence[Thread], *, at: datetime) -> int:
    """What this request adds to the traces we know, and the names it gives; how many. Inside the company's scope. Four round trips."""
    heard = sorted(threads, key=lambda thread: not thread.matters)[:MOST_TRACES]
    others = [one.trace for one in heard if not one.matters][:MOST_OTHERS]
    if not heard:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK, int.from_bytes(agent.pk.bytes[:4], signed=True)])
    known = {row.trace: row for row in TraceHeard.objects.of(agent.company).filter(agent=agent, trace__in=[one.trace for one in heard])}
    joined = [
        (one.trace, *_together(one, known.get(one.trace))) for one in heard if one.matters or one.trace in known or one.trace in others
    ]
    names = {key: said for _, _, settled in joined for key, said in settled.names.items()}
    _keep(agent, joined, at)
    if names:
        run((NAME, named(agent.pk, names, is_late=True)))
    return len(names)


def forget(company: Company, *, at: datetime) -> int:
    """Traces that nothing was heard of for a day: whoever still waits keeps the name it has. How many."""
    gone: int = TraceHeard.objects.of(company).filter(heard_at__lt=at - KEPT).delete()[0]
    return gone


def _together(told: Thread, before: TraceHeard | None) -> tuple[dict[str, tuple[str, str]], Settled]:
    """What came first stands: a span said twice is one."""
    links = dict(told.links) | {span: (said[0], said[1]) for span, said in (before.spans if before else {}).items()}
    waiting = dict(told.waiting) | {key: (said[0], said[1]) for key, said in (before.waiting if before else {}).items()}
    return dict(islice(links.items(), MOST_SPANS)), settle(links, dict(islice(waiting.items(), MOST_WAITING)))


def _keep(agent: Agent, joined: Iterable[tuple[UUID, dict[str, tuple[str, str]], Settled]], at: datetime) -> None:
    rows = [(trace, json.dumps(links), json.dumps(dict(settled.waiting))) for trace, links, settled in joined]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [agent.pk, at, *([row[place] for row in rows] for place in range(3))])
