"""A file that a worker prepares for a person: who asked, how far it is, where it ended."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models

from accounts.models.company import CompanyQuerySet, CompanyRow, Membership, Row

UNDER_WAY = models.Q(ready_at=None, failed_at=None, cancelled_at=None)


class PreparedQuerySet(CompanyQuerySet[Row]):
    """Files of a company."""

    def unfinished(self) -> Self:
        """Neither ready, nor failed, nor cancelled."""
        return self.filter(UNDER_WAY)

    def nobodys(self, at: datetime) -> Self:
        """Unfinished, and no worker holds them: their task was lost, or their worker was."""
        return self.unfinished().filter(models.Q(lease_until=None) | models.Q(lease_until__lt=at))

    def there(self) -> Self:
        """Ready, and not deleted since."""
        return self.filter(deleted_at=None).exclude(ready_at=None)


class PreparedFile(CompanyRow):
    """A lease says which worker has it; the file is deleted after some days, the row stays. `done` of `total` steps."""

    keeps_past = False

    number = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=160)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    size_bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    ready_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    objects: ClassVar[PreparedQuerySet[Any]] = PreparedQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert, update"

    class Meta:
        abstract = True

    @property
    def is_under_way(self) -> bool:
        """Neither ready, nor failed, nor cancelled."""
        return not (self.ready_at or self.failed_at or self.cancelled_at)

    @property
    def is_there(self) -> bool:
        """The file can be downloaded."""
        return self.ready_at is not None and self.deleted_at is None
