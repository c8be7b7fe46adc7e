"""An agent being declared: saved at each page, so that its author may leave and come back on another device."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership


class AgentDraft(CompanyRow):
    """Answers so far, by step name. Becomes an agent once (`agent_id`), by a conditional update."""

    keeps_past = False

    template = models.CharField(max_length=60, blank=True)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    agent_id = models.UUIDField(null=True)

    objects: ClassVar[CompanyQuerySet["AgentDraft"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
