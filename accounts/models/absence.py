"""Who stands in for whom, from a day to a day."""

from datetime import date
from typing import ClassVar, Self

from django.db import models

from accounts.models.company import CompanyQuerySet, CompanyRow, Membership


class AbsenceQuerySet(CompanyQuerySet["Absence"]):
    """Absences of a company."""

    def on(self, day: date) -> Self:
        """Those that hold on this day of the company's time zone."""
        return self.filter(ended_at=None, starts_on__lte=day, until__gte=day)


class Absence(CompanyRow):
    """A person is away, `until` included; `stand_in` does what concerns their agents and requests. Ended early, never erased."""

    keeps_past = False

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    until = models.DateField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[AbsenceQuerySet] = AbsenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "absence"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(until__gte=models.F("starts_on")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=~models.Q(membership=models.F("stand_in")), name="absence_needs_somebody_else"),
        ]
