"""What has had its time goes, each company in its own scope: contents of the record, states of rows kept for the past, old messages."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from accounts.boundary import all_companies, scope
from accounts.past import past_of
from accounts.sealing import sign_for
from ledger import purging
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind, Reason
from ledger.keeping import Term, standing_holds, terms
from ledger.offline.lawful import FIVE_YEARS
from ledger.terms import cut
from lib.canonical import Json
from lib.wake import wake

MOST_BATCHES = 400  # of one class, in one sweep
PAST_BATCH = 2000
SIGN = "accounts.sign_purge"
log = logging.getLogger(__name__)


def purge_due(*, now: Callable[[], datetime]) -> int:
    """Every company; how many contents went. What stops one company stops no other: it is tried again the next day."""
    erased = 0
    for company in all_companies():
        try:
            erased += purge_company(company, at=now())
        except Exception:
            log.exception("the purge of the record of %s", company)
    return erased


def purge_company(company: UUID, *, at: datetime) -> int:
    """Contents of the record that have had their time; how many. Opens its own scopes: one for each batch, so that a hold stops it at once.

    Signed after, in a transaction of its own. Does nothing while a hold stands, nor for a week when the clock has just leapt.
    """
    with scope(company):
        kept = terms(company)
        moment = min(at, purging.now())
        due, past = purging.what_goes(kept, moment), _past_due(company, kept, moment)
        if standing_holds(company) or ((due or past) and not purging.clock_has_settled(company, at=at)):
            return 0
    erased, batches = 0, [(each.kind, each.first) for each in due]
    try:
        erased = sum(_purge(company, kind, first, at) for kind, first in batches)
        while past and _forget_past(company, at):
            pass
    except purging.Held:
        log.info("the purge of the record of %s stopped: it is held", company)
    with scope(company), connection.cursor() as cursor:
        cursor.execute("select gf_forget_copies()")
    if erased or past:
        sign_for(company, Reason.PURGE, at=at)
    return erased


@transaction.atomic
def erase_line(company: UUID, seq: int, why: str, *, by: Actor, at: datetime) -> None:
    """One line's content goes before its term, and the states of rows its act had written, once replaced. Inside the company's scope.

    Signed once it is committed. Raises purging.Held, purging.NotErasable.
    """
    told = purging.erase_early(company, seq, why, by=by, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select gf_forget_past_of(%s)", [told])
    wake(SIGN, str(company))
    wake("journal.forget_actions")  # the line that says the same to a reader


def _purge(company: UUID, kind: Kind, first: int, at: datetime) -> int:
    erased = 0
    for _ in range(MOST_BATCHES):
        with scope(company):
            gone = purging.purge_batch(company, kind, since=first, at=at)
        erased += gone
        if gone < purging.A_BATCH:
            break
    return erased


def _past_cut(kept: dict[Kind, Term], at: datetime) -> datetime:
    """The past of rows is kept as long as the register it lets one read again, never less than five years."""
    return min(cut(Kind.REGISTER, kept[Kind.REGISTER].months, at), at - timedelta(days=FIVE_YEARS))


def _past_due(company: UUID, kept: dict[Kind, Term], at: datetime) -> bool:
    """Is there a state that a later one had replaced, or a row that had gone, before that day?"""
    with connection.cursor() as cursor:
        cursor.execute(
            """select 1 from accounts_pastrow where company_id = %s and at < %s
               group by table_name, row_id having count(*) > 1 or bool_or(op = 'D') limit 1""",
            [company, _past_cut(kept, at)],
        )
        return cursor.fetchone() is not None


def _forget_past(company: UUID, at: datetime) -> int:
    """One batch, with its row; how many states went."""
    with scope(company):
        before = _past_cut(terms(company), min(at, purging.now()))
        purging.head()
        if standing_holds(company):
            raise purging.Held
        with connection.cursor() as cursor:
            cursor.execute("select gf_forget_past(%s, %s)", [before, PAST_BATCH])
            gone = int(cursor.fetchone()[0])
        if gone:
            detail: dict[str, Json] = {"before": before.isoformat(), "rows": gone, "what": _states(gone)}
            record(Kind.RECORD, "record.past_purged", Subject("record", past_of(company), "passé"), by=SYSTEM, at=at, detail=detail)
    return gone


def _states(gone: int) -> str:
    return "un ancien état d’une fiche" if gone == 1 else f"{gone} anciens états de fiches"
