"""A module is added to an agent, said otherwise, checked, removed, put back. Its row stays: what was there is part of the story."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import transaction

from accounts.models import CompanyQuerySet, Membership
from inventory.actions.accounts import LooksLikeSecret
from inventory.actions.holding import held
from inventory.entries import actor, of_agent
from inventory.models import Agent, AgentModule
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind
from lib.leaked_keys import looks_like_secret

FIELD_WORDS = {
    "kind": "sa sorte",
    "name": "son nom",
    "version": "sa version",
    "source": "d’où il vient",
    "checked_on": "sa dernière vérification",
}


class AlreadyThere(Exception):
    """The agent has a module of this kind and name; `args[0]` is its id."""


@dataclass(frozen=True)
class Module:
    """A module as a person describes it. Empty or None means « je ne sais pas »."""

    kind: str
    name: str
    version: str = ""
    source: str = ""
    checked_on: date | None = None


def add(agent: Agent, module: Module, *, by: Membership, at: datetime) -> AgentModule:
    """Note a module of this agent; the same one is not noted twice. Raises LooksLikeSecret, AlreadyThere (said otherwise)."""
    _refuse_secrets(module)
    with transaction.atomic():
        held(agent)
        if twin := _twin(agent, module):
            if _values(module) != {name: getattr(twin, name) for name in FIELD_WORDS}:
                raise AlreadyThere(twin.pk)
            return twin
        row = AgentModule(company=agent.company, agent=agent, added_at=at, **_values(module))
        row.save(force_insert=True)
        record(Kind.RIGHT, "module.added", of_module(row), of_agent(agent), by=actor(by), at=at)
    return row


def edit(row: AgentModule, module: Module, *, by: Membership, at: datetime) -> bool:
    """Say a module otherwise; False when it is so already, or was removed. Raises LooksLikeSecret, AlreadyThere."""
    _refuse_secrets(module)
    with transaction.atomic():
        held(row.agent)
        now = held(row)
        changed = [name for name in FIELD_WORDS if now and getattr(now, name) != getattr(module, name)]
        if now is None or now.removed_at or not changed:
            return False
        if (twin := _twin(row.agent, module)) and twin.pk != row.pk:
            raise AlreadyThere(twin.pk)
        for name in changed:
            setattr(row, name, getattr(module, name))
        row.save(update_fields=changed)
        what = ", ".join(FIELD_WORDS[name] for name in changed)
        record(Kind.RIGHT, "module.edited", of_module(row), of_agent(row.agent), by=actor(by), at=at, detail={"what": what})
    return True


def check(row: AgentModule, *, on: date, by: Membership, at: datetime) -> bool:
    """A person looked at this module on this day; False when that was said already."""
    with transaction.atomic():
        if not _open(row).exclude(checked_on=on).update(checked_on=on):
            return False
        record(Kind.RIGHT, "module.checked", of_module(row), of_agent(row.agent), by=actor(by), at=at)
    return True


def remove(row: AgentModule, *, by: Membership, at: datetime) -> bool:
    """The agent no longer has it; False when it was removed already."""
    with transaction.atomic():
        if not _open(row).update(removed_at=at):
            return False
        record(Kind.RIGHT, "module.removed", of_module(row), of_agent(row.agent), by=actor(by), at=at)
    return True


def put_back(row: AgentModule, *, by: Membership, at: datetime) -> bool:
    """Its removal was a mistake; False when it is there already, or another one of its name is."""
    with transaction.atomic():
        held(row.agent)
        if _twin(row.agent, Module(row.kind, row.name)):
            return False
        if not AgentModule.objects.of(row.company).filter(pk=row.pk).exclude(removed_at=None).update(removed_at=None):
            return False
        record(Kind.RIGHT, "module.put_back", of_module(row), of_agent(row.agent), by=actor(by), at=at)
    return True


def of_module(row: AgentModule) -> Subject:
    return Subject("module", row.pk, row.name)


def _open(row: AgentModule) -> CompanyQuerySet[AgentModule]:
    return AgentModule.objects.of(row.company).filter(pk=row.pk, removed_at=None)


def _twin(agent: Agent, module: Module) -> AgentModule | None:
    same = AgentModule.objects.of(agent.company).filter(agent=agent, kind=module.kind, name__iexact=module.name, removed_at=None)
    return same.first()


def _values(module: Module) -> dict[str, object]:
    return {field.name: getattr(module, field.name) for field in fields(module)}


def _refuse_secrets(module: Module) -> None:
    for field in ("name", "version", "source"):
        if looks_like_secret(getattr(module, field)):
            raise LooksLikeSecret(field)
