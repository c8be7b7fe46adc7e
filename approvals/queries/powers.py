"""Who may approve: an owner decides of everything; an approver of what was said, and of nothing until it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Company, Membership
from approvals.models import Mandate
from approvals.rules.limits import PAYING
from approvals.rules.powers import Power, may_decide
from lib.money import short_money

EVERYTHING = (Power(),)
ABOVE_ALL = 10**15


def mandates_of(membership: Membership) -> tuple[Power, ...]:
    """What this person may decide of, for approvals.rules.may_decide. An absence passes nothing on: whoever stands in keeps their own
    powers (docs/dev/adr/0012-no-power-unsaid.md). One query for an approver, none for the others."""
    if membership.ended_at is not None:
        return ()
    if membership.role == Role.OWNER:
        return EVERYTHING
    if membership.role != Role.APPROVER:
        return ()
    rows = Mandate.objects.of(membership.company).current().filter(membership=membership)
    return tuple(Power(row.agent_id, row.up_to_cents) for row in rows)


def standing(company: Company, of: Iterable[Membership] | None = None) -> dict[UUID, list[Mandate]]:
    """Powers that hold, by person, « every agent » first, then by name. One query."""
    rows = Mandate.objects.of(company).current().select_related("agent", "membership__user", "given_by__user")
    found: dict[UUID, list[Mandate]] = defaultdict(list)
    for row in rows if of is None else rows.filter(membership__in=of):
        found[row.membership_id].append(row)
    for given in found.values():
        given.sort(key=lambda row: (row.agent is not None, row.agent.name if row.agent else ""))
    return dict(found)


class Weighed(Protocol):
    """As much of a demand as a power covers."""

    agent_id: UUID
    type: str
    amount_cents: int | None
    currency: str


def may_answer(powers: Sequence[Power], request: Weighed) -> bool:
    """Do these powers cover this demand? A payment without a readable amount in euros is above every ceiling."""
    amount = request.amount_cents if request.currency in ("", "EUR") else ABOVE_ALL
    if amount is None and request.type in PAYING:
        amount = ABOVE_ALL
    return may_decide(powers, request.agent_id, amount)


def words(mandate: Mandate) -> str:
    """« Facturier, jusqu’à 1 000 € », « tous les agents, sans plafond »."""
    return f"{mandate.agent.name if mandate.agent else _('tous les agents')}, {ceiling(mandate.up_to_cents)}"


def ceiling(up_to_cents: int | None) -> str:
    """« jusqu’à 1 000 € », « sans plafond »."""
    return _("sans plafond") if up_to_cents is None else _("jusqu’à %(amount)s") % {"amount": short_money(up_to_cents)}
