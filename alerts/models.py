"""Something unusual about an agent, who has seen it, and how far we have looked."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from alerts.enums import Code
from approvals.models import ApprovalRequest
from inventory.enums import Verb
from inventory.models import Agent
from journal.enums import Source, Type


class AlertQuerySet(CompanyQuerySet["Alert"]):
    """Alerts of a company."""

    def open(self) -> Self:
        """Nobody has said what they think of it yet, and it has not ended by itself."""
        return self.filter(acknowledgement=None).exclude(self.told_at_last())

    @staticmethod
    def told_at_last() -> models.Q:
        """« Accordé, pas confirmé », until the agent or another road tells what came of it. `about` is the demand."""
        told = Confirmation.objects.filter(company_id=models.OuterRef("company_id"), request_id=models.OuterRef("about"))
        return models.Q(models.Exists(told), code=Code.UNCONFIRMED)


class Alert(CompanyRow):
    """One sentence about an agent. `about` names what raised it (an action's key, a demand): the same thing raises the same alert once.

    `facts`: what the sentence is built from (alerts.rules.codes), no text of the agent's. `seq`: the sealed row of the action.
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


class AlertedAction(CompanyRow):
    """One action behind an alert: the key of its line in the journal, and the number of its sealed row."""

    keeps_past = False

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="actions")
    seq = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    key = models.UUIDField()

    objects: ClassVar[CompanyQuerySet["AlertedAction"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "action d’une alerte"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "alert", "seq"], name="one_line_an_alert")]


class Confirmation(CompanyRow):
    """An action tells what became of a grant: it names it, or it was recognised by a road that names none (traces, logs, files).
    Once a road and a grant."""

    keeps_past = False

    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="+")
    source = models.SmallIntegerField(choices=Source.choices)
    seq = models.BigIntegerField()

    objects: ClassVar[CompanyQuerySet["Confirmation"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "accord vu fait"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "request", "source"], name="one_sight_a_grant_and_road")]


class Use(CompanyRow):
    """What an agent did in one day of its company, by verb, kind and tool: counted while the journal is watched. Tests are left out."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    verb = models.CharField(max_length=12, choices=Verb.choices, blank=True)
    type = models.CharField(max_length=20, choices=Type.choices)
    tool = models.CharField(max_length=120, blank=True)
    times = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()
    last_seq = models.BigIntegerField()

    objects: ClassVar[CompanyQuerySet["Use"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "usage d’un jour"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent", "day", "verb", "type", "tool"], name="one_use_a_day")]


class Watched(CompanyRow):
    """How far the sealed record of a company was looked at: the row after which the next look starts.

    `confirmed_up_to`: grants spent until then have been asked about. `acted_seq`: the last action that was seen; `compared_seq`: the last
    that was when the week was held against the usual, at `compared_at`."""

    keeps_past = False

    up_to_seq = models.BigIntegerField(default=-1)
    confirmed_up_to = models.DateTimeField(null=True)
    acted_seq = models.BigIntegerField(default=-1)
    compared_seq = models.BigIntegerField(default=-1)
    compared_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["Watched"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "journal regardé"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company"], name="one_look_a_company")]
