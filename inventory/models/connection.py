"""A service account that agents log in with. Never its secret: only where the secret is kept."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow
from inventory.enums import Ownership, SecretKeeper, SignIn
from inventory.models.agent import Agent


class Connection(CompanyRow):
    """An account in a service, its nature and how to take it back. `secret_place`: the reference of the secret at its keeper's."""

    service = models.CharField(max_length=80)
    identifier = models.CharField(max_length=160, blank=True)
    ownership = models.CharField(max_length=12, choices=Ownership.choices, blank=True, default="")
    sign_in = models.CharField(max_length=12, choices=SignIn.choices, blank=True, default="")
    has_second_factor = models.BooleanField(null=True)
    secret_keeper = models.CharField(max_length=12, choices=SecretKeeper.choices, blank=True, default="")
    secret_place = models.CharField(max_length=160, blank=True)
    rotated_on = models.DateField(null=True)
    rotation_days = models.PositiveSmallIntegerField(null=True)
    revoke_where = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["Connection"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "compte utilisé"

    def __str__(self) -> str:
        return f"{self.service} ({self.identifier})" if self.identifier else self.service


class ConnectionUse(CompanyRow):
    """This agent uses this account."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="connection_uses")
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="uses")

    objects: ClassVar[CompanyQuerySet["ConnectionUse"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "connection"], name="connection_used_once")]
