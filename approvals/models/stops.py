"""The emergency stop: who asked, what was done about each account, who lifted it. Rows only, nothing is overwritten."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.models import Agent, Connection


class SuspensionQuerySet(CompanyQuerySet["Suspension"]):
    """Stops of a company."""

    def standing(self) -> Self:
        """Not lifted."""
        return self.filter(lifting=None)

    def on(self, agent: Agent | None) -> Self:
        """Stops of this agent itself, or (None) of all agents at once."""
        return self.filter(agent=agent)

    def over(self, agent: Agent) -> Self:
        """Stops that cover this agent: its own, and those of all."""
        return self.filter(models.Q(agent=None) | models.Q(agent=agent))


class Suspension(CompanyRow):
    """A stop of one agent, or of all of them (`agent` empty): it holds for agents declared later too.

    `number` is 1 more than the stops already lifted of the same target: two phones at once choose the same, and one loses.
    `is_drill`: asked to see who hears it; it stops all the same.
    """

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="suspensions")
    number = models.PositiveIntegerField(default=1)
    why = models.CharField(max_length=300, blank=True)
    is_drill = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[SuspensionQuerySet] = SuspensionQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "arrêt"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "agent", "number"], nulls_distinct=False, name="one_standing_stop")
        ]


class Lifting(CompanyRow):
    """The end of a stop."""

    suspension = models.OneToOneField(Suspension, on_delete=models.PROTECT, related_name="lifting")
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CompanyQuerySet["Lifting"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"


class Revocation(CompanyRow):
    """During a stop, a person took this account away from this agent (no account: stopped the agent where it runs)."""

    keeps_past = False

    suspension = models.ForeignKey(Suspension, on_delete=models.PROTECT, related_name="revocations")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CompanyQuerySet["Revocation"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert, delete"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["suspension", "agent", "connection"], nulls_distinct=False, name="one_tick_an_account")
        ]
