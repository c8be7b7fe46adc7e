"""What is known around the actions of a batch: limits, stops and rights as they were, grants, and what other actions used.

A fixed number of queries a batch, plus one a total that a limit of that time counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Min

from accounts.models import Company
from alerts.models import Confirmation
from alerts.queries.limits import Limits
from alerts.queries.reading import Batch
from alerts.rules.grants import AFTER, BEFORE, is_spent, stands_for
from alerts.rules.seen import BLIND, Around, Grant, Seen
from approvals.enums import RequestState
from approvals.models import ApprovalRequest, Suspension
from inventory.models import Permission
from journal.enums import Outcome, Type
from journal.models import Action

GRANT_DAY = timedelta(hours=24)  # a grant is spent within a day of the demand's end: what the index is searched by


@dataclass(frozen=True)
class Told:
    """An action tells what became of a grant."""

    request: UUID
    source: int
    seq: int


class Surroundings:
    """`of` is asked in the order of the record; `told` gathers the grants that were recognised, to be kept with the batch."""

    def __init__(self, company: Company, batch: Batch) -> None:
        self._company, self.told = company, list[Told]()
        self._limits = Limits(company, batch)
        self._named = _named(company, batch.seen)
        self._carried = _carried(company, self._named)
        self._spent = _spent(company, [one for one in batch.seen if _is_blind(one)])
        self._taken = _taken(company, self._spent)
        self._stops = list(Suspension.objects.of(company).values_list("agent_id", "asked_at", "lifting__at")) if batch.seen else []
        self._rights = _rights(company, batch.seen)

    def of(self, seen: Seen) -> Around:
        """Of one action."""
        stood = self._stand(seen) if _is_blind(seen) else None
        grant = self._named.get(seen.approval_id) if seen.approval_id else None
        if grant and is_spent(grant, seen):
            self._tell(grant, seen)
        may_need = seen.is_real and seen.approval_id is None and stood is None and seen.type != Type.READ
        return Around(
            grant=grant,
            told_before=self._is_told_before(seen),
            is_needed=may_need and self._limits.asked_for(seen),
            is_told=stood is not None,
            may_verb=self._may(seen),
            withdrawn=str(self._rights.get((seen.agent, seen.verb)) or ""),
            is_halted=any(_covers(stop, seen) for stop in self._stops),
        )

    def _may(self, seen: Seen) -> bool:
        """A right to this verb stands today, or stood then."""
        key = (seen.agent, seen.verb)
        ended_at = self._rights.get(key)
        return key in self._rights and (ended_at is None or ended_at > seen.moments[-1])

    def _stand(self, seen: Seen) -> Grant | None:
        """A grant stands for one action a road."""
        free = [grant for grant in self._spent if (grant.id, seen.source) not in self._taken]
        if grant := stands_for(seen, free):
            self._tell(grant, seen)
        return grant

    def _tell(self, grant: Grant, seen: Seen) -> None:
        self._taken.add((grant.id, seen.source))
        self.told.append(Told(grant.id, seen.source, seen.seq))

    def _is_told_before(self, seen: Seen) -> bool:
        """An earlier row by the same road, or one that happened at quite another time, is another act."""
        others = self._carried.get(seen.approval_id, ()) if seen.approval_id else ()
        earlier = [(source, at) for seq, source, at in others if seq < seen.seq]
        return any(source == seen.source or abs(at - seen.occurred_at) > BEFORE for source, at in earlier)


def _is_blind(seen: Seen) -> bool:
    """Done or failed: either tells what became of a grant."""
    tells = seen.outcome != Outcome.BLOCKED and not seen.is_test and seen.type != Type.READ
    return tells and seen.source in BLIND and seen.approval_id is None


def _covers(stop: tuple[UUID | None, datetime, datetime | None], seen: Seen) -> bool:
    agent, asked_at, lifted_at = stop
    return agent in (None, seen.agent) and asked_at < seen.occurred_at and (lifted_at is None or seen.occurred_at < lifted_at)


def _named(company: Company, actions: Sequence[Seen]) -> dict[UUID, Grant]:
    wanted = {seen.approval_id for seen in actions if seen.approval_id}
    requests = ApprovalRequest.objects.of(company).filter(pk__in=wanted) if wanted else ()
    return {request.pk: _grant(request) for request in requests}


def _grant(request: ApprovalRequest) -> Grant:
    """What cannot be read of the action as it was asked counts for nothing."""
    recipients = json.loads(bytes(request.action)).get("recipients") or {}
    count = recipients.get("count") if isinstance(recipients, dict) else None
    return Grant(
        id=request.pk,
        agent=request.agent_id,
        type=request.type,
        tool=request.tool,
        amount_cents=request.amount_cents,
        currency=request.currency,
        payee=request.payee,
        payee_mark=request.payee_mark,
        consumed_at=request.consumed_at,
        count=count if isinstance(count, int) else None,
    )


def _carried(company: Company, wanted: Mapping[UUID, Grant]) -> dict[UUID, list[tuple[int, int, datetime]]]:
    """Which actions of its own agent name each grant: the first by each road is enough. Another agent's word accuses nobody else."""
    ids = list(wanted)
    if not ids:
        return {}
    done = Action.objects.of(company).filter(approval_id__in=ids, outcome=Outcome.DONE, is_test=False)
    firsts = done.values("approval_id", "agent_id", "source").annotate(seq=Min("seq"), first_at=Min("occurred_at"))
    carried: dict[UUID, list[tuple[int, int, datetime]]] = {}
    for first in firsts:
        name = UUID(str(first["approval_id"]))
        if first["agent_id"] == wanted[name].agent:
            carried.setdefault(name, []).append((first["seq"], first["source"], first["first_at"]))
    return carried


def _spent(company: Company, blind: Sequence[Seen]) -> list[Grant]:
    """The grants that were spent around the actions of blind roads."""
    if not blind:
        return []
    since, until = min(one.occurred_at for one in blind) - BEFORE, max(one.occurred_at for one in blind) + AFTER
    theirs = ApprovalRequest.objects.of(company).filter(state=RequestState.CONSUMED, agent__in={one.agent for one in blind})
    near = theirs.filter(expires_at__gt=since - GRANT_DAY, consumed_at__range=(since, until))
    return [_grant(request) for request in near.order_by("consumed_at")]


def _taken(company: Company, spent: Sequence[Grant]) -> set[tuple[UUID, int]]:
    if not spent:
        return set()
    seen = Confirmation.objects.of(company).filter(request__in=[grant.id for grant in spent])
    return set(seen.values_list("request_id", "source"))


def _rights(company: Company, actions: Sequence[Seen]) -> dict[tuple[UUID, str], datetime | None]:
    """The verbs each agent was ever given: None while a right stands, else when the last one ended."""
    agents = {seen.agent for seen in actions}
    given = Permission.objects.of(company).filter(agent__in=agents).order_by(F("withdrawal__at").asc(nulls_last=True)) if agents else None
    return {(agent, verb): end for agent, verb, end in given.values_list("agent_id", "verb", "withdrawal__at")} if given else {}
