"""The sealed record: one row an act, one head a company. The app may only add; PostgreSQL itself refuses the rest."""

import uuid
from typing import ClassVar

from django.db import models

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
