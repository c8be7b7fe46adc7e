"""A line of the RGPD register, by purpose and not by agent, and everything that stands on its sheet."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.enums import Automation, Origin, Side
from inventory.models.agent import Agent


class Processing(CompanyRow):
    """Why data are used. Many agents x many processings. `number` is stable: RT-0001.

    `automation_words`: the logic of a decision, its effects, the way to a person (art. 22); `obligation`: must people answer (art. 13.2.e).
    `is_notice_proposed`: those and `information` are a template's words, no person has saved them yet.
    """

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    side = models.CharField(max_length=12, choices=Side.choices, default=Side.CONTROLLER)
    purpose = models.TextField(blank=True)
    sub_purposes = ArrayField(models.TextField(), default=list, blank=True)
    template = models.CharField(max_length=60, blank=True)
    source = models.TextField(blank=True)
    has_sensitive_data = models.BooleanField(null=True)
    has_transfers = models.BooleanField(null=True)
    automation = models.CharField(max_length=12, choices=Automation.choices, blank=True, default="")
    automation_words = models.TextField(blank=True)
    obligation = models.TextField(blank=True)
    information = models.TextField(blank=True)
    is_informed = models.BooleanField(null=True)
    informed_on = models.DateField(null=True)
    informed_how = models.TextField(blank=True)
    is_notice_proposed = models.BooleanField(default=False)
    outside_reference = models.CharField(max_length=80, blank=True)
    started_on = models.DateField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["Processing"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "traitement"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="processing_number_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """Printed on every sheet: RT-0001."""
        return f"RT-{self.number:04d}"


class Purpose(CompanyRow):
    """A purpose and what authorises it (art. 6). Proposed by a template until a person confirms it."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="purposes")
    position = models.PositiveSmallIntegerField(default=0)
    description = models.TextField()
    basis = models.CharField(max_length=40, blank=True)
    justification = models.TextField(blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CompanyQuerySet["Purpose"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["position"]


class ProcessedData(CompanyRow):
    """A category of data with its own retention (art. 30.1.f). `category` is a code of categories_donnees or free text.

    `exception` is what allows sensitive data (art. 9.2, vocabulary exceptions_art9); `origin` says whether art. 13 or 14 applies.
    `is_proposed`: origin and retention are a template's, no person has saved or confirmed them yet.
    """

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="data")
    position = models.PositiveSmallIntegerField(default=0)
    category = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    is_sensitive = models.BooleanField(default=False)
    exception = models.CharField(max_length=60, blank=True)
    origin = models.CharField(max_length=12, choices=Origin.choices, blank=True, default="")
    origin_words = models.CharField(max_length=300, blank=True)
    retention_code = models.CharField(max_length=60, blank=True)
    retention = models.TextField(blank=True)
    archive = models.TextField(blank=True)
    is_proposed = models.BooleanField(default=False)

    objects: ClassVar[CompanyQuerySet["ProcessedData"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["position"]


class SheetLine(CompanyRow):
    """What people, recipients and measures share: a code of a vocabulary, or free text, and a precision."""

    position = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=120)
    precision = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position"]


class DataSubject(SheetLine):
    """People concerned (vocabulary categories_personnes)."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="people")

    objects: ClassVar[CompanyQuerySet["DataSubject"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]


class Recipient(SheetLine):
    """Who receives the data (vocabulary destinataires). A processor has a contract (art. 28)."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="recipients")
    is_processor = models.BooleanField(null=True)
    contract_on = models.DateField(null=True)
    contract_where = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=80, blank=True)

    objects: ClassVar[CompanyQuerySet["Recipient"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]


class SecurityMeasure(SheetLine):
    """How the data are protected (vocabulary mesures_securite)."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="measures")

    objects: ClassVar[CompanyQuerySet["SecurityMeasure"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]


class Transfer(CompanyRow):
    """Data that leave the European Union: to whom, where, under which mechanism (vocabulary transferts).

    `checked_on`: when somebody last looked at the safeguard; `valid_until`: its own end."""

    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="transfers")
    position = models.PositiveSmallIntegerField(default=0)
    recipient = models.CharField(max_length=200)
    country = models.CharField(max_length=80, blank=True)
    mechanism = models.CharField(max_length=60, blank=True)
    link = models.CharField(max_length=500, blank=True)
    checked_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    objects: ClassVar[CompanyQuerySet["Transfer"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering: ClassVar = ["position"]


class AgentProcessing(CompanyRow):
    """This agent takes part in this processing."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="agent_processings")
    processing = models.ForeignKey(Processing, on_delete=models.CASCADE, related_name="agent_processings")

    objects: ClassVar[CompanyQuerySet["AgentProcessing"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "processing"], name="agent_in_processing_once")]
