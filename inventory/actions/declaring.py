"""An agent is declared: from a draft, once, with its rights, accounts and register sheet in one transaction."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.models import Company, CompanyQuerySet, Membership
from inventory import hooks
from inventory.actions import accounts, processings, rights
from inventory.actions.accounts import Account
from inventory.actions.agents import Identity, NameTaken, answering, enter, values_of
from inventory.actions.rights import Asked
from inventory.catalogue import SheetPlan
from inventory.entries import actor, of_agent
from inventory.enums import State
from inventory.models import Agent, AgentDraft, Connection, FollowUp, Processing
from ledger.actions import record
from ledger.enums import Kind


class AlreadyDeclared(Exception):
    """This draft became an agent already; `args[0]` is the agent's id."""


@dataclass(frozen=True)
class Declaration:
    """Everything said about a new agent. `sheet`: a new line of the register; `joins`: lines it takes part in that exist already."""

    identity: Identity
    state: State = State.PLANNED
    template: str = ""
    rights: tuple[Asked, ...] = ()
    known_accounts: tuple[Connection, ...] = ()
    new_accounts: tuple[Account, ...] = ()
    sheet: SheetPlan | None = None
    confirmed: frozenset[int] = field(default=frozenset())
    joins: tuple[Processing, ...] = ()
    questions: tuple[str, ...] = ()


def start_draft(company: Company, *, template: str, by: Membership, at: datetime) -> AgentDraft:
    """Begin to declare an agent; nothing is recorded before the end."""
    draft = AgentDraft(company=company, template=template, answers={}, started_at=at, started_by=by, saved_at=at)
    draft.save(force_insert=True)
    return draft


def save_answers(draft: AgentDraft, step: str, answers: dict[str, object], *, at: datetime) -> bool:
    """Keep the answers of one page; False when the draft became an agent meanwhile."""
    draft.answers = {**draft.answers, step: answers}
    draft.saved_at = at
    return bool(open_drafts(draft.company).filter(pk=draft.pk).update(answers=draft.answers, saved_at=at))


def choose_template(draft: AgentDraft, template: str, *, at: datetime) -> bool:
    """Another template: the rights and the sheet it proposed are asked anew, the other answers stay."""
    kept = {step: said for step, said in draft.answers.items() if step not in ("droits", "verification")}
    return bool(open_drafts(draft.company).filter(pk=draft.pk).update(template=template, answers=kept, saved_at=at))


def abandon(draft: AgentDraft) -> bool:
    """Forget a declaration; False when it became an agent, or was forgotten already."""
    return bool(open_drafts(draft.company).filter(pk=draft.pk).delete()[0])


def open_drafts(company: Company) -> CompanyQuerySet[AgentDraft]:
    """Declarations not finished."""
    return AgentDraft.objects.of(company).filter(agent_id=None)


def declare_from(draft: AgentDraft, said: Declaration, *, by: Membership, at: datetime) -> Agent:
    """The draft becomes an agent, once: the conditional update decides between two clicks. Raises AlreadyDeclared, NameTaken."""
    agent_id = uuid4()
    with transaction.atomic():
        if not open_drafts(draft.company).filter(pk=draft.pk).update(agent_id=agent_id):
            made = AgentDraft.objects.of(draft.company).filter(pk=draft.pk).values_list("agent_id", flat=True).first()
            raise AlreadyDeclared(made)
        return declare(draft.company, said, agent_id=agent_id, by=by, at=at)


def declare(company: Company, said: Declaration, *, agent_id: UUID | None = None, by: Membership, at: datetime) -> Agent:
    """Agent, state, rights, accounts, sheet, open questions, and what the template brings in the higher apps. Raises NameTaken."""
    with transaction.atomic():
        agent = _new_agent(company, said, agent_id or uuid4(), by=by, at=at)
        enter(agent, said.state, seq=1, by=by, at=at)
        record(Kind.RIGHT, "agent.declared", of_agent(agent), by=actor(by), at=at, detail={"state": said.state.label})
        for asked in said.rights:
            rights.grant(agent, asked, by=by, at=at)
        opened = [accounts.note(company, account, by=by, at=at) for account in said.new_accounts]
        for connection in (*said.known_accounts, *opened):
            accounts.attach(agent, connection, by=by, at=at)
        _register(company, agent, said, by=by, at=at)
        _ask(company, agent, said.questions, at)
        for follow in hooks.template_followers:
            follow(company, agent, said.template, by, at)
    return agent


def _new_agent(company: Company, said: Declaration, agent_id: UUID, *, by: Membership, at: datetime) -> Agent:
    identity = replace(said.identity, in_charge=answering(said.identity.in_charge, by))
    agent = Agent(id=agent_id, company=company, template=said.template, declared_at=at, changed_at=at, **values_of(identity))
    try:
        with transaction.atomic():
            agent.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(said.identity.name) from error
    return agent


def _register(company: Company, agent: Agent, said: Declaration, *, by: Membership, at: datetime) -> None:
    lines = list(said.joins)
    if said.sheet:
        lines.append(processings.open_from_plan(company, said.sheet, confirmed=said.confirmed, by=by, at=at))
    for processing in lines:
        processings.attach_agent(processing, agent, by=by, at=at)


def _ask(company: Company, agent: Agent, questions: tuple[str, ...], at: datetime) -> None:
    for question in questions:
        FollowUp.objects.create(
            company=company, about_kind="agent", about_id=agent.pk, about_name=agent.name, question=question, opened_at=at
        )
