"""What surrounds an agent is said, or said otherwise: isolation, network, memory, how to stop it. Never a secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Membership
from inventory.actions.accounts import LooksLikeSecret
from inventory.actions.holding import held
from inventory.entries import actor, of_agent
from inventory.models import Agent, Runtime
from ledger.actions import record
from ledger.enums import Kind
from lib.leaked_keys import looks_like_secret

FIELD_WORDS = {
    "network": "où il peut aller",
    "hosts": "les adresses qu’il peut joindre",
    "runs_local_code": "s’il lance du code",
    "talks_to_agents": "s’il parle à d’autres agents",
    "other_agents": "avec quels agents il parle",
    "memory": "ce qu’il garde en mémoire",
    "is_beta": "si c’est une version d’essai",
    "training": "si vos données entraînent un modèle",
    "training_proof": "la preuve sur l’entraînement",
    "stop_how": "comment l’arrêter",
    "restart_how": "comment repartir d’une mémoire vierge",
}
FREE_TEXTS = ("other_agents", "training_proof", "stop_how", "restart_how")
ISOLATION_WORDS = "son isolation"


@dataclass(frozen=True)
class Surroundings:
    """What is said of an agent's surroundings. Empty or None means « je ne sais pas »."""

    isolation: str = ""
    network: str = ""
    hosts: tuple[str, ...] = ()
    runs_local_code: bool | None = None
    talks_to_agents: bool | None = None
    other_agents: str = ""
    memory: str = ""
    is_beta: bool | None = None
    training: str = ""
    training_proof: str = ""
    stop_how: str = ""
    restart_how: str = ""


def describe(agent: Agent, said: Surroundings, *, by: Membership, at: datetime) -> bool:
    """Say what surrounds the agent; False when it was said already. Raises LooksLikeSecret."""
    for field in FREE_TEXTS:
        if looks_like_secret(getattr(said, field)):
            raise LooksLikeSecret(field)
    wanted: dict[str, Any] = {name: getattr(said, name) for name in FIELD_WORDS}
    wanted["hosts"] = list(said.hosts)
    with transaction.atomic():
        changed = write(agent, wanted, isolation=said.isolation, at=at)
        if changed:
            record(Kind.RIGHT, "runtime.described", of_agent(agent), by=actor(by), at=at, detail={"what": ", ".join(changed)})
    return bool(changed)


def write(agent: Agent, wanted: dict[str, Any], *, isolation: str, at: datetime) -> list[str]:
    """Write what differs, the agent held; what changed, in words. A first answer, even « je ne sais pas », is a change."""
    now = held(agent)
    if now is None:
        return []
    runtime = Runtime.objects.of(agent.company).filter(agent=agent).first()
    changed = [words for name, words in FIELD_WORDS.items() if name in wanted and _differs(runtime, name, wanted[name])]
    if now.isolation != isolation:
        agent.isolation, agent.changed_at = isolation, at
        agent.save(update_fields=["isolation", "changed_at"])
        changed.insert(0, ISOLATION_WORDS)
    if runtime is None:
        Runtime(company=agent.company, agent=agent, changed_at=at, **wanted).save(force_insert=True)
        return changed or ["son cadre d’exécution"]
    if changed:
        for name, value in wanted.items():
            setattr(runtime, name, value)
        runtime.changed_at = at
        runtime.save(update_fields=[*wanted, "changed_at"])
    return changed


def _differs(runtime: Runtime | None, name: str, value: object) -> bool:
    return bool(getattr(runtime, name) != value if runtime else value not in ("", None, []))
