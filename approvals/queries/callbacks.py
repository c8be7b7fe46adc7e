"""Calls to make, what signs them, and how each stands in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Company
from approvals.enums import RequestState
from approvals.models import Callback, CallbackHost, CallbackSecret
from approvals.rules.callbacks import GONE
from inventory.models import Agent

A_ROUND, OF_ONE_AGENT = 50, 5  # calls of a round, and of one agent: a slow receiver must not hold back the others
NO_SECRET, KNOWN, UNREADABLE = "no-secret", "known", "sealed"
REASONS = {
    "address": "L’adresse doit commencer par https, ou être permise ici.",
    "forbidden": "L’adresse mène dans un réseau privé. Permettez-la ici si elle est à vous.",
    "unreachable": "L’adresse ne répond pas.",
    "slow": "L’adresse met trop de temps à répondre.",
    "certificate": "Le certificat de l’adresse n’est pas valable.",
    NO_SECRET: "L’agent n’a pas de secret de rappel.",
    UNREADABLE: "Le secret ne se lit plus. Remplacez-le.",
    GONE: "L’adresse ne veut plus être appelée (410).",
    KNOWN: "L’agent s’est déjà servi de la réponse.",
}


@dataclass(frozen=True)
class Line:
    """A call as the page tells it. `tone`, `label`: of its pill."""

    callback: Callback
    where: str
    tone: str
    label: str
    why: str
    may_be_retried: bool


def free(company: Company, at: datetime) -> QuerySet[Callback]:
    """Those that are due and in nobody's hands."""
    waiting = Callback.objects.of(company).filter(arrived_at=None, gave_up_at=None, next_try_at__lte=at)
    return waiting.filter(Q(lease_until=None) | Q(lease_until__lte=at))


def due(company: Company, at: datetime) -> list[UUID]:
    """What to send now, the longest awaited first, a few of each agent; the rest in the next round."""
    taken: dict[UUID, int] = {}
    found: list[UUID] = []
    for pk, agent in free(company, at).order_by("next_try_at", "made_at").values_list("pk", "agent_id")[: A_ROUND * 10]:
        taken[agent] = taken.get(agent, 0) + 1
        if taken[agent] <= OF_ONE_AGENT and len(found) < A_ROUND:
            found.append(pk)
    return found


def signing(company: Company, agent: UUID, at: datetime) -> list[CallbackSecret]:
    """The newest first; two while one replaces the other."""
    held = CallbackSecret.objects.of(company).filter(agent=agent, ended_at=None)
    return list(held.filter(Q(until=None) | Q(until__gt=at)).order_by("-made_at"))


def hosts(company: Company, agent: UUID) -> QuerySet[CallbackHost]:
    """Those that may lie inside our own network."""
    return CallbackHost.objects.of(company).filter(agent=agent, ended_at=None).order_by("host")


def is_known_to_agent(callback: Callback) -> bool:
    """It has used the answer: a call would tell it nothing (n8n then answers 409 for ever)."""
    return callback.state == RequestState.APPROVED and callback.request.state == RequestState.CONSUMED


def newest(agent: Agent, many: int = 20) -> list[Line]:
    """The last calls, the newest first. One query."""
    rows = Callback.objects.of(agent.company).filter(agent=agent).select_related("request").order_by("-made_at", "-pk")
    return list(_lines(rows[:many]))


def _lines(rows: Iterable[Callback]) -> Iterable[Line]:
    for row in rows:
        tone, label = _state(row)
        is_needed = row.arrived_at is None and row.last_error != KNOWN
        yield Line(row, _where(row.url), tone, label, _why(row.last_error), is_needed)


def _state(row: Callback) -> tuple[str, str]:
    if row.arrived_at:
        return "ok", "Reçu"
    if row.gave_up_at:
        return "off", "Inutile" if row.last_error == KNOWN else "Abandonné"
    return "watch", "Nouvel essai prévu" if row.tries else "À envoyer"


def _where(url: str) -> str:
    """The host alone: the rest of an address may open something."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _why(code: str) -> str:
    if code.startswith("status-"):
        return f"L’adresse a répondu {code.removeprefix('status-')}."
    return REASONS.get(code, "")
