"""Limits: set, changed, ended, brought by a template. Never changed in place: a sealed row tells each step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import Company, Membership
from approvals.enums import Answer, Measure
from approvals.models import Limit
from approvals.queries.limits import advised
from approvals.queries.wording import limit_words
from approvals.rules.limits import Rule
from approvals.rules.template_limits import brought_by
from inventory.models import Agent
from journal.enums import Type
from ledger.actions import record
from ledger.entries import SYSTEM, Actor, Subject
from ledger.enums import Kind

# docs/dev/adr/0015-a-command-is-asked.md
DEFAULTS = (
    {"type": Type.PAYMENT, "measure": Measure.AMOUNT, "value": 1000_00},
    {"type": Type.QUOTE, "measure": Measure.AMOUNT, "value": 10_000_00},
    {"type": Type.PAYMENT, "measure": Measure.NEW_PAYEE, "asks_call_back": True},
    {"type": Type.COMMAND, "measure": Measure.ALWAYS},
)
COLUMNS = ("agent", "type", "kind", "measure", "answer", "value", "starts", "ends", "days", "asks_call_back")


class AlreadyChanged(RuntimeError):
    """Somebody else has changed or taken away this limit since the page was read."""


@dataclass(frozen=True)
class Wished:
    """A limit as somebody says it. `value`: see Measure. Agent None: all of them. `days`: see Limit."""

    measure: Measure
    answer: Answer = Answer.ASK
    agent: Agent | None = None
    type: str = ""
    kind: str = ""
    value: int | None = None
    starts: time | None = None
    ends: time | None = None
    asks_call_back: bool = False
    days: tuple[int, ...] = ()

    def rule(self, name: UUID) -> Rule:
        """As the judge reads it, under a name of the caller's."""
        agent = self.agent.pk if self.agent else None
        return Rule(
            name,
            self.measure,
            self.answer,
            agent,
            self.type,
            self.kind,
            self.value,
            starts=self.starts,
            ends=self.ends,
            days=frozenset(self.days),
        )


@transaction.atomic
def set_limit(company: Company, wished: Wished, *, by: Membership, at: datetime, instead_of: Limit | None = None) -> Limit:
    """A new limit; `instead_of` ends in the same breath. The same wish twice is one limit. Raises AlreadyChanged."""
    Company.objects.select_for_update().get(pk=company.pk)
    columns = {name: getattr(wished, name) for name in COLUMNS} | {"days": list(wished.days)}
    same = Limit.objects.of(company).current().select_related("agent", "company").filter(**columns).first()
    if instead_of and same != instead_of and not _end(instead_of, at):
        raise AlreadyChanged
    if same is None:
        template = instead_of.template if instead_of else ""
        same = _add(company, {**columns, "instead_of": instead_of, "template": template, "set_by": by}, _actor(by), at)
    if instead_of and same != instead_of:
        _record("limit.ended", instead_of, _actor(by), at)
    return same


@transaction.atomic
def end_limit(limit: Limit, *, by: Membership, at: datetime) -> None:
    """It holds no more. Nothing happens to one that has ended."""
    if _end(limit, at):
        _record("limit.ended", limit, _actor(by), at)


@transaction.atomic
def add_advised(agent: Agent, chosen: Sequence[str], *, by: Membership, at: datetime) -> int:
    """Of what is advised for such an agent, those chosen by their names (Limit.template); how many were not there yet."""
    Company.objects.select_for_update().get(pk=agent.company_id)
    missing = [columns for columns in advised(agent) if columns["template"] in chosen]
    for columns in missing:
        _add(agent.company, {"agent": agent, "set_by": by, **columns}, _actor(by), at)
    return len(missing)


def open_defaults(company: Company, by: Actor, at: datetime) -> None:
    """What a new company starts with: transfers, quotes, new accounts, commands."""
    for columns in DEFAULTS:
        _add(company, columns, by, at)


def follow_template(company: Company, agent: Agent, template: str, by: Membership, at: datetime) -> None:
    """What a ready-made template asks of its agent. In the transaction of the declaration."""
    for columns in brought_by(template):
        _add(company, {"agent": agent, "set_by": by, **columns}, _actor(by), at)


def _add(company: Company, columns: dict[str, Any], by: Actor, at: datetime) -> Limit:
    limit = Limit.objects.create(company=company, set_at=at, **{"answer": Answer.ASK, **columns})
    _record("limit.set", limit, by, at)
    return limit


def _end(limit: Limit, at: datetime) -> bool:
    return bool(Limit.objects.of(limit.company).current().filter(pk=limit.pk).update(ended_at=at))


def _record(act: str, limit: Limit, by: Actor, at: datetime) -> None:
    about = Subject("agent", limit.agent.pk, limit.agent.name) if limit.agent else Subject("company", limit.company_id, limit.company.name)
    words = f"{limit_words(limit)}\u00a0: {str(Answer(limit.answer).label).lower()}"
    whom = limit.agent.name if limit.agent else "tous les agents"
    detail = {"words": words, "whom": whom, "measure": str(limit.measure), "value": limit.value}
    record(Kind.RIGHT, act, about, Subject("limit", limit.pk, words), by=by or SYSTEM, at=at, detail=detail)


def _actor(by: Membership) -> Actor:
    return Actor("person", by.user_id, by.user.name)
