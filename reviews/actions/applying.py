"""What the signature of a review of rights does: rights are taken away, and what is left to do by hand is noted."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import Membership
from approvals.rules.revoking import how_to_revoke
from inventory.actions import rights
from inventory.charge import Charge
from inventory.models import Permission
from inventory.queries.words import company_words
from inventory.rules.words import shortened
from reviews.actions.remedying import open_remedy
from reviews.enums import RemedyKind
from reviews.models import Answer, Point, Review
from reviews.rules.right_verdicts import REMEDIES

LONGEST, LONGEST_WHERE = 300, 200
BY_REVIEW = "Retiré par la revue des droits"


def apply_answers(_review: Review, said: Mapping[Point, Answer], *, by: Membership, at: datetime) -> None:
    """In the transaction of the signature. Whoever signs without the right to edit an agent leaves its removal for somebody who may."""
    charge = Charge(by, at)
    for point, answer in said.items():
        kind = REMEDIES.get((point.code, answer.verdict))
        if kind is None:
            continue
        if kind == RemedyKind.REMOVE and not _removed(point, answer, charge, by=by, at=at):
            open_remedy(point, RemedyKind.RIGHT, answer.note, by=by, at=at)
        else:
            open_remedy(point, kind, _what(answer.note, _where(point, kind)), by=by, at=at)


def _removed(point: Point, answer: Answer, charge: Charge, *, by: Membership, at: datetime) -> bool:
    """False when this person may not. A right that ended meanwhile is gone already, its access in the service may not be."""
    right = point.permission
    if right is None or not charge.may(right):
        return False
    try:
        rights.withdraw(right, why=answer.note or BY_REVIEW, by=by, at=at)
    except rights.AlreadyWithdrawn:
        return True
    return True


def _what(note: str, where: str) -> str:
    """What was said, then where it is done: neither hides the other."""
    return f"{shortened(note, LONGEST - len(where) - 1)} {where}" if note and where else note or where


def _where(point: Point, kind: RemedyKind) -> str:
    """Where the access is taken back in the real service."""
    if kind != RemedyKind.REMOVE or point.permission is None:
        return ""
    right = Permission.objects.of(point.company).select_related("connection").get(pk=point.permission.pk)
    account = right.connection
    if account is None:
        return "Retirez-le aussi dans le service que l’agent utilise."
    return how_to_revoke(account.service, account.sign_in, account.revoke_where, company_words(point.company))[:LONGEST_WHERE]
