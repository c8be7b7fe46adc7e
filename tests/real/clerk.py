"""A process beside the stack, of its own surroundings: settles the people and agents of a test, and reads what the stack has kept.

It speaks lines of JSON: {"do": name, ...} in, the answer out. Never imported by a test: `Clerk` of tests/real/site.py starts it.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.boundary import scope  # noqa: E402
from accounts.enums import Role  # noqa: E402
from accounts.models import Company, Membership, User  # noqa: E402
from api.actions import keys  # noqa: E402
from api.enums import Scope  # noqa: E402
from approvals.actions import callbacks  # noqa: E402
from approvals.enums import Answer, Measure  # noqa: E402
from approvals.models import ApprovalRequest, Limit  # noqa: E402
from inventory.enums import State  # noqa: E402
from inventory.models import Agent, AgentState  # noqa: E402
from journal.models import Action  # noqa: E402
from ledger.models import Entry  # noqa: E402
from tests.accounts.journeys import give_factors  # noqa: E402
from tests.cast import make_company, make_person  # noqa: E402

ALWAYS_ASKED = ("system.command", "message.send")


def settle(agents: list[str]) -> dict[str, Any]:
    """Alice, her two factors, her limits, and agents of these names with a key each."""
    at = timezone.now()
    company = make_company("Vasseur Menuiserie", "vasseur")
    alice = make_person(company, "Alice Martin", Role.OWNER)
    key, codes = give_factors(alice, at=at)
    with scope(company):
        for type_ in ALWAYS_ASKED:
            Limit.objects.create(company=company, type=type_, measure=Measure.ALWAYS, answer=Answer.ASK, set_at=at)
        Limit.objects.create(company=company, type="payment", measure=Measure.AMOUNT, value=1000_00, answer=Answer.ASK, set_at=at)
        made = {name: _agent(company, name, alice.membership, at) for name in agents}
    email = User.objects.get(pk=alice.user.pk).email
    return {"email": email, "key": key, "codes": codes, "company": str(company.pk), "agents": made}


def _agent(company: Company, name: str, by: Membership, at: datetime) -> dict[str, str]:
    agent = Agent.objects.create(company=company, name=name, purpose="Essai", declared_at=at, changed_at=at)
    AgentState.objects.create(company=company, agent=agent, state=State.ACTIVE, at=at)
    return {"id": str(agent.pk), "key": keys.make(agent, list(Scope), by=by, at=at)}


def actions(company: str, agent: str) -> list[dict[str, Any]]:
    """An agent's lines of the journal, oldest first, with what only the record keeps of each."""
    with scope(UUID(company)):
        rows = list(Action.objects.filter(company_id=company, agent_id=agent).order_by("occurred_at", "seq"))
        sealed = {row.seq: json.loads(bytes(row.payload)) for row in Entry.objects.filter(seq__in=[row.seq for row in rows])}
        told = ("type", "tool", "target", "outcome", "amount_cents", "currency", "payee")
        return [
            {name: getattr(row, name) for name in told}
            | {"approval": str(row.approval_id or ""), "summary": sealed[row.seq]["detail"].get("summary", "")}
            for row in rows
        ]


def requests(company: str, agent: str) -> list[dict[str, Any]]:
    """An agent's demands, oldest first."""
    with scope(UUID(company)):
        rows = ApprovalRequest.objects.of(Company.objects.get(pk=company)).filter(agent_id=agent).order_by("asked_at")
        told = ("state", "tool", "reason", "callback_url")
        return [{"id": str(row.pk)} | {name: str(getattr(row, name)) for name in told} for row in rows]


def call_back(company: str, agent: str, host: str) -> bool:
    """This agent is called back, signed, at a host of our own network."""
    with scope(UUID(company)):
        mine = Company.objects.get(pk=company)
        by, at = Membership.objects.of(mine).select_related("user", "company").get(), timezone.now()
        called = Agent.objects.of(mine).select_related("company").get(pk=agent)
        callbacks.make_secret(called, by=by, at=at)
        callbacks.allow_host(called, host, by=by, at=at)
        return True


DOES: dict[str, Callable[..., Any]] = {one.__name__: one for one in (settle, actions, requests, call_back)}

if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(DOES[asked.pop("do")](**asked)), flush=True)  # noqa: T201
