"""The papers behind a demand."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow
from approvals.models.requests import ApprovalRequest


class Attachment(CompanyRow):
    """A paper an agent joined to its demand, named by its SHA-256, whole in `data` (5 MB at most). `kind`: its media type, read by us."""

    keeps_past = False

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    size_bytes = models.PositiveIntegerField()
    data = models.BinaryField()
    added_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["Attachment"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "pièce jointe"
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "sha256"], name="one_attachment_a_hash")]
