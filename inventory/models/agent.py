"""An agent, and where it stands: one row a change of state, never a flag."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.enums import Environment, Isolation, State


class AgentQuerySet(CompanyQuerySet["Agent"]):
    """Agents of a company."""

    def with_state(self) -> Self:
        """Adds `state` and `state_since`: the newest row of each agent."""
        newest = AgentState.objects.filter(agent=models.OuterRef("pk")).order_by("-at", "-seq")
        return self.annotate(state=models.Subquery(newest.values("state")[:1]), state_since=models.Subquery(newest.values("at")[:1]))

    def in_sight(self) -> Self:
        """All but the retired ones."""
        return self.with_state().exclude(state=State.RETIRED)

    def in_state(self, state: str) -> Self:
        """Those that stand there now."""
        return self.with_state().filter(state=state)


class Agent(CompanyRow):
    """A piece of software that acts for the company. `has_personal_data` None: nobody has said yet. `works`: when it works, in the words
    of inventory.rules.work_hours; empty: nobody has said."""

    name = models.CharField(max_length=120)
    purpose = models.TextField()
    function = models.CharField(max_length=120, blank=True)
    template = models.CharField(max_length=60, blank=True)
    tool = models.CharField(max_length=120, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    model = models.CharField(max_length=120, blank=True)
    model_supplier = models.CharField(max_length=120, blank=True)
    host_country = models.CharField(max_length=2, blank=True)
    environment = models.CharField(max_length=12, choices=Environment.choices, blank=True, default="")
    isolation = models.CharField(max_length=12, choices=Isolation.choices, blank=True, default="")
    has_personal_data = models.BooleanField(null=True)
    works = models.CharField(max_length=120, blank=True, default="", db_default="")
    in_charge = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    deputy = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[AgentQuerySet] = AgentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "agent"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "name"], name="agent_name_once")]

    def __str__(self) -> str:
        return self.name


class AgentState(CompanyRow):
    """From this moment on the agent is in this state. The newest row holds."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="states")
    seq = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    why = models.TextField(blank=True)

    objects: ClassVar[CompanyQuerySet["AgentState"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "seq"], name="one_state_a_step")]
        indexes: ClassVar = [models.Index(fields=["agent", "-at", "-seq"], name="newest_state")]
