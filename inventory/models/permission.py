"""What an agent may do: verb on resource, why, until when. A right ends by a row of its own."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.enums import EndCause, Sensitivity, Verb
from inventory.models.agent import Agent
from inventory.models.connection import Connection


class PermissionQuerySet(CompanyQuerySet["Permission"]):
    """Rights of a company's agents."""

    def current(self) -> Self:
        """Not withdrawn and not expired by a row. What passed its date but was not closed yet is still listed."""
        return self.filter(withdrawal=None)

    def ending(self, day: date) -> Self:
        """Current ones whose last day is `day` or earlier."""
        return self.current().filter(until__lte=day)


class Permission(CompanyRow):
    """One right. Either it has a last day, or « sans limite » was said in full, or nobody knows yet (neither).

    `segment` is a part of the resource (« Clients – Public »); `starts_on` None: from the day it was granted."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="permissions")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, null=True, related_name="permissions")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    resource = models.CharField(max_length=200)
    segment = models.CharField(max_length=120, blank=True)
    sensitivity = models.CharField(max_length=12, choices=Sensitivity.choices, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True)
    is_needed = models.BooleanField(null=True)
    starts_on = models.DateField(null=True)
    until = models.DateField(null=True)
    is_endless = models.BooleanField(default=False)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[PermissionQuerySet] = PermissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "droit"
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(is_endless=True, until__isnull=False), name="endless_or_until")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} : {self.resource}"


class Withdrawal(CompanyRow):
    """The end of a right: taken away by a person, or at its last day."""

    permission = models.OneToOneField(Permission, on_delete=models.PROTECT, related_name="withdrawal")
    cause = models.CharField(max_length=8, choices=EndCause.choices)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CompanyQuerySet["Withdrawal"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"
