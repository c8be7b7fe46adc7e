"""Whom the company pays: its own names, and the accounts it trusts. An account is kept as a mark and its two ends, never whole."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.models import Company, Membership
from approvals.actions.steps import tell
from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest, Payee
from approvals.rules.payees import spelt
from journal.rules.reported import masked_account, payee_mark
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind
from lib.words import on_one_line


@dataclass
class AlreadyKnown(RuntimeError):
    """This very account is in the book, under that name."""

    name: str


@transaction.atomic
def add(company: Company, name: str, account: str, *, by: Membership, at: datetime) -> Payee:
    """Somebody trusted before the first payment. `account`: an IBAN that was checked. Raises AlreadyKnown."""
    mark = payee_mark(settings.MARK_KEY, company.pk, account, name)
    values = {"name": name, "folded": spelt(name), "account": masked_account(account), "known_at": at}
    payee, is_new = Payee.objects.of(company).get_or_create(company=company, mark=mark, defaults=values)  # type: ignore[misc]
    if not is_new:
        raise AlreadyKnown(payee.name)
    _record("payee.added", payee, by, at)
    return payee


@transaction.atomic
def rename(payee: Payee, name: str, *, by: Membership, at: datetime) -> bool:
    """Our own name, from now on. False: it had it already, or was forgotten meanwhile."""
    rows = Payee.objects.of(payee.company).filter(pk=payee.pk).exclude(name=name)
    if not rows.update(name=name, folded=spelt(name)):
        return False
    before, payee.name = payee.name, name
    _record("payee.renamed", payee, by, at, before=on_one_line(before))
    return True


@transaction.atomic
def forget(payee: Payee, *, by: Membership, at: datetime) -> int | None:
    """« Ce n’est plus le bon compte »: the next payment there is one to somebody new. How many unused yeses fell; None: it was gone."""
    if not Payee.objects.of(payee.company).filter(pk=payee.pk).delete()[0]:
        return None
    granted = ApprovalRequest.objects.of(payee.company).filter(payee_mark=payee.mark, state=RequestState.APPROVED)
    fallen = list(granted.select_for_update(of=("self",)).select_related("agent", "company"))
    for one in fallen:
        one.state, one.reason = RequestState.EXPIRED, Reason.PAYEE_FORGOTTEN
        one.save(update_fields=["state", "reason"])
        tell(one)
    _record("payee.forgotten", payee, by, at, fallen=len(fallen))
    return len(fallen)


def _record(act: str, payee: Payee, by: Membership, at: datetime, **more: str | int) -> None:
    about = Subject("payee", payee.pk, on_one_line(f"{payee.name} ({payee.account})" if payee.account else payee.name))
    record(Kind.RIGHT, act, about, by=Actor("person", by.user_id, by.user.name), at=at, detail=dict(more))
