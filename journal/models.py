"""What agents did, one row an action, and what each tool's name means to the company."""

from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.enums import Verb
from inventory.models import Agent
from journal.enums import Outcome, Source, Type


class Action(models.Model):
    """The columns that pages search, nothing more: the sealed row `seq` holds what the agent said, masked.

    In the partition of the month in which it happened (migration 0001), so that a repeat, which carries the same moment and
    the same key, meets the first one there. `amount_cents` in `currency`; `number` is the agent's own counter;
    `payee_mark` stands for an account that is not kept (lib.marks).
    """

    pk = models.CompositePrimaryKey("company_id", "agent_id", "occurred_at", "key")
    company_id = models.UUIDField()
    agent_id = models.UUIDField()
    occurred_at = models.DateTimeField()
    key = models.UUIDField()
    seq = models.BigIntegerField()
    received_at = models.DateTimeField()
    source = models.SmallIntegerField(choices=Source.choices)
    type = models.CharField(max_length=20, choices=Type.choices)
    verb = models.CharField(max_length=12, choices=Verb.choices, blank=True)
    tool = models.CharField(max_length=120, blank=True)
    target = models.CharField(max_length=300, blank=True)
    payee = models.CharField(max_length=160, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    count = models.IntegerField(default=1)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    is_test = models.BooleanField(default=False)
    is_after_stop = models.BooleanField(default=False)
    approval_id = models.UUIDField(null=True)
    number = models.BigIntegerField(null=True)
    payee_mark = models.UUIDField(null=True)

    objects: ClassVar[CompanyQuerySet["Action"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select"

    class Meta:
        managed = False
        db_table = "journal_action"


class ToolWord(CompanyRow):
    """What the company says a tool does; without an agent, for all of them. It holds from then on: lines written before keep theirs."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    tool = models.CharField(max_length=120)
    verb = models.CharField(max_length=12, choices=Verb.choices)
    type = models.CharField(max_length=20, choices=Type.choices)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    keeps_past = False
    objects: ClassVar[CompanyQuerySet["ToolWord"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "sens d’un outil"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent", "tool"], nulls_distinct=False, name="one_word_a_tool")]


class DepositQuerySet(CompanyQuerySet["Deposit"]):
    """Files of a company."""

    def open(self) -> Self:
        """Neither applied nor dropped."""
        return self.filter(applied_at=None, dropped_at=None)


class Deposit(CompanyRow):
    """A file that tells what an agent did. `found`: what was read of it (actions.depositing), masked; emptied once decided.

    The file itself is not kept.
    """

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    found = models.JSONField()
    kept = models.PositiveIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_by_name = models.CharField(max_length=160)
    applied_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects: ClassVar[DepositQuerySet] = DepositQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "fichier d’actions"


class ToolHeard(CompanyRow):
    """A tool's name as an agent reported it, how often and when: what the company may say a word about. `said`: the type the agent
    gave it last."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=120)
    said = models.CharField(max_length=20, choices=Type.choices)
    number = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["ToolHeard"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "outil entendu"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent", "tool"], name="one_hearing_a_tool")]


class DailyTotal(CompanyRow):
    """How many actions an agent reported of one day of its company, and how much in one currency (« » without an amount, in cents).
    `reached`: how many people, by each action's own count; None when some were counted before this was kept.

    Counted in the transaction that keeps them (actions.intake), so that it is exact whatever is killed; an action that comes late counts
    on the day it happened. It says what was reported: an action forgotten later was.
    """

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    type = models.CharField(max_length=20, choices=Type.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    is_test = models.BooleanField()
    currency = models.CharField(max_length=3, blank=True)
    number = models.BigIntegerField()
    amount_cents = models.DecimalField(max_digits=30, decimal_places=0)
    reached = models.DecimalField(max_digits=30, decimal_places=0, null=True)

    objects: ClassVar[CompanyQuerySet["DailyTotal"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert, update"

    class Meta:
        verbose_name = "total d’un jour"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "agent", "day", "type", "outcome", "is_test", "currency"],
                name="one_total_a_day",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "day"], name="totals_of_a_day"),
            models.Index(fields=["company"], condition=models.Q(is_test=True), name="totals_of_tests"),
        ]


class InnerName(CompanyRow):
    """Which agent inside the program did an action, by the program's own word. A look-up, not evidence: the sealed row holds what was
    heard first. `is_late`: it came in another request."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    name = models.CharField(max_length=120)
    is_late = models.BooleanField(default=False)

    objects: ClassVar[CompanyQuerySet["InnerName"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "nom d’un agent intérieur"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent", "key"], name="one_inner_name")]


class TraceHeard(CompanyRow):
    """What is known of a trace for a day: its spans (rules.threads), and the tools that still wait for the name of their agent."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    trace = models.UUIDField()
    spans = models.JSONField()
    waiting = models.JSONField()
    heard_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["TraceHeard"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "trace entendue"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent", "trace"], name="one_trace")]
        indexes: ClassVar = [models.Index(fields=["company", "heard_at"], name="oldest_trace")]


class SampledSource(CompanyRow):
    """An agent whose program says that it sends only a part of its traces: its journal has gaps by design."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["SampledSource"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "source échantillonnée"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "agent"], name="one_sampled_source")]
