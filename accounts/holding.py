"""Absences in which somebody stands in: one of the sorts of things a person answers for (accounts.hooks)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.actions.absences import end_absence, entrust
from accounts.away import today_of, told_now_and_later
from accounts.enums import Role
from accounts.hooks import Held
from accounts.models import Absence, Company, Membership
from accounts.rules import STAND_INS
from lib.dates import span_words


class StandIns:
    """Without anybody, the absence ends: it says who does the part of whom."""

    def held(self, company: Company, holder: Membership | None, at: datetime) -> Sequence[Held]:
        """One query."""
        rows = told_now_and_later(company, today_of(company, at))
        own = [row for row in rows if (row.stand_in_id == holder.pk if holder else row.stand_in.ended_at)]
        return [_held(row, _barred(row, rows)) for row in own]

    def hand_over(self, held: Held, to: Membership | None, *, by: Membership, at: datetime) -> None:
        """The new stand-in is told by mail."""
        if to:
            entrust(held.thing, to, by=by, at=at)
        else:
            end_absence(held.thing, by=by, at=at)


def _held(row: Absence, barred: Mapping[UUID, str]) -> Held:
    name, days = row.membership.user.name, span_words(row.starts_on, row.until)
    alone, roles = f"L’absence notée pour {name} est terminée, faute de remplaçant.", STAND_INS[Role(row.membership.role)]
    return Held(f"absence-{row.pk}", row.stand_in_id, f"Remplace {name} {days}", alone, roles, row, barred)


def _barred(row: Absence, rows: Sequence[Absence]) -> dict[UUID, str]:
    """The person themself, and those who are away on these days."""
    name = row.membership.user.name
    busy = [other for other in rows if other.starts_on <= row.until and row.starts_on <= other.until and other.pk != row.pk]
    away = {other.membership_id: f"{other.membership.user.name} n’est pas là {span_words(other.starts_on, other.until)}." for other in busy}
    return away | {row.membership_id: f"{name} ne se remplace pas soi-même."}
