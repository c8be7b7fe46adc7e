"""Who may approve what."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.models import Agent


class MandateQuerySet(CompanyQuerySet["Mandate"]):
    """Powers to approve, of a company."""

    def current(self) -> Self:
        """Not taken back."""
        return self.filter(ended_at=None)


class Mandate(CompanyRow):
    """An approver may decide for this agent (none: every agent) up to this amount in euro cents (none: without ceiling)."""

    keeps_past = False

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    up_to_cents = models.BigIntegerField(null=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[MandateQuerySet] = MandateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "pouvoir d’approuver"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "membership", "agent"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="one_mandate_an_agent",
            ),
            models.CheckConstraint(condition=models.Q(up_to_cents=None) | models.Q(up_to_cents__gt=0), name="mandate_of_some_euros"),
        ]
