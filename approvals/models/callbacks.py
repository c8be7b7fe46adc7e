"""Where an agent wants to be told of an answer: the secrets that sign the calls, the private hosts the company allows."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership
from approvals.models.requests import ApprovalRequest
from inventory.models import Agent


class CallbackSecret(CompanyRow):
    """Signs what we send to this agent (Standard Webhooks). `sealed`: « whsec_… » under the field keys.

    `until`: replaced, and still signing."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    sealed = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["CallbackSecret"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "secret de rappel"


class CallbackHost(CompanyRow):
    """A host on the company's own network that may be called for this agent. `host`: name or address, with its port."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    host = models.CharField(max_length=260)
    allowed_at = models.DateTimeField()
    allowed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[CompanyQuerySet["CallbackHost"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "adresse permise"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "agent", "host"], condition=models.Q(ended_at=None), name="one_host_an_agent")
        ]


class Callback(CompanyRow):
    """One call to make: written with the change it tells, tried until it has arrived or is given up."""

    keeps_past = False

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="callbacks")
    url = models.CharField(max_length=500)
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    objects: ClassVar[CompanyQuerySet["Callback"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "rappel à un agent"
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "state"], name="one_callback_a_state")]
        indexes: ClassVar = [
            models.Index(fields=["company", "next_try_at"], condition=models.Q(arrived_at=None, gave_up_at=None), name="callbacks_to_make")
        ]
