"""Who may do what about which agent. A role allows; for some roles, only about the agents this person is in charge of.

The one rule (docs/dev/adr/0009-in-charge.md): an agent is one's own when one is in charge, deputy, or stands in for either that day.
An account or a sheet is one's own when an agent of one's own uses it, or when no agent does. What ends it for everybody asks for all.
"""

import logging
from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.access import CompanyRequest
from accounts.enums import Ability
from accounts.models import Membership
from accounts.queries import stood_for
from inventory.models import Agent, AgentDraft, AgentModule, AgentProcessing, Connection, ConnectionUse, FollowUp, Permission, Processing
from inventory.rules.days import company_day
from inventory.rules.everything import EVERY

log = logging.getLogger(__name__)
KEPT = "_gf_charge"
NONE = frozenset[UUID]()
Row = TypeVar("Row", bound=Model)
Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Charge:
    """What one person may do at this moment, thing by thing. No query for a role that is not limited; else one a sort of things."""

    membership: Membership
    at: datetime

    def agents(self, ability: Ability = Ability.EDIT_INVENTORY) -> Container[UUID]:
        """The agents about which this person may."""
        return self._among(ability, "_own_agents")

    def accounts(self) -> Container[UUID]:
        """The accounts this person may edit."""
        return self._among(Ability.EDIT_INVENTORY, "_own_accounts")

    def sheets(self) -> Container[UUID]:
        """The sheets of the register this person may edit."""
        return self._among(Ability.EDIT_INVENTORY, "_own_sheets")

    def authors(self) -> Container[UUID]:
        """Those whose declarations this person may take up again."""
        return self._among(Ability.EDIT_INVENTORY, "_people")

    def may(self, thing: Model, ability: Ability = Ability.EDIT_INVENTORY) -> bool:
        """About this agent, or this thing of an agent; about this account or this sheet, whoever else shares it."""
        match thing:
            case Agent():
                return thing.pk in self.agents(ability)
            case Permission() | AgentModule():
                return thing.agent_id in self.agents(ability)
            case Connection():
                return thing.pk in self.accounts()
            case Processing():
                return thing.pk in self.sheets()
            case FollowUp():
                return thing.about_id in (self.agents() if thing.about_kind == "agent" else self.sheets())
            case AgentDraft():
                return thing.started_by_id in self.authors()
        raise TypeError(thing)

    def may_end(self, thing: Connection | Processing) -> bool:
        """Close this account, archive this sheet: nobody else's agent is left without it."""
        own = self.agents()
        return own is EVERY or (self.may(thing) and all(agent in own for agent in _ties(thing).values_list("agent_id", flat=True)))

    def of_agents(self, rows: Rows, field: str = "pk") -> Rows:
        """Of these rows, those whose agent (`field`) this person may edit."""
        return _narrowed(rows, field, self.agents())

    def of_accounts(self, rows: Rows) -> Rows:
        """Of these accounts, those this person may edit."""
        return _narrowed(rows, "pk", self.accounts())

    def of_sheets(self, rows: Rows) -> Rows:
        """Of these sheets, those this person may edit."""
        return _narrowed(rows, "pk", self.sheets())

    def of_authors(self, rows: Rows) -> Rows:
        """Of these declarations, those this person may take up again."""
        return _narrowed(rows, "started_by", self.authors())

    def of_questions(self, rows: Rows) -> Rows:
        """Of these open questions, those about an agent or a sheet this person may edit."""
        if self.agents() is EVERY:
            return rows
        return rows.filter(Q(about_kind="agent", about_id__in=self.agents()) | Q(about_kind="processing", about_id__in=self.sheets()))

    def _among(self, ability: Ability, own: str) -> Container[UUID]:
        if not self.membership.may(ability):
            return NONE
        return EVERY if self.membership.may_for_all(ability) else getattr(self, own)

    @cached_property
    def _people(self) -> frozenset[UUID]:
        return stood_for(self.membership, company_day(self.at, self.membership.company.time_zone))

    @cached_property
    def _own_agents(self) -> frozenset[UUID]:
        rows = Agent.objects.of(self.membership.company).filter(Q(in_charge__in=self._people) | Q(deputy__in=self._people))
        return frozenset(rows.values_list("pk", flat=True))

    @cached_property
    def _own_accounts(self) -> frozenset[UUID]:
        return self._shared(Connection, ConnectionUse, "connection")

    @cached_property
    def _own_sheets(self) -> frozenset[UUID]:
        return self._shared(Processing, AgentProcessing, "processing")

    def _shared(self, of: Any, tie: Any, name: str) -> frozenset[UUID]:
        company = self.membership.company
        ties = tie.objects.of(company).filter(**{name: OuterRef("pk")})
        rows = of.objects.of(company).filter(Exists(ties.filter(agent__in=self._own_agents)) | ~Exists(ties))
        return frozenset(rows.values_list("pk", flat=True))


def _ties(thing: Connection | Processing) -> QuerySet[Any]:
    if isinstance(thing, Connection):
        return ConnectionUse.objects.of(thing.company).filter(connection=thing)
    return AgentProcessing.objects.of(thing.company).filter(processing=thing)


def _narrowed(rows: Rows, field: str, own: Container[UUID]) -> Rows:
    return rows if own is EVERY else rows.filter(**{f"{field}__in": own})


def charge_of(request: CompanyRequest) -> Charge:
    """The charge of whoever asks; read once a request."""
    found: Charge | None = getattr(request, KEPT, None)
    if found is None:
        found = Charge(request.membership, request.at)
        setattr(request, KEPT, found)
    return found


def may_on(request: CompanyRequest, thing: Model, ability: Ability = Ability.EDIT_INVENTORY) -> bool:
    """`request.may` about one thing: for a view, and for the template it gives the answer to."""
    return charge_of(request).may(thing, ability)


def demand(request: CompanyRequest, thing: Model) -> None:
    """404 unless whoever asks may do to this thing what the page needs. Reading is for every agent."""
    if not request.membership.may_for_all(request.ability) and not may_on(request, thing, request.ability):
        _refuse(request)


def demanded(request: CompanyRequest, rows: QuerySet[Row], key: UUID) -> Row:
    """The row with this key, when it is there and whoever asks may do to it what the page needs; else 404. Every view loads with it."""
    thing = get_object_or_404(rows, pk=key)
    demand(request, thing)
    return thing


def demand_end(request: CompanyRequest, thing: Connection | Processing) -> None:
    """404 unless it may be ended by whoever asks."""
    if not charge_of(request).may_end(thing):
        _refuse(request)


def _refuse(request: CompanyRequest) -> NoReturn:
    log.warning("%s may not %s about this one: %s", request.user.pk, request.ability, request.path)
    raise Http404
