"""A file that tells what an agent did is read, waits, then a person adds it to the journal or drops it. The file itself is not kept."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Company, Membership
from inventory.entries import actor, of_agent
from inventory.enums import Environment
from inventory.models import Agent
from journal.actions.intake import Taken, report
from journal.enums import Source
from journal.models import Action, Deposit
from journal.rules.kept import from_json, to_json
from journal.rules.reported import InTheFuture, Reported, TooOld, check_moment
from journal.sources.files import read
from journal.sources.found import Found
from ledger.actions import record
from ledger.entries import SERVER, Subject
from ledger.enums import Kind
from lib.tables.archive import Unreadable
from lib.tables.text import clean, one_line, shorten
from lib.wake import wake

BATCH = 500
WATCH = "alerts.watch"  # whoever looks for what is unusual stands above
MOST_ACTIONS = 20_000
MAX_FOUND = 8 * 1024 * 1024  # of JSON
TOO_LONG = "Ce fichier contient trop d’actions. Partagez-le en plusieurs fichiers."
NOTHING = "Ce fichier ne contient aucune action d’agent."
ODD_DATE = "Une action datée du futur, ou d’avant l’an 2000, n’est pas reprise."
SERVER_NAME = "Commande sur le serveur"


class AlreadyDecided(Exception):
    """This file was added or dropped already."""


@dataclass(frozen=True)
class Plan:
    """What a waiting file would add today: `fresh` in the order they happened; `known` stand in the journal already."""

    fresh: Sequence[Reported]
    known: int
    agents: Sequence[str]
    refused: Sequence[str]
    ignored: Sequence[str]


def understood(data: bytes, zone: ZoneInfo, at: datetime) -> Found:
    """What a file tells. Raises Unreadable: not a file we know, nothing in it, too much in it."""
    seen = read(data, zone)
    if len(seen.reported) > MOST_ACTIONS:
        raise Unreadable(TOO_LONG)
    kept = tuple(one for one in seen.reported if not _is_late(one, at))
    late = len(seen.reported) - len(kept)
    if not kept and not late:
        raise Unreadable(" ".join((NOTHING, *seen.refused[:1], *seen.ignored[:1])))
    return Found(kept, seen.agents, (*seen.refused, *([ODD_DATE] if late else ())), seen.ignored, seen.rejected + late)


def receive(agent: Agent, file_name: str, data: bytes, *, by: Membership | None, at: datetime) -> Deposit:
    """Read a file and keep what it tells; the same file sent twice is one. Raises Unreadable, with nothing kept."""
    company = agent.company
    found = _kept(understood(data, ZoneInfo(company.time_zone), at))
    if len(json.dumps(found)) > MAX_FOUND:
        raise Unreadable(TOO_LONG)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        _hold(company)
        if waiting := Deposit.objects.of(company).open().filter(sha256=sha256, agent=agent).first():
            return waiting
        received = Deposit(
            company=company,
            agent=agent,
            file_name=shorten(one_line(clean(file_name)) or "actions", 200),
            sha256=sha256,
            size_bytes=len(data),
            found=found,
            uploaded_at=at,
            uploaded_by=by,
            uploaded_by_name=by.user.name if by else SERVER_NAME,
        )
        received.save(force_insert=True)
        _record("deposit.read", received, by, at)
    return received


def plan_of(waiting: Deposit) -> Plan:
    """One query a thousand actions."""
    found = waiting.found
    return planned(waiting.agent, Found(tuple(map(from_json, found["reported"])), found["agents"], found["refused"], found["ignored"]))


def planned(agent: Agent, seen: Found) -> Plan:
    """What of it the journal does not hold yet. One query a thousand actions."""
    distinct = {(one.occurred_at, one.key): one for one in seen.reported}
    known: set[tuple[datetime, UUID]] = set()
    mine = Action.objects.of(agent.company).filter(agent_id=agent.pk)
    places = list(distinct)
    for some in (places[start : start + 1000] for start in range(0, len(places), 1000)):
        there = mine.filter(occurred_at__in=[at for at, _ in some], key__in=[key for _, key in some])
        known |= set(there.values_list("occurred_at", "key"))
    fresh = sorted((one for place, one in distinct.items() if place not in known), key=lambda one: one.occurred_at)
    return Plan(fresh, len(distinct) - len(fresh), seen.agents, seen.refused, seen.ignored)


def apply(waiting: Deposit, *, by: Membership | None, at: datetime) -> Taken:
    """All of it in one transaction; the conditional update decides between two clicks. Raises AlreadyDecided."""
    with transaction.atomic():
        reported = [from_json(one) for one in waiting.found.get("reported", ())]
        if not Deposit.objects.of(waiting.company).open().filter(pk=waiting.pk).update(applied_at=at, found={}):
            raise AlreadyDecided
        taken = add(waiting.agent, reported)
        waiting.applied_at, waiting.found, waiting.kept = at, {}, taken.kept
        waiting.save(update_fields=["kept"])
        _record("deposit.applied", waiting, by, at, kept=taken.kept)
    return taken


def add(agent: Agent, reported: Sequence[Reported]) -> Taken:
    """Into the journal, as read in a file."""
    is_test, kept = agent.environment == Environment.TEST, 0
    for start in range(0, len(reported), BATCH):
        batch = [one._replace(is_test=is_test) for one in reported[start : start + BATCH]]
        kept += report(agent, batch, Source.FILE).kept
    wake(WATCH, str(agent.company_id))
    return Taken(kept, len(reported) - kept)


def drop(waiting: Deposit, *, by: Membership | None, at: datetime) -> bool:
    """Add nothing and forget what was read; False when it was decided already."""
    with transaction.atomic():
        if not Deposit.objects.of(waiting.company).open().filter(pk=waiting.pk).update(dropped_at=at, found={}):
            return False
        _record("deposit.dropped", waiting, by, at)
    return True


def _is_late(one: Reported, at: datetime) -> bool:
    try:
        check_moment(one.occurred_at, at)
    except (InTheFuture, TooOld):
        return True
    return False


def _kept(seen: Found) -> dict[str, list[object]]:
    return {
        "reported": [to_json(one) for one in seen.reported],
        "agents": list(seen.agents[:20]),
        "refused": list(seen.refused[:100]),
        "ignored": list(seen.ignored[:100]),
    }


def _record(act: str, about: Deposit, by: Membership | None, at: datetime, **more: int) -> None:
    subject = Subject("deposit", about.pk, about.file_name)
    who = actor(by) if by else SERVER
    record(Kind.RIGHT, act, subject, of_agent(about.agent), by=who, at=at, detail={"agent": about.agent.name, **more})


def _hold(company: Company) -> None:
    """Two files of one company take turns."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
