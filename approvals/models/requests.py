"""What agents ask, and what people answer."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Company, CompanyQuerySet, CompanyRow, Membership
from approvals.enums import Reason, RequestState
from inventory.models import Agent
from journal.enums import Type


class RequestQuerySet(CompanyQuerySet["ApprovalRequest"]):
    """Requests of a company."""

    def pending(self, at: datetime) -> Self:
        """Somebody may still answer."""
        return self.filter(state=RequestState.PENDING, expires_at__gt=at)

    def overdue(self, at: datetime) -> Self:
        """Nobody answered, or nobody used the answer, in time."""
        late = models.Q(state=RequestState.PENDING, expires_at__lte=at) | models.Q(state=RequestState.APPROVED, grant_expires_at__lte=at)
        return self.filter(late)


class ApprovalRequest(CompanyRow):
    """An agent asks before it acts. What it asks never changes; `state` moves by conditional updates only (approvals.rules.lifecycle).

    `action` is the canonical JSON that `digest` covers. `limits`: those that held when it was asked. `facts`: the risk signals shown (see
    approvals.rules.risks), `facts_number` their version. Amounts in cents.
    """

    keeps_past = False

    # The composite key that ties it to an agent of its company says both, and an index of ours begins with them.
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    key_id = models.UUIDField()
    sent_as = models.CharField(max_length=200)
    body_hash = models.BinaryField()
    action = models.BinaryField()
    digest = models.BinaryField()
    type = models.CharField(max_length=20, choices=Type.choices)
    kind = models.CharField(max_length=40, blank=True)
    tool = models.CharField(max_length=120, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    payee = models.CharField(max_length=160, blank=True)
    payee_mark = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=RequestState.choices)
    reason = models.CharField(max_length=30, blank=True)
    limits = ArrayField(models.UUIDField(), default=list)
    met = ArrayField(models.UUIDField(), default=list)
    people = models.PositiveSmallIntegerField(default=1)
    facts = models.JSONField(default=list)
    facts_number = models.PositiveIntegerField(default=1)
    context = models.JSONField(default=dict)
    callback_url = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=300, blank=True)
    may_ask_again = models.BooleanField(default=False)
    grant_expires_at = models.DateTimeField(null=True)
    consumed_at = models.DateTimeField(null=True)

    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert, update"

    class Meta:
        verbose_name = "demande d’accord"
        # An index begins with what its own question alone knows: while the table is young, PostgreSQL knows no better, and takes any that
        # begins with the company for a question about a payee, then reads all of the company's demands.
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sent_as", "agent", "company"], name="one_request_a_key"),
            models.UniqueConstraint(
                fields=["company", "agent", "digest"], condition=models.Q(state="pending"), name="one_pending_request_an_action"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "state", "expires_at"], name="requests_waiting"),
            models.Index(fields=["payee_mark", "company", "asked_at"], name="requests_of_a_payee"),
            models.Index(fields=["company", "agent", "digest"], name="requests_of_an_action"),
            models.Index(fields=["agent", "asked_at"], name="requests_of_an_agent"),
            models.Index(
                fields=["company", "decided_at"],
                condition=~models.Q(reason=Reason.BELOW_LIMIT) & models.Q(decided_at__isnull=False),
                name="requests_ended",
            ),
        ]


class Decision(CompanyRow):
    """One person's answer, against the facts they saw."""

    keeps_past = False

    # As above; and one constraint begins with the demand, then says the company.
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="decisions", db_constraint=False, db_index=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    is_yes = models.BooleanField()
    comment = models.CharField(max_length=300, blank=True)
    facts_number = models.PositiveIntegerField()
    has_code = models.BooleanField(default=False)
    has_called_back = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects: ClassVar[CompanyQuerySet["Decision"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]
    app_rights = "select, insert"

    class Meta:
        verbose_name = "décision"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "company", "membership", "facts_number"], name="one_decision_a_person")
        ]
