"""Exports of the register, kept with their fingerprints, and imports that wait for a person's word."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from register.enums import Format


class ExportQuerySet(CompanyQuerySet["Export"]):
    """Exports of a company."""

    def unfinished(self) -> Self:
        """Neither ready, nor failed, nor cancelled."""
        return self.filter(ready_at=None, failed_at=None, cancelled_at=None)

    def waiting(self, at: datetime) -> Self:
        """Unfinished, and no worker holds them at this moment."""
        return self.unfinished().filter(models.Q(lease_until=None) | models.Q(lease_until__lt=at))


class Export(CompanyRow):
    """One printed register: number, who, when, SHA-256. `done`/`total` count pieces; a lease says which worker has it."""

    number = models.PositiveIntegerField()
    format = models.CharField(max_length=8, choices=Format.choices, default=Format.PDF)
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
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "number"], name="export_number_once")]

    def __str__(self) -> str:
        return f"Registre n° {self.number}"

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
