"""A file of agents that was read: what it holds waits until a person applies or drops it. The file itself is not kept."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership


class AgentImportQuerySet(CompanyQuerySet["AgentImport"]):
    """Imports of a company."""

    def open(self) -> Self:
        """Neither applied nor dropped."""
        return self.filter(applied_at=None, dropped_at=None)


class AgentImport(CompanyRow):
    """`found`: what was read (inventory.interchange.found), never a secret; emptied when dropped. `outcome`: names of what was made."""

    keeps_past = False

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    found = models.JSONField()
    outcome = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_by_name = models.CharField(max_length=160)
    applied_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects: ClassVar[AgentImportQuerySet] = AgentImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "import d’agents"
