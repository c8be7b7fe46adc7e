"""A new phrase, and the check of the one on paper. Both are sealed in the record of every company whose data the backups hold."""

from datetime import datetime

from django.db import transaction

from accounts.boundary import all_companies, scope
from accounts.models import Company
from governance.backups import state
from governance.backups.phrase import new_phrase, recipient
from ledger.actions import record
from ledger.entries import SERVER, Actor, Subject
from ledger.enums import Kind


class AlreadyRenewed(RuntimeError):
    """Another phrase took the place of the one this was asked for: a second click, or somebody else."""


@transaction.atomic
def renew(*, instead_of: str | None = None, by: Actor = SERVER, at: datetime) -> str:
    """The new phrase, to be shown once. Sealed first: a phrase nobody knows of is made by nobody. Older archives keep theirs.

    `instead_of`: the public half it takes the place of ("" for none); sealing holds the records, so two clicks come one after the other
    and the paper that is shown is the one that opens. Raises AlreadyRenewed.
    """
    phrase = new_phrase()
    _seal("backup.phrase_made", by=by, at=at)
    now = state.key()
    if instead_of is not None and instead_of != (now.recipient if now else ""):
        raise AlreadyRenewed
    state.keep_key(state.Key(recipient(phrase), at))
    return phrase


def check(phrase: str, *, by: Actor = SERVER, at: datetime) -> bool:
    """Does what was typed from the paper open the backups made from now on? Raises Mistyped."""
    kept = state.key()
    if kept is None or recipient(phrase) != kept.recipient:
        return False
    _seal("backup.phrase_checked", by=by, at=at)
    state.mark_checked(at)
    return True


def _seal(act: str, *, by: Actor, at: datetime) -> None:
    for company in all_companies():
        with scope(company):
            record(Kind.COMPANY, act, Subject("company", company, Company.objects.get(pk=company).name), by=by, at=at)
