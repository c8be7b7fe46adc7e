"""« Utilisé après retrait »: rights that a review took away, held against what the journal heard since."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from accounts.models import Company
from alerts.models import Use
from alerts.rules.matching import Right, Used, hold
from inventory.models import Permission
from reviews.enums import RemedyKind
from reviews.models import Remedy


def used_after_removal(company: Company) -> Mapping[UUID, datetime]:
    """By remedy, when the right was used last after it was taken away. Three queries, whatever their number.

    A use that another right of the same verb explains as well says nothing: nobody can tell which of them served."""
    removed = Remedy.objects.of(company).filter(kind=RemedyKind.REMOVE, point__permission__withdrawal__isnull=False)
    rows = list(removed.select_related("point__permission__withdrawal", "point__permission__connection"))
    agents = {row.point.agent_id for row in rows if row.point.agent_id}
    if not agents:
        return {}
    current = list(Permission.objects.of(company).current().filter(agent_id__in=agents).select_related("connection"))
    uses = list(Use.objects.of(company).filter(agent_id__in=agents, last_at__gt=min(_gone_at(row) for row in rows)))
    found = ((row.pk, _last(row, current, uses)) for row in rows)
    return {pk: last for pk, last in found if last}


def _last(row: Remedy, current: Iterable[Permission], uses: Iterable[Use]) -> datetime | None:
    gone, agent, since = row.point.permission, row.point.agent_id, _gone_at(row)
    if gone is None:
        return None
    rights = [_right(right) for right in current if right.agent_id == agent] + [_right(gone)]
    told = [Used(use.verb, use.tool, use.times, use.last_at, use.last_seq) for use in uses if use.agent_id == agent and use.last_at > since]
    held, _without = hold(rights, told)
    mine = held[-1]
    return mine.last_at if mine.recent and mine.is_sure else None


def _right(right: Permission) -> Right:
    service = right.connection.service if right.connection else ""
    return Right(right.pk, right.verb, f"{right.resource} {right.segment} {service}", right.granted_at)


def _gone_at(row: Remedy) -> datetime:
    right = row.point.permission
    return right.withdrawal.at if right else row.opened_at
