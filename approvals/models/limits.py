"""What must wait for a person."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from approvals.enums import Answer, Measure
from inventory.models import Agent
from journal.enums import Type


class LimitQuerySet(CompanyQuerySet["Limit"]):
    """Limits of a company."""

    def current(self) -> Self:
        """Not taken away nor replaced."""
        return self.filter(ended_at=None)

    def about(self, agent: Agent) -> Self:
        """Those of this agent and those of all."""
        return self.filter(models.Q(agent=None) | models.Q(agent=agent))


class Limit(CompanyRow):
    """« Virement au-dessus de 1 000 € : me demander ». Never changed: another one takes its place. `value`: see approvals.enums.Measure.

    `starts`, `ends`, `days`: when the agent may act by itself, for Measure.HOURS; ISO days (1 is Monday), none for every day."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    type = models.CharField(max_length=20, choices=Type.choices, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=12, choices=Measure.choices)
    value = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, default="EUR")
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    days = ArrayField(models.PositiveSmallIntegerField(), default=list)
    answer = models.CharField(max_length=8, choices=Answer.choices)
    asks_call_back = models.BooleanField(default=False)
    words = models.CharField(max_length=160, blank=True)
    template = models.CharField(max_length=80, blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    instead_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[LimitQuerySet] = LimitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "limite"
