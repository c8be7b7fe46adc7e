"""Where an agent runs: what stands around it, what it can reach, what was added to it. Never the value of a secret."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow
from inventory.enums import Memory, ModuleKind, Network, Training
from inventory.models.agent import Agent


class Runtime(CompanyRow):
    """The surroundings of one agent. Null or empty: nobody has said yet. `stop_how` and `restart_how` replace our own steps."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="runtime")
    network = models.CharField(max_length=12, choices=Network.choices, blank=True, default="")
    hosts = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    runs_local_code = models.BooleanField(null=True)
    talks_to_agents = models.BooleanField(null=True)
    other_agents = models.CharField(max_length=300, blank=True)
    memory = models.CharField(max_length=12, choices=Memory.choices, blank=True, default="")
    is_beta = models.BooleanField(null=True)
    training = models.CharField(max_length=12, choices=Training.choices, blank=True, default="")
    training_proof = models.CharField(max_length=500, blank=True)
    stop_how = models.TextField(blank=True)
    restart_how = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["Runtime"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "cadre d’exécution"


class RuntimeBinding(CompanyRow):
    """Something the runtime is tied to, as its configuration file says: a store, a queue, a variable by its name alone."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="bindings")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=160)
    target = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=160, blank=True)
    read_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["RuntimeBinding"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "kind", "name"], name="one_binding_a_name")]


class AgentModule(CompanyRow):
    """Something added to the agent: a skill, a plugin, an MCP server. `checked_on`: when a person last looked at it."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="modules")
    kind = models.CharField(max_length=12, choices=ModuleKind.choices)
    name = models.CharField(max_length=160)
    version = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["AgentModule"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "module ajouté"
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        return self.name
