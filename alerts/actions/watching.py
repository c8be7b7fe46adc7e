"""The watch reads the sealed record of a company from where it stopped, and says what is unusual. Lost, late or twice: the same alerts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection

from accounts.models import Company
from alerts.actions.raising import raise_all
from alerts.models import Confirmation, Watched
from alerts.queries.acts import SILENT_FOR, of_acts, unconfirmed
from alerts.queries.around import Surroundings, Told
from alerts.queries.reading import next_rows
from alerts.rules.detectors import found_in
from alerts.rules.seen import Seen

COUNT = """insert into alerts_use (id, company_id, agent_id, day, verb, type, tool, times, last_at, last_seq)
  select id, gf_company(), agent_id, day, verb, type, tool, times, last_at, last_seq
    from unnest(%s::uuid[], %s::uuid[], %s::date[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::timestamptz[], %s::bigint[])
      as told(id, agent_id, day, verb, type, tool, times, last_at, last_seq)
  on conflict (company_id, agent_id, day, verb, type, tool) do update
     set times = alerts_use.times + excluded.times, last_seq = excluded.last_seq,
         last_at = greatest(alerts_use.last_at, excluded.last_at)"""
Place = tuple[UUID, date, str, str, str]


@dataclass(frozen=True)
class _Used:
    times: int
    last_at: datetime
    last_seq: int


def watch(company: Company, *, at: datetime) -> bool:
    """Look at the next rows; True when there may be more. Inside the company's scope, one transaction: all of it, once.

    Somebody else looking already: nothing to do. What they do not see, the next look does."""
    Watched.objects.of(company).get_or_create(company=company)
    mine = Watched.objects.of(company).select_for_update(skip_locked=True).first()
    if mine is None:
        return False
    batch = next_rows(company, mine.up_to_seq)
    around = Surroundings(company, batch)
    findings = [finding for seen in batch.seen for finding in found_in(seen, around.of(seen))] + list(of_acts(company, batch.acts))
    _keep(company, around.told)
    _count(batch.seen)
    if batch.is_last:
        findings += unconfirmed(company, mine.confirmed_up_to, at)
        mine.confirmed_up_to = max(filter(None, (mine.confirmed_up_to, at - SILENT_FOR)))
    raise_all(company, findings, at=at)
    mine.up_to_seq = mine.up_to_seq if batch.last is None else batch.last
    mine.acted_seq = max((seen.seq for seen in batch.seen if not seen.is_test), default=mine.acted_seq)
    mine.save(update_fields=["up_to_seq", "confirmed_up_to", "acted_seq"])
    return not batch.is_last


def _keep(company: Company, told: Iterable[Told]) -> None:
    sights = [Confirmation(company=company, request_id=one.request, source=one.source, seq=one.seq) for one in told]
    Confirmation.objects.bulk_create(sights, ignore_conflicts=True)


def _count(actions: Iterable[Seen]) -> None:
    """One statement. Every row of the record is counted once: the cursor moves with it."""
    used = _used(actions)
    if not used:
        return
    columns = [list(column) for column in zip(*used, strict=True)]
    figures = list(used.values())
    ids, times = [uuid4() for _ in figures], [one.times for one in figures]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [ids, *columns, times, [one.last_at for one in figures], [one.last_seq for one in figures]])


def _used(actions: Iterable[Seen]) -> Mapping[Place, _Used]:
    used: dict[Place, _Used] = {}
    for seen in actions:
        if seen.is_real:
            place = (seen.agent, seen.day, seen.verb, seen.type, seen.tool)
            before = used.get(place, _Used(0, seen.occurred_at, seen.seq))
            used[place] = _Used(before.times + 1, max(before.last_at, seen.occurred_at), seen.seq)
    return used
