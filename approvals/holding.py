"""Powers to approve: one of the sorts of things that go to others when somebody leaves, or that end (accounts.hooks)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.enums import Role
from accounts.hooks import Held
from accounts.models import Company, Membership
from approvals.actions.mandates import give, take_back
from approvals.models import Mandate
from approvals.queries.powers import words
from lib.kept import Kept


def _current(company: Company) -> QuerySet[Mandate]:
    return Mandate.objects.of(company).current().select_related("agent", "membership__user").order_by("given_at", "pk")


LEFT = Kept(lambda company: _current(company).filter(membership__ended_at__isnull=False), Company)  # in the hands of those who left


class Powers:
    """Whoever takes one keeps the higher of the two ceilings when they had one for the same agent. Nobody: it ends."""

    def held(self, company: Company, holder: Membership | None, at: datetime) -> Sequence[Held]:  # noqa: ARG002  (every holding's shape)
        """One query."""
        rows = _current(company).filter(membership=holder) if holder else LEFT.read(company)
        return [_held(row) for row in rows]

    def hand_over(self, held: Held, to: Membership | None, *, by: Membership, at: datetime) -> None:
        """Taken back here, given there."""
        mandate: Mandate = held.thing
        if not take_back(mandate, by=by, at=at) or to is None:
            return
        own = Mandate.objects.of(mandate.company).current().filter(membership=to, agent=mandate.agent).first()
        if own is None or _is_below(own.up_to_cents, mandate.up_to_cents):
            give(to, [mandate.agent], mandate.up_to_cents, by=by, at=at)


def _held(row: Mandate) -> Held:
    what = f"Peut approuver\u00a0: {words(row)}"
    return Held(f"mandate-{row.pk}", row.membership_id, what, "Ce pouvoir prend fin.", frozenset({Role.APPROVER}), row)


def _is_below(own: int | None, other: int | None) -> bool:
    return own is not None and (other is None or own < other)
