"""Something unusual about an agent, who has seen it, and how far we have looked."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from alerts.enums import Code
from inventory.models import Agent


class AlertQuerySet(CompanyQuerySet["Alert"]):
    """Alerts of a company."""

    def open(self) -> Self:
        """Nobody has said what they think of it yet."""
        return self.filter(acknowledgement=None)


class Alert(CompanyRow):
    """One sentence about an agent. `about` names what raised it (an action's key, a demand): the same thing raises the same alert once.

    `facts`: what the sentence is built from (alerts.messages), never secrets nor whole accounts. `seq`: the sealed row of the action.
    """

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, choices=Code.choices)
    about = models.UUIDField()
    facts = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()
    raised_at = models.DateTimeField()

    objects: ClassVar[AlertQuerySet] = AlertQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "alerte"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent", "code", "about"], name="one_alert_a_cause")]
        indexes: ClassVar = [models.Index(fields=["company", "-raised_at"], name="newest_alert")]


class Acknowledgement(CompanyRow):
    """A person has looked. `is_normal` None: they cannot tell."""

    keeps_past = False

    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="acknowledgement")
    is_normal = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CompanyQuerySet["Acknowledgement"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "alerte vue"


class Watched(CompanyRow):
    """How far the journal of a company was looked at: the sealed row after which the next look starts."""

    keeps_past = False

    up_to_seq = models.BigIntegerField(default=-1)

    objects: ClassVar[CompanyQuerySet["Watched"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "journal regardé"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company"], name="one_look_a_company")]
