"""Whom the company has paid."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow


class Payee(CompanyRow):
    """Somebody the company has paid, known by the mark of the account. `sealed_account` is under the field keys."""

    keeps_past = False

    mark = models.UUIDField()
    name = models.CharField(max_length=160)
    folded = models.CharField(max_length=160)
    account = models.CharField(max_length=40, blank=True)
    known_at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["Payee"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "bénéficiaire"
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "mark"], name="one_payee_a_mark")]
        indexes: ClassVar = [models.Index(fields=["company", "folded"], name="payee_by_name")]
