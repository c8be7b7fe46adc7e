"""A wrangler file that a person has read over is taken: the agent runs as a Worker, tied to what the file says, and to nothing else."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Membership
from inventory.actions.holding import held
from inventory.actions.surroundings import write
from inventory.entries import actor, of_agent
from inventory.enums import Isolation
from inventory.importers.changes import Before, Changes, changes
from inventory.importers.wrangler import Binding, Wrangler
from inventory.models import Agent, Runtime, RuntimeBinding
from ledger.actions import record
from ledger.enums import Kind


class ChangedMeanwhile(Exception):
    """The agent no longer stands as the person saw it; nothing was done."""


def compared(agent: Agent, found: Wrangler) -> Changes:
    """What taking this file would change. Three queries."""
    now = Agent.objects.of(agent.company).get(pk=agent.pk)
    runtime = Runtime.objects.of(agent.company).filter(agent=agent).first()
    rows = RuntimeBinding.objects.of(agent.company).filter(agent=agent).values_list("kind", "name", "target")
    code = runtime.runs_local_code if runtime else None
    return changes(found, Before(now.isolation, now.tool, code, tuple(Binding(*row) for row in rows)))


def take(agent: Agent, found: Wrangler, file_name: str, *, seen: str, by: Membership, at: datetime) -> bool:
    """Do what the person saw (its fingerprint); False when all of it is so already. Raises ChangedMeanwhile."""
    with transaction.atomic():
        held(agent)
        wanted = compared(agent, found)
        if not wanted:
            return False
        if wanted.fingerprint != seen:
            raise ChangedMeanwhile
        _write(agent, wanted, file_name, at)
        detail = {"file": file_name, "what": ", ".join(told(wanted))}
        record(Kind.RIGHT, "runtime.read", of_agent(agent), by=actor(by), at=at, detail=detail)
    return True


def told(wanted: Changes) -> list[str]:
    """In words, without one name of the file."""
    counts = {"ajouté": len(wanted.added), "changé": len(wanted.moved), "retiré": len(wanted.left)}
    words = [f"{many} lien{'s' if many > 1 else ''} {verb}{'s' if many > 1 else ''}" for verb, many in counts.items() if many]
    if wanted.isolation:
        words.insert(0, "son isolation")
    if wanted.tool:
        words.append("l’outil")
    return words + (["s’il lance du code"] if wanted.runs_code else [])


def _write(agent: Agent, wanted: Changes, file_name: str, at: datetime) -> None:
    facts: dict[str, Any] = {"runs_local_code": True} if wanted.runs_code else {}
    write(agent, facts, isolation=Isolation.WORKER, at=at)
    if wanted.tool:
        agent.tool = wanted.tool
        agent.save(update_fields=["tool"])
    rows = RuntimeBinding.objects.of(agent.company).filter(agent=agent)
    for row in wanted.left:
        rows.filter(kind=row.kind, name=row.name).delete()
    for _, row in wanted.moved:
        rows.filter(kind=row.kind, name=row.name).update(target=row.target, source=file_name, read_at=at)
    made = [
        RuntimeBinding(company=agent.company, agent=agent, kind=row.kind, name=row.name, target=row.target, source=file_name, read_at=at)
        for row in wanted.added
    ]
    RuntimeBinding.objects.bulk_create(made)
