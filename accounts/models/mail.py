"""The mail server a company sends by. The password is sealed by the field keys, which lie outside the database."""

from typing import ClassVar

from django.db import models

from accounts.models.company import CompanyQuerySet, CompanyRow
from outbox.enums import Protection


class MailServer(CompanyRow):
    """At most one a company; without it the installation's own (EMAIL_URL) serves."""

    keeps_past = False  # no copy of a sealed password is left behind

    provider = models.CharField(max_length=20, blank=True, default="")
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField()
    protection = models.CharField(max_length=10, choices=Protection.choices)
    username = models.CharField(max_length=254, blank=True, default="")
    sealed_password = models.TextField(blank=True, default="")
    sender = models.EmailField()
    changed_at = models.DateTimeField()
    tested_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["MailServer"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["company"], name="one_mail_server_a_company")]

    def __str__(self) -> str:
        return self.host
