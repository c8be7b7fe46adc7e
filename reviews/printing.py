"""What a worker does after a signature: the checkpoint that covers it, then its page. Lost or run twice without harm: the rows decide."""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import sealing
from accounts.boundary import scope
from accounts.models import Company
from ledger.actions import record
from ledger.entries import SYSTEM
from ledger.enums import Kind as Sealed
from ledger.enums import Reason
from ledger.keys import KeysUnreadable
from ledger.models import Checkpoint
from lib.pdf.leaf import places
from reviews.actions.opening import subject
from reviews.documents import Minutes, build, render
from reviews.models import Paper, Review, SignOff

PATIENCE = timedelta(hours=1)  # then the page is printed without its checkpoint, and says so
Now = Callable[[], datetime]
log = logging.getLogger(__name__)


def run(company: UUID, review: UUID, *, now: Now) -> bool:
    """The page of a signed review, once. True when it is kept because of this call. Raises lib.pdf.leaf.LeafFailed.

    A review printed without its checkpoint gets it in its row as soon as the record has one that covers it."""
    with scope(company):
        signed = _unfinished(company, review)
    if signed is None or _is_printed(signed):
        return False
    if not signed.checkpoint and not _checkpoint(signed, now) and now() - signed.at < PATIENCE:
        return False
    with scope(company):
        minutes = build(_known(company, review))
    data = render(minutes, places(Path(settings.BASE_DIR), Path(settings.DATA_DIR)))
    with scope(company):
        return keep(_known(company, review), data, minutes, at=now())


def keep(review: Review, data: bytes, minutes: Minutes, *, at: datetime) -> bool:
    """Kept as it is, and the record knows its fingerprint. False when another worker was faster."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        with transaction.atomic():
            Paper.objects.create(company=review.company, review=review, made_at=at, pdf=data, sha256=digest)
            told = {"sha256": digest, "point": minutes.line}
            record(Sealed.REVIEW, "review.printed", subject(review), by=SYSTEM, at=at, detail=told)
    except IntegrityError:
        return False
    return True


def _checkpoint(signed: SignOff, now: Now) -> bool:
    """The signature stands under a checkpoint, and says which. Its own transactions: what is signed was committed before."""
    try:
        sealing.sign_for(signed.company_id, Reason.SIGNED, at=now())
    except KeysUnreadable:
        log.critical("the key file of the record cannot be read: nothing is signed")
    with scope(signed.company_id):
        return _cover(signed)


def _cover(signed: SignOff) -> bool:
    """The first checkpoint over the signature's row, when there is one."""
    first = Checkpoint.objects.filter(company_id=signed.company_id, size__gt=signed.seq).order_by("size", "made_at").first()
    if first is None:
        return False
    SignOff.objects.of(signed.company).filter(pk=signed.pk).update(checkpoint=first.note)
    return True


def _is_printed(signed: SignOff) -> bool:
    """Its page is there: all that may be missing is the checkpoint."""
    with scope(signed.company_id):
        if not Paper.objects.of(signed.company).filter(review=signed.review_id).exists():
            return False
        _cover(signed)
    return True


def _unfinished(company: UUID, review: UUID) -> SignOff | None:
    return SignOff.objects.of(Company.objects.get(pk=company)).unfinished().filter(review=review).select_related("company").first()


def _known(company: UUID, review: UUID) -> Review:
    return Review.objects.of(Company.objects.get(pk=company)).select_related("company", "agent").get(pk=review)
