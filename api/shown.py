"""What an agent's page and its pill show of its keys. Given to inventory.hooks at start."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from accounts.models import Company
from api.enums import Scope
from api.models import AgentKey
from api.queries import calls_from_here
from approvals.hooks import Contact
from inventory.hooks import Panel
from inventory.models import Agent
from inventory.rules.standing import TO_TREAT, TO_WATCH, Reason
from lib.dates import near_moment
from lib.kept import IDS, Kept

NEWS = timedelta(days=7)  # a new address is shown this long
SEEN = Kept(
    lambda company, agents, at: AgentKey.objects.of(company).opening(at).filter(agent__in=agents).exclude(seen_at=None),
    Company,
    IDS,
    datetime,
)
HERE = Reason("stop", "À traiter", "Il appelle depuis la machine de Garde-fou\u00a0: il pourrait décider à votre place.", TO_TREAT + 3)


def panel(company: Company, agent: Agent, at: datetime) -> Panel:
    """Its keys, and whether we have heard from it. One query."""
    keys = list(AgentKey.objects.of(company).opening(at).filter(agent=agent).order_by("made_at"))
    heard = max((key.seen_at for key in keys if key.seen_at), default=None)
    return Panel("Ses appels à Garde-fou", "api/_panel.html", {"keys": keys, "heard": heard}, is_side=True)


def contacts(company: Company, agents: Sequence[UUID], at: datetime) -> Mapping[UUID, Contact]:
    """How each agent reaches us, for the page of a stop. One query."""
    found: dict[UUID, list[AgentKey]] = defaultdict(list)
    for key in AgentKey.objects.of(company).opening(at).filter(agent__in=agents):
        found[key.agent_id].append(key)
    return {agent: _contact(agent, keys) for agent, keys in found.items()}


def _contact(agent: UUID, keys: Sequence[AgentKey]) -> Contact:
    last_at = max((key.seen_at for key in keys if key.seen_at), default=None)
    may_ask = any(Scope.ASK in key.scopes for key in keys)
    return Contact(len(keys), last_at, may_ask, reverse("api:plug", args=[agent]))


def reasons(company: Company, agents: Sequence[UUID], at: datetime) -> Mapping[UUID, Sequence[Reason]]:
    """A key that is used from this very machine, or from a new address. One query."""
    said: dict[UUID, list[Reason]] = defaultdict(list)
    for key in SEEN.read(company, agents, at):
        said[key.agent_id].extend(_reasons(key, company, at))
    return said


def _reasons(key: AgentKey, company: Company, at: datetime) -> Iterator[Reason]:
    if calls_from_here(key):
        yield HERE
    if key.moved_at and at - key.moved_at < NEWS:
        when = near_moment(key.moved_at, at, ZoneInfo(company.time_zone))
        yield Reason("watch", "À surveiller", f"Sa clé {key.start}… a servi depuis une nouvelle adresse, {when}.", TO_WATCH + 8)
