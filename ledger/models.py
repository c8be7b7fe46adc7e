"""The sealed record: one row an act, one head a company. The app may only add; PostgreSQL itself refuses the rest."""

import uuid
from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q

from ledger.enums import Reason, Verdict


class Head(models.Model):
    """A company's counter and the right edge of its tree; its row lock makes the numbers gapless."""

    company_id = models.UUIDField(primary_key=True)
    size = models.BigIntegerField(default=0)
    edge = models.BinaryField(default=b"")

    app_rights = "select, insert, update"


class Entry(models.Model):
    """A sealed row, in its month's partition (migration 0001). `about` is an index for readers and is not sealed."""

    pk = models.CompositePrimaryKey("company_id", "recorded_at", "seq")
    company_id = models.UUIDField()
    seq = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    kind = models.SmallIntegerField()
    commitment = models.BinaryField()
    leaf = models.BinaryField()
    payload = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)

    app_rights = "select"

    class Meta:
        managed = False
        db_table = "ledger_entry"


class Checkpoint(models.Model):
    """A signed tree head. `edge`: the right edge at `size`; `leaves`: those since the checkpoint before, 32 bytes each, so that a
    row changed later can be named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    size = models.BigIntegerField()
    note = models.TextField()
    edge = models.BinaryField()
    leaves = models.BinaryField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    made_at = models.DateTimeField()

    app_rights = "select, insert"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["company_id", "note"], name="checkpoint_once")]
        indexes: ClassVar = [models.Index(fields=["company_id", "-size", "-made_at"], name="newest_checkpoint")]


class Check(models.Model):
    """Somebody, or the clock, holds the record against its checkpoints. `found` lists what does not hold; a lease says who works."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=160)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True, default="")
    found = models.JSONField(default=list)

    app_rights = "select, insert, update"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company_id", "-asked_at"], name="newest_check")]


class RetentionRule(models.Model):
    """How many months a class of rows is kept, since when, by whom, and why when that is longer than usual. The newest one holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    kind = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=400, blank=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=160)

    app_rights = "select, insert"

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company_id", "kind", "-made_at"], name="newest_rule")]


class Hold(models.Model):
    """« Conservation imposée »: nothing is erased while it stands. Lifted by a row of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    why = models.CharField(max_length=400)
    set_at = models.DateTimeField()
    set_by_name = models.CharField(max_length=160)

    app_rights = "select, insert"

    def __str__(self) -> str:
        return self.why


class HoldLifting(models.Model):
    """The end of a hold, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, related_name="lifting")
    why = models.CharField(max_length=400)
    lifted_at = models.DateTimeField()
    lifted_by_name = models.CharField(max_length=160)

    app_rights = "select, insert"


class Archive(models.Model):
    """An export of the record, asked from the page. A lease says which worker has it; the file is deleted after some days, this stays.

    `rows`, `verdict`: what it holds, and what the check found while it was written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    number = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    asked_by_name = models.CharField(max_length=160)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    rows = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True, default="")
    size_bytes = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    ready_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, blank=True, default="")
    cancelled_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    app_rights = "select, insert, update"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company_id", "number"], name="archive_number_once"),
            models.UniqueConstraint(
                fields=["company_id"], condition=Q(ready_at=None, failed_at=None, cancelled_at=None), name="one_archive_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"export n°\u00a0{self.number} du journal"

    @property
    def is_under_way(self) -> bool:
        """Neither ready, nor failed, nor cancelled."""
        return not (self.ready_at or self.failed_at or self.cancelled_at)

    @property
    def is_there(self) -> bool:
        """The file can be downloaded."""
        return self.ready_at is not None and self.deleted_at is None


class Departure(models.Model):
    """The checkpoint that leaves the building on one day, once a company."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    day = models.DateField()
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    app_rights = "select, insert"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["company_id", "day"], name="one_departure_a_day")]


class Stamp(models.Model):
    """A time-stamp authority's word (RFC 3161) on a checkpoint's note. `response`: its answer, byte for byte, once it holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    response = models.BinaryField(null=True)
    said_at = models.DateTimeField(null=True)
    stamped_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    app_rights = "select, insert, update"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["company_id", "checkpoint"], name="one_stamp_a_checkpoint")]

    @property
    def by(self) -> str:
        """The authority's host: its address may hold more than the page should say."""
        return urlsplit(self.authority).hostname or ""
