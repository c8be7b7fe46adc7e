"""What « Brancher cet agent » tells: its keys, what came last, whether it calls from this very machine."""

from dataclasses import dataclass
from datetime import datetime

from api.models import AgentKey
from api.rules import is_this_machine
from approvals.models import ApprovalRequest
from inventory.models import Agent
from journal.models import Action
from journal.rules import lines
from lib.words import on_one_line


@dataclass(frozen=True)
class Plugged:
    """`heard`: its last call. `action` and `asked`: the last thing it told, the last thing it asked. `is_here`: on this very machine."""

    keys: tuple[AgentKey, ...]
    heard: datetime | None
    action: tuple[datetime, str] | None
    asked: ApprovalRequest | None
    is_here: bool


def plugged(agent: Agent, at: datetime) -> Plugged:
    """Three queries; one while it was never heard."""
    keys = tuple(AgentKey.objects.of(agent.company).opening(at).filter(agent=agent).order_by("-made_at"))
    heard = max((key.seen_at for key in keys if key.seen_at), default=None)
    if heard is None:
        return Plugged(keys, None, None, None, False)
    action = Action.objects.of(agent.company).filter(agent_id=agent.pk).order_by("-occurred_at").first()
    asked = ApprovalRequest.objects.of(agent.company).filter(agent=agent).order_by("-asked_at").first()
    return Plugged(keys, heard, (action.received_at, _told(action)) if action else None, asked, any(map(calls_from_here, keys)))


def calls_from_here(key: AgentKey) -> bool:
    """Replacing the key, once the agent has moved, ends it."""
    return key.until is None and any(map(is_this_machine, key.known))


def _told(action: Action) -> str:
    facts = lines.Facts(action.type, action.outcome, action.target, action.payee, action.amount_cents, action.currency, action.count)
    return on_one_line(lines.line(facts))
