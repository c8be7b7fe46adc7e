"""Contents go, headers and leaves stay. Only the database's gf_purge erases, in the transaction of the row that says so, which it checks.

Inside the company's scope. Each act takes the company's counter first: a hold set meanwhile comes before or after, never between.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import connection, transaction

from ledger.actions import record
from ledger.checkpoints import head
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind
from ledger.keeping import Term, standing_holds, terms
from ledger.terms import NAMES, cut
from lib import canonical

ACT = "record.purged"
# What says why rows are empty, and what the verdict rests on, is never erased.
NEVER = ("record.purged", "record.restored", "record.hold_set", "record.hold_lifted")
A_BATCH = 500
SETTLED, QUIET = timedelta(days=7), timedelta(days=31)
OLD = """e.payload is not null and case when e.kind = 11
  then convert_from(e.payload, 'UTF8')::jsonb ->> 'act' <> all(%s) else true end"""


class Held(Exception):
    """Nothing may be erased: a hold stands."""


class NotErasable(Exception):
    """The row is not there, is empty already, or belongs to what the record tells of itself."""


@dataclass(frozen=True)
class Due:
    """Rows of one class that have had their time. `first`: the number of the oldest."""

    kind: Kind
    rows: int
    first: int


def what_goes(kept: Mapping[Kind, Term], at: datetime) -> list[Due]:
    """Per class. Reads the rows of the months in question: one query."""
    cuts = {int(kind): cut(kind, term.months, at) for kind, term in kept.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select e.kind, count(*), min(e.seq) from ledger_entry e
                join unnest(%s::smallint[], %s::timestamptz[]) as t(kind, before) on e.kind = t.kind and e.recorded_at < t.before
                where e.recorded_at < %s and {OLD} group by e.kind order by e.kind""",  # noqa: S608 (fixed text)
            [list(cuts), list(cuts.values()), max(cuts.values()), list(NEVER)],
        )
        return [Due(Kind(kind), rows, first) for kind, rows, first in cursor.fetchall()]


@transaction.atomic
def purge_batch(company: UUID, kind: Kind, *, since: int, at: datetime) -> int:
    """Erase at most A_BATCH contents of one class that have had their time; how many. Raises Held."""
    head()
    if standing_holds(company):
        raise Held
    term = terms(company)[kind]
    before = cut(term.kind, term.months, min(at, now()))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select min(seq), max(seq), count(*) from (select e.seq from ledger_entry e
                where e.kind = %s and e.recorded_at < %s and e.seq >= %s and {OLD} order by e.seq limit %s) as found""",  # noqa: S608
            [int(term.kind), before, since, list(NEVER), A_BATCH],
        )
        first, last, rows = cursor.fetchone()
    if rows == 0:
        return 0
    words = f"{_lines(rows)}, «\u00a0{term.name}\u00a0», après {term.words}"
    detail: dict[str, canonical.Json] = {
        "class": int(term.kind), "first": first, "last": last, "rows": rows, "before": before.isoformat(), "months": term.months,
        "what": words,
    }  # fmt: skip
    _erase(record(Kind.RECORD, ACT, _about(company, term.kind), by=SYSTEM, at=at, detail=detail))
    return int(rows)


@transaction.atomic
def erase_early(company: UUID, seq: int, why: str, *, by: Actor, at: datetime) -> int:
    """One row's content goes before its term, for a reason (RGPD art. 17): a key that leaked into it. The number of the row that says so.

    Raises Held, NotErasable."""
    head()
    if standing_holds(company):
        raise Held
    kind = kind_of(seq)
    if kind is None or kind == Kind.RECORD:
        raise NotErasable(seq)
    detail: dict[str, canonical.Json] = {
        "class": int(kind), "first": seq, "last": seq, "rows": 1, "early": True, "why": why,
        "what": f"le contenu de la ligne {seq + 1}, avant son terme. Raison\u00a0: {why}",
    }  # fmt: skip
    return _erase(record(Kind.RECORD, ACT, _about(company, kind), by=by, at=at, detail=detail))


def kind_of(seq: int) -> Kind | None:
    """The class of a row that still has its content."""
    with connection.cursor() as cursor:
        cursor.execute("select kind from ledger_entry where seq = %s and payload is not null", [seq])
        found = cursor.fetchone()
    return Kind(found[0]) if found else None


def now() -> datetime:
    """By the clock that dates the rows: the database's, not ours."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


@transaction.atomic
def clock_has_settled(company: UUID, *, at: datetime) -> bool:
    """Was a row written between seven days ago and the month before that? A clock that has just leapt years ahead must not erase years.

    When nothing was, a row notes the date: a week later it answers.
    """
    head()
    late = now() - SETTLED
    with connection.cursor() as cursor:
        cursor.execute("select bool_or(recorded_at < %s) from ledger_entry where recorded_at > %s", [late, late - QUIET])
        (settled,) = cursor.fetchone()
        about = uuid5(company, "date noted")
        cursor.execute("select 1 from ledger_entry where about @> array[%s]::uuid[] and recorded_at > %s", [about, late])
        noted = cursor.fetchone()
    if not settled and not noted:
        record(Kind.RECORD, "record.date_noted", Subject("record", about, "journal"), by=SYSTEM, at=at)
    return bool(settled)


def _about(company: UUID, kind: Kind) -> Subject:
    return Subject("record", uuid5(company, f"purge {int(kind)}"), NAMES[kind])


def _erase(told: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select gf_purge(%s)", [told])
    return told


def _lines(rows: int) -> str:
    return "le contenu d’une ligne" if rows == 1 else f"le contenu de {rows} lignes"
