"""Exports of the register, kept with their fingerprints, and imports that wait for a person's word."""

from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from inventory.models import Agent, Processing
from lib.dates import french_date
from register.book import Extent, Part
from register.enums import Format
from register.pia.words import STATUSES

PART_FIELDS: dict[Part, tuple[str, ...]] = {
    Part.PROCESSING: ("processing_id",),
    Part.AGENT: ("agent_id",),
    Part.MISSION: ("agent_id",),
    Part.CLIENT: ("agent_id", "processing_id"),
}
IN_WORDS = {
    Part.ALL: "",
    Part.PROCESSING: ", fiche «\u00a0{name}\u00a0»",
    Part.AGENT: ", agent «\u00a0{name}\u00a0»",
    Part.MISSION: ", fiche de mission de «\u00a0{name}\u00a0»",
    Part.CLIENT: ", fiche client de «\u00a0{name}\u00a0»",
}


def columns_of(extent: Extent) -> dict[str, str]:
    """The columns of an export that say which part it is of."""
    return dict(zip(PART_FIELDS.get(extent.part, ()), extent.id.split("/"), strict=False))


class ExportQuerySet(CompanyQuerySet["Export"]):
    """Exports of a company."""

    def unfinished(self) -> Self:
        """Neither ready, nor failed, nor cancelled."""
        return self.filter(ready_at=None, failed_at=None, cancelled_at=None)

    def waiting(self, at: datetime) -> Self:
        """Unfinished, and no worker holds them at this moment."""
        return self.unfinished().filter(models.Q(lease_until=None) | models.Q(lease_until__lt=at))

    def covering(self, extent: Extent) -> Self:
        """Of the same part of the register."""
        return self.filter(part=extent.part, **columns_of(extent))


class Export(CompanyRow):
    """One printed register: number, who, when, SHA-256. `done`/`total` count pieces; a lease says which worker has it.

    `part` says whether it is whole, or of one processing or agent, whose name that day is kept.
    `as_on`: the moment whose register it is, when not the day it was asked.
    `changes`: how many since `previous`, the register of the same part before it."""

    keeps_past = False

    number = models.PositiveIntegerField()
    format = models.CharField(max_length=8, choices=Format.choices, default=Format.PDF)
    part = models.CharField(max_length=12, default=Part.ALL)
    processing = models.ForeignKey(Processing, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    part_name = models.CharField(max_length=200, blank=True)
    as_on = models.DateTimeField(null=True)
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    changes = models.PositiveIntegerField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=160)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    is_draft = models.BooleanField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    ready_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True)

    objects: ClassVar[ExportQuerySet] = ExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "export du registre"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="export_number_once"),
            models.CheckConstraint(
                condition=models.Q(part=Part.ALL, processing=None, agent=None)
                | models.Q(part=Part.PROCESSING, processing__isnull=False, agent=None)
                | models.Q(part__in=(Part.AGENT, Part.MISSION), processing=None, agent__isnull=False)
                | models.Q(part=Part.CLIENT, processing__isnull=False, agent__isnull=False),
                name="export_of_one_part",
            ),
        ]

    def __str__(self) -> str:
        return f"Registre n°\u00a0{self.number}{self.part_words}"

    @property
    def extent(self) -> Extent:
        """Which part of the register it is."""
        ids = [str(getattr(self, column)) for column in PART_FIELDS.get(Part(self.part), ())]
        return Extent(Part(self.part), "/".join(ids), self.part_name)

    @property
    def part_words(self) -> str:
        """« , fiche « Facturation clients » »; nothing for a whole register."""
        return IN_WORDS[Part(self.part)].format(name=self.part_name)

    @property
    def as_on_words(self) -> str:
        """« , tel qu’il était au 12 mars 2026 »; nothing for the register of its own day."""
        if self.as_on is None:
            return ""
        return f", tel qu’il était au {french_date(self.as_on.astimezone(ZoneInfo(self.company.time_zone)).date())}"

    @property
    def is_under_way(self) -> bool:
        """Neither ready, nor failed, nor cancelled."""
        return not (self.ready_at or self.failed_at or self.cancelled_at)


class ImportQuerySet(CompanyQuerySet["Import"]):
    """Imports of a company."""

    def open(self) -> Self:
        """Neither applied nor dropped."""
        return self.filter(applied_at=None, dropped_at=None)


class Import(CompanyRow):
    """A file that was read: its preview waits until a person applies or drops it. The file itself is not kept."""

    keeps_past = False

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    preview = models.JSONField()
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_by_name = models.CharField(max_length=160)
    applied_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    objects: ClassVar[ImportQuerySet] = ImportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "import d’un registre"


class ImpactAssessment(CompanyRow):
    """An AIPD made elsewhere, kept as its JSON came (`content`), and the processing it is about once a person said so.

    `sha256` is the file's; `data_sha256` the data's, so that the same assessment never stands twice. `status` -1: not one of the tool's.
    """

    keeps_past = False

    name = models.CharField(max_length=200)
    status = models.SmallIntegerField(default=0)
    content = models.JSONField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    data_sha256 = models.CharField(max_length=64)
    processing = models.ForeignKey(Processing, on_delete=models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CompanyQuerySet["ImpactAssessment"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "analyse d’impact"
        ordering: ClassVar = ["name", "imported_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "data_sha256"], name="assessment_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def status_words(self) -> str:
        """The tool's own word for where it stands."""
        return STATUSES.get(self.status, "statut inconnu")
