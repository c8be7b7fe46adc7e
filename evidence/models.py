"""Dossiers that were asked."""

from typing import ClassVar

from django.db import models

from accounts.models.prepared import UNDER_WAY, PreparedFile, PreparedQuerySet
from lib.dates import span_words


class Dossier(PreparedFile):
    """What is handed over for a period, both days in it. `pieces`: how many files it holds; `sealed`: SHA-256 of their list, as the
    record keeps it; `rows`: how many rows of the record it holds."""

    first_on = models.DateField()
    last_on = models.DateField()
    pieces = models.PositiveIntegerField(null=True)
    rows = models.BigIntegerField(null=True)
    sealed = models.CharField(max_length=64, blank=True, default="")

    objects: ClassVar[PreparedQuerySet["Dossier"]] = PreparedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "dossier de preuves"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="dossier_number_once"),
            models.UniqueConstraint(fields=["company"], condition=UNDER_WAY, name="one_dossier_at_a_time"),
            models.CheckConstraint(condition=models.Q(first_on__lte=models.F("last_on")), name="a_dossier_has_a_period"),
        ]

    def __str__(self) -> str:
        return f"dossier de preuves n°\u00a0{self.number}, {span_words(self.first_on, self.last_on)}"
