"""A question left open on purpose: « Je ne sais pas », or something an import could not decide."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow


class FollowUpQuerySet(CompanyQuerySet["FollowUp"]):
    """Open questions of a company."""

    def open(self) -> Self:
        """Not answered yet."""
        return self.filter(closed_at=None)


class FollowUp(CompanyRow):
    """One question about one object (`about_kind` agent or processing), with what to do about it.

    With a `code` it closes by itself when the sheet answers it (inventory.rules.questions)."""

    about_kind = models.CharField(max_length=20)
    about_id = models.UUIDField()
    about_name = models.CharField(max_length=200)
    question = models.TextField()
    advice = models.TextField(blank=True)
    code = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[FollowUpQuerySet] = FollowUpQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "about_id"], name="follow_ups_of")]
