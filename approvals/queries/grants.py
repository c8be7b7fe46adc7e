"""Answers given and not used yet, found again by programs that keep no name between two tries."""

from datetime import datetime

from approvals.enums import Reason, RequestState
from approvals.models import ApprovalRequest, Limit
from approvals.queries.stops import is_halted
from approvals.rules.asked import Asked
from inventory.models import Agent
from journal.queries import words_of
from journal.rules.naming import meaning

# How the names of the demands of OpenClaw, Claude Code and AuthZEN begin: their next try is a call of another id.
HOOKS = ("oc-", "cc-", "az-")
MOST_READ = 20


def unused(agent: Agent, asked: Asked, at: datetime) -> ApprovalRequest | None:
    """The oldest yes to this very action, whatever call of that program asked for it, under the limits of now. `spend` decides again."""
    prefix = next((hook for hook in HOOKS if asked.sent_as.startswith(hook)), None)
    if prefix is None or is_halted(agent):
        return None
    limits = sorted(Limit.objects.of(agent.company).current().about(agent).values_list("pk", flat=True))
    mine = ApprovalRequest.objects.of(agent.company).filter(agent=agent, digest=asked.digest, state=RequestState.APPROVED)
    standing = mine.filter(sent_as__startswith=prefix, grant_expires_at__gt=at, limits=limits).order_by("decided_at")
    return next((one for one in standing[:MOST_READ] if not is_read_otherwise(agent, one)), None)


def is_read_otherwise(agent: Agent, granted: ApprovalRequest) -> bool:
    """No person saw it, and the company has said since that its tool does something graver. One query for such a grant."""
    if granted.reason != Reason.BELOW_LIMIT:
        return False
    return meaning(granted.tool, granted.type, words_of(agent)).type != granted.type
