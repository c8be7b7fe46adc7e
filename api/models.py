"""The key with which an agent says who it is."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.models import Agent


class AgentKeyQuerySet(CompanyQuerySet["AgentKey"]):
    """Keys of a company."""

    def current(self) -> Self:
        """Not taken back."""
        return self.filter(ended_at=None)

    def opening(self, at: datetime) -> Self:
        """Those that open something now: neither taken back, nor replaced for good."""
        return self.current().filter(models.Q(until=None) | models.Q(until__gt=at))


class AgentKey(CompanyRow):
    """256 random bits, shown once: only their SHA-256 is kept, and the first letters to tell one key from another.

    `until`: a key that another one replaces still opens until then. `addresses`: empty for any. `known`: from where it was used,
    so that each new address is told once; `moved_at`: when the last of them was.
    """

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="keys")
    start = models.CharField(max_length=12)
    key_hash = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    addresses = ArrayField(models.GenericIPAddressField(), default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_from = models.GenericIPAddressField(null=True)
    known = ArrayField(models.GenericIPAddressField(), default=list)
    moved_at = models.DateTimeField(null=True)
    adapter = models.CharField(max_length=80, blank=True, default="")

    objects: ClassVar[AgentKeyQuerySet] = AgentKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "clé d’agent"
