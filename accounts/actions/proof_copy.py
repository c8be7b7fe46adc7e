"""Who keeps a copy of the record's checkpoints besides the owners: chosen, changed, removed. The address stays out of the record."""

from datetime import datetime

from django.db import transaction

from accounts.mailing import is_set_up
from accounts.models import Company
from accounts.proof_letters import goodbye, welcome
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from outbox.actions import Cause, Letter, post
from outbox.queries import is_too_many

CAUSE = "proof_copy"


class TooMany(RuntimeError):
    """Whoever was chosen today had enough messages about it."""


@transaction.atomic
def choose(company: Company, address: str, *, by: Actor, at: datetime) -> bool:
    """From now on a copy goes there, and to nobody else; both are told. False when nothing changes. Raises BadAddress, TooMany."""
    before = Company.objects.select_for_update(no_key=True).get(pk=company.pk).proof_copy_email
    if before == address:
        return False
    if address and is_too_many(company.pk, CAUSE, address, at):  # removing stays possible: that stops messages
        raise TooMany
    company.proof_copy_email = address
    company.save(update_fields=["proof_copy_email"])
    act = "record.copy_chosen" if address else "record.copy_removed"
    line = record(Kind.RECORD, act, Subject("company", company.pk, company.name), by=by, at=at)
    _tell(company, line, before, goodbye(company, by=by.name), at=at)
    _tell(company, line, address, welcome(company, by=by.name), at=at)
    return True


def _tell(company: Company, line: int, address: str, letter: Letter, *, at: datetime) -> None:
    """Without mail nothing is kept: the page says that nothing leaves."""
    if address and is_set_up(company):
        post(Cause(CAUSE, line), letter, to=address, at=at)
