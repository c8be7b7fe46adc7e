"""The sealed record: one row an act, one head a company. The app may only add; PostgreSQL itself refuses the rest."""

from django.db import models


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
