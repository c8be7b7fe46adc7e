"""What each row was, from the first moment on: one more row at every change, written by a trigger, never by us."""

from typing import ClassVar

from django.db import models

from accounts.models.company import Company, CompanyQuerySet


class PastRow(models.Model):
    """A row of another table as it stood from `at` on (`op` I or U), or as it stood when it went (D). The app may only read.

    `at` is the start of the transaction that changed it: all rows of one act bear the same."""

    seq = models.BigAutoField(primary_key=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    table_name = models.CharField(max_length=63)
    row_id = models.UUIDField()
    at = models.DateTimeField()
    op = models.CharField(max_length=1)
    content = models.JSONField()

    objects: ClassVar[CompanyQuerySet["PastRow"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "table_name", "row_id", "-seq"], name="past_of_a_row"),
            models.Index(fields=["company", "at"], name="past_of_an_act"),
        ]
