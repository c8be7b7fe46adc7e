"""Who has heard of a stop."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow
from inventory.models import Agent


class Hearing(CompanyRow):
    """The stop reached this agent: `heard_at`, its first call that was answered « suspended »; `confirmed_at`, its next one after that.

    `stop_id` names a Suspension, or a stop that only a file holds yet. `heard_by`, `confirmed_by`: a Call.
    """

    keeps_past = False

    stop_id = models.UUIDField()
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    heard_at = models.DateTimeField()
    heard_by = models.CharField(max_length=20)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=20, blank=True, default="")

    objects: ClassVar[CompanyQuerySet["Hearing"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "arrêt entendu"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "stop_id", "agent"], name="one_hearing_a_stop")]
