"""The company's own rules for using agents, version by version, and who has read which."""

from typing import ClassVar

from django.db import models

from accounts.models.company import CompanyQuerySet, CompanyRow, Membership


class UsageRules(CompanyRow):
    """One version of « Règles d’usage des agents »; the highest number holds. Never changed: a new text is a new version."""

    keeps_past = False

    number = models.PositiveIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CompanyQuerySet["UsageRules"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "règles d’usage"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="one_text_a_number")]


class UsageReading(CompanyRow):
    """A person says they have read this version."""

    keeps_past = False

    rules = models.ForeignKey(UsageRules, on_delete=models.PROTECT, related_name="readings")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["UsageReading"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rules", "membership"], name="read_once")]
