"""A company, who works for it, and the base of every row that belongs to one."""

import uuid
from typing import ClassVar, Generic, Self, TypeVar

from django.db import models

from accounts.enums import ABILITIES, OF_ONES_AGENTS, Ability, Role
from accounts.models.user import User


class Company(models.Model):
    """The controller: whose agents, data, register. `proof_copy_email`: who keeps the record's daily checkpoint besides the owners."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80, unique=True)
    siren = models.CharField(max_length=9, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    representative = models.CharField(max_length=160, blank=True)
    dpo_name = models.CharField(max_length=160, blank=True)
    dpo_contact = models.CharField(max_length=300, blank=True)
    has_dpo = models.BooleanField(null=True)
    time_zone = models.CharField(max_length=64, default="Europe/Paris")
    proof_copy_email = models.EmailField(blank=True, default="")
    created_at = models.DateTimeField()

    app_policy = "id = (select gf_company())"
    keeps_past = True

    class Meta:
        verbose_name = "entreprise"

    def __str__(self) -> str:
        return self.name


Row = TypeVar("Row", bound=models.Model)


class CompanyQuerySet(models.QuerySet[Row], Generic[Row]):
    """The one door to rows of a company; the database's own policy stands behind it."""

    def of(self, company: Company) -> Self:
        """Rows of this company and no other."""
        return self.filter(company_id=company.pk)


class CompanyRow(models.Model):
    """Base of every row that belongs to a company. Row-level security, composite foreign keys and the keeping of its past
    (`keeps_past`, accounts.past_schema) are derived from it."""

    keeps_past = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class MembershipQuerySet(CompanyQuerySet["Membership"]):
    """People of a company."""

    def current(self) -> Self:
        """Those who have not left."""
        return self.filter(ended_at=None)


class Membership(CompanyRow):
    """A person in a company; ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "user"], condition=models.Q(ended_at=None), name="one_current_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def may(self, ability: Ability) -> bool:
        """Does this person's role allow it? A person who left may nothing."""
        return self.ended_at is None and ability in ABILITIES[Role(self.role)]

    def may_for_all(self, ability: Ability) -> bool:
        """Does the role allow it for every agent, in charge or not?"""
        return self.may(ability) and ability not in OF_ONES_AGENTS.get(Role(self.role), ())
