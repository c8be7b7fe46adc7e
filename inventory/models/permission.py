"""What an agent may do: verb on resource, why, until when. A right ends by a row of its own."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.enums import EndCause, Sensitivity, Verb
from inventory.models.agent import Agent
from inventory.models.connection import Connection
from inventory.rules.pairs import Held
from inventory.rules.right_words import full_words, has_begun, what_words, when_words


class PermissionQuerySet(CompanyQuerySet["Permission"]):
    """Rights of a company's agents."""

    def current(self) -> Self:
        """Not withdrawn and not expired by a row. What passed its date but was not closed yet is still listed."""
        return self.filter(withdrawal=None)

    def begun(self, day: date) -> Self:
        """Current ones that have begun on `day`: what the agent may do that day."""
        return self.current().filter(models.Q(starts_on=None) | models.Q(starts_on__lte=day))

    def expired_since(self, day: date) -> Self:
        """Those that ended by themselves, with `day` as their last day or later."""
        return self.filter(withdrawal__cause=EndCause.EXPIRED, until__gte=day)

    def ending(self, day: date) -> Self:
        """Current ones whose last day is `day` or earlier."""
        return self.current().filter(until__lte=day)


class Permission(CompanyRow):
    """One right. Either it has a last day, or « sans limite » was said in full, or nobody knows yet (neither).

    `segment` is a part of the resource (« Clients – Public »); `starts_on` None: from the day it was granted.
    `paired_at`: a person said that it stands beside the other rights on the same resource that were there (inventory.rules.pairs)."""

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
    paired_at = models.DateTimeField(null=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[PermissionQuerySet] = PermissionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "droit"
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(is_endless=True, until__isnull=False), name="endless_or_until")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} : {what_words(self.resource, self.segment)}"

    @property
    def on_what(self) -> str:
        """« Dossier clients – Comptes (sensible) »: for every page and paper."""
        return full_words(self.resource, self.segment, self.sensitivity)

    @property
    def when(self) -> str:
        """« 31 mars 2027 », « Sans limite », « Du 1er mars 2027 au 31 août 2027 »: for every page and paper."""
        return when_words(self.starts_on, self.until, self.is_endless)

    def has_begun(self, day: date) -> bool:
        """Its first day is there."""
        return has_begun(self.starts_on, day)

    @property
    def held(self) -> Held:
        """What the rule of pairs sees of it."""
        return Held(self.verb, self.resource, self.segment, self.connection_id, self.granted_at, self.paired_at)


class Withdrawal(CompanyRow):
    """The end of a right: taken away by a person, or at its last day."""

    permission = models.OneToOneField(Permission, on_delete=models.PROTECT, related_name="withdrawal")
    cause = models.CharField(max_length=8, choices=EndCause.choices)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CompanyQuerySet["Withdrawal"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"
