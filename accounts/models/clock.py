"""When each entry of the clock last ran: of the whole installation, of no company."""

from typing import ClassVar

from django.db import models


class ClockRun(models.Model):
    """The last run of a sweep. `error`: what it ended with, empty when all went well; `failed_at`: when it last ended badly."""

    name = models.CharField(primary_key=True, max_length=60)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    error = models.CharField(max_length=120, blank=True, default="")
    failed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "passage de l’horloge"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
