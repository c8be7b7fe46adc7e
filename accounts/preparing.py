"""One worker at a time prepares a file. One conditional write each, inside the company's scope; the caller seals what people did."""

from datetime import datetime, timedelta

from accounts.models.prepared import PreparedFile, PreparedQuerySet

LEASE = timedelta(seconds=60)  # renewed every two seconds: a worker silent for a minute is gone
MAX_TRIES = 3
KEPT = timedelta(days=7)  # a file with personal data: long enough to hand it on, no longer
LONGEST_FAILURE = 500


def take(file: PreparedFile, *, owner: str, at: datetime) -> bool:
    """This worker prepares it, unless another holds it or MAX_TRIES workers were lost on it."""
    free = _rows(file).nobodys(at).filter(tries=file.tries, tries__lt=MAX_TRIES)
    return bool(free.update(lease_owner=owner, lease_until=at + LEASE, tries=file.tries + 1, done=0, total=0))


def is_lost(file: PreparedFile) -> bool:
    """As many workers as may be were lost on it."""
    return file.is_under_way and file.tries >= MAX_TRIES


def renew(file: PreparedFile, *, owner: str, done: int, total: int, at: datetime) -> bool:
    """Still at it. False: cancelled, or taken by another worker; then stop."""
    return bool(_mine(file, owner).update(lease_until=at + LEASE, done=done, total=total))


def finish(file: PreparedFile, *, owner: str, size_bytes: int, sha256: str, at: datetime) -> bool:
    """The file is there. False when it was cancelled or taken over meanwhile: the file is then nobody's."""
    return bool(_mine(file, owner).update(ready_at=at, lease_until=None, size_bytes=size_bytes, sha256=sha256))


def fail(file: PreparedFile, why: str, *, owner: str, at: datetime) -> bool:
    """It cannot be prepared; the page says why."""
    return bool(_mine(file, owner).update(failed_at=at, lease_until=None, failure=why[:LONGEST_FAILURE]))


def cancel(file: PreparedFile, *, at: datetime) -> bool:
    """Nobody wants it any more: the worker stops at its next look. False when it was over."""
    return bool(_rows(file).unfinished().update(cancelled_at=at, lease_until=None))


def forget(file: PreparedFile, *, at: datetime) -> bool:
    """The file goes, the row stays. The caller deletes the file before the commit: a row that says « deleted » never has one."""
    return bool(_rows(file).there().update(deleted_at=at))


def _rows(file: PreparedFile) -> "PreparedQuerySet[PreparedFile]":
    return type(file).objects.of(file.company).filter(pk=file.pk)


def _mine(file: PreparedFile, owner: str) -> "PreparedQuerySet[PreparedFile]":
    return _rows(file).unfinished().filter(lease_owner=owner)
