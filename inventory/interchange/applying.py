"""The boxes a person ticked, written in the caller’s transaction: accounts, agents with their lines, lines more, other words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import Company, Membership
from inventory.actions import accounts, processings, rights
from inventory.actions.accounts import Account
from inventory.actions.agents import answering, enter
from inventory.actions.rights import Asked
from inventory.catalogue import template
from inventory.entries import actor, of_agent, of_connection
from inventory.enums import State
from inventory.interchange.columns import ACCOUNTS, LISTS, RIGHTS, RUNTIME, TABS, Kind
from inventory.interchange.found import FoundRow
from inventory.interchange.planning import Box, processing_of, same
from inventory.interchange.standing import Inventory
from inventory.models import Agent, AgentModule, Connection, FollowUp, Permission, Runtime, RuntimeBinding
from inventory.rules.pairs import LATER
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind as Act

RUNTIME_NAMES = frozenset(column.name for column in RUNTIME)
WHO = {
    "in_charge": ("Qui est responsable de cet agent\u00a0?", "Choisissez une personne de l’entreprise, ou invitez-la d’abord."),
    "deputy": ("Qui remplace la personne responsable\u00a0?", "Choisissez une personne de l’entreprise, ou invitez-la d’abord."),
}


@dataclass
class Written:
    """What was made: new agents, new accounts, and the agents or accounts that took something."""

    agents: list[Agent] = field(default_factory=list)
    accounts: list[Connection] = field(default_factory=list)
    changed: dict[UUID, Subject] = field(default_factory=dict)


def write(company: Company, boxes: Collection[Box], today: Inventory, source: Subject, *, by: Membership | None, at: datetime) -> Written:
    """Everything that was ticked. Raises IntegrityError when a name was taken meanwhile."""
    writing = _Writing(company, today, source, by, at)
    for box in sorted(boxes, key=lambda one: (not one.is_creation, one.tab != "accounts")):
        if box.row:
            writing.change(box)
        elif box.tab == "accounts":
            writing.account(box.found)
        elif box.tab == "agents":
            writing.agent(box)
        else:
            writing.line(box.found)
    writing.tie_accounts()
    writing.tell()
    return writing.written


class _Writing:
    """One import being written."""

    def __init__(self, company: Company, today: Inventory, source: Subject, by: Membership | None, at: datetime) -> None:
        self.company, self.today, self.source, self.by, self.at = company, today, source, by, at
        self.written = Written()
        self.agents: dict[str, Agent] = {same(row.values["name"]): row.object for row in today.rows["agents"]}
        self.connections: dict[str, Connection] = {same(str(row.object)): row.object for row in reversed(today.rows["accounts"])}
        self.uses: list[tuple[Connection, list[str]]] = []
        self.words: dict[UUID, list[str]] = {}

    def account(self, found: FoundRow) -> None:
        values = _typed(found, {column.name: column.kind for column in ACCOUNTS.columns})
        names = values.pop("agents", [])
        known = {one.name for one in fields(Account)}
        connection = accounts.note(
            self.company, Account(**{name: values[name] for name in values if name in known}), by=self.by, at=self.at
        )
        _complete(connection, {name: value for name, value in values.items() if name not in known})
        self.connections.setdefault(same(str(connection)), connection)
        self.uses.append((connection, names))
        self.written.accounts.append(connection)

    def agent(self, box: Box) -> None:
        values = dict(box.found.values)
        people = {name: self._person(values.pop(name)) for name in WHO if name in values}
        in_charge = answering(people.get("in_charge"), self.by)
        state = State(values.pop("state", State.PLANNED))
        model = values.pop("template", "")
        runtime = {name: values.pop(name) for name in RUNTIME_NAMES & set(values)}
        agent = Agent(
            company=self.company,
            template=model if template(model) else "",
            declared_at=self.at,
            changed_at=self.at,
            purpose=values.pop("purpose", ""),
            **{name: values[name] for name in values},
            **people | {"in_charge": in_charge},
        )
        agent.save(force_insert=True)
        enter(agent, state, seq=1, by=self.by, at=self.at)
        record(Act.RIGHT, "agent.declared", of_agent(agent), by=actor(self.by), at=self.at, detail={"state": state.label})
        self.agents[same(agent.name)] = agent
        self.written.agents.append(agent)
        self._runtime(agent, runtime)
        for part in box.parts:
            self.line(part, fresh=True)
        self._ask(agent, box.found, people)
        if "has_personal_data" in values:  # a tie to the register says yes by itself; the file's own word stands
            Agent.objects.of(self.company).filter(pk=agent.pk).update(has_personal_data=values["has_personal_data"])

    def line(self, found: FoundRow, *, fresh: bool = False) -> None:
        """One row of another tab, for an agent that exists by now."""
        agent = self.agents[same(found.values["agent"])]
        if found.tab == "rights":
            self._right(agent, found)
        elif found.tab == "ties":
            self._tie(agent, found)
        else:
            self._added(agent, found)
        if not fresh:
            self._said(
                of_agent(agent),
                {"rights": "un droit", "modules": "un module", "bindings": "une liaison", "ties": "un traitement"}[found.tab],
            )

    def _right(self, agent: Agent, found: FoundRow) -> None:
        values = _typed(found, {column.name: column.kind for column in RIGHTS.columns})
        values.pop("agent")
        label = values.pop("connection", "")
        values["connection"] = self.connections.get(same(label)) if label else None
        if label and values["connection"] is None:
            self._question(
                agent,
                f"Avec quel compte l’agent a-t-il ce droit\u00a0: {found.values['resource']}\u00a0?",
                f"Le fichier nomme «\u00a0{label}\u00a0».",
            )
        known = {one.name for one in fields(Asked)}
        right = rights.grant(
            agent, Asked(**{name: values[name] for name in values if name in known}, pairing=LATER), by=self.by, at=self.at
        )
        _complete(right, {name: value for name, value in values.items() if name not in known})

    def _tie(self, agent: Agent, found: FoundRow) -> None:
        processing = processing_of(found, self.today)
        if processing:
            processings.attach_agent(processing, agent, by=self.by, at=self.at)

    def _added(self, agent: Agent, found: FoundRow) -> None:
        values = {name: _day(value) if name.endswith("_on") else value for name, value in found.values.items() if name != "agent"}
        model: Any = AgentModule if found.tab == "modules" else RuntimeBinding
        when = {"added_at": self.at} if found.tab == "modules" else {"read_at": self.at}
        model(company=self.company, agent=agent, **values, **when).save(force_insert=True)

    def change(self, box: Box) -> None:
        """One cell that says otherwise, on something that exists."""
        if box.row is None:
            return
        one, value = box.row.object, box.found.values[box.column]
        kind = _kind(box)
        if box.tab == "accounts" and box.column == "agents":
            self.uses.append((one, value))
        elif box.tab == "agents" and box.column in RUNTIME_NAMES:
            kept = (box.row.values[box.column] or []) if kind in LISTS else []
            self._runtime(one, {box.column: [*kept, *(item for item in value if item not in kept)] if kind in LISTS else value})
        else:
            _complete(one, self._new(box, _day(value) if kind is Kind.DAY else value))
        subject = of_connection(one) if box.tab == "accounts" else of_agent(one if box.tab == "agents" else one.agent)
        self._said(subject, box.word.lower())

    def _new(self, box: Box, value: Any) -> dict[str, Any]:
        """A last day ends « sans limite », and the other way round; a person or an account we do not know changes nothing."""
        if box.column in WHO:
            person = self._person(value)
            if person is None and box.row:
                self._question(box.row.object, WHO[box.column][0], f"Le fichier nomme «\u00a0{value}\u00a0». {WHO[box.column][1]}")
            return {box.column: person} if person else {}
        if box.column == "connection":
            connection = self.connections.get(same(value))
            return {"connection": connection} if connection else {}
        if box.column == "until":
            return {"until": value, "is_endless": False}
        return {"is_endless": value, **({"until": None} if value else {})} if box.column == "is_endless" else {box.column: value}

    def tie_accounts(self) -> None:
        """Which agents use which account: both exist by now, or the agent was left out."""
        for connection, names in self.uses:
            for name in names:
                if agent := self.agents.get(same(name)):
                    accounts.attach(agent, connection, by=self.by, at=self.at)

    def tell(self) -> None:
        """One line of the record for each agent or account that took something."""
        for pk, subject in self.written.changed.items():
            what = ", ".join(dict.fromkeys(self.words[pk]))
            record(
                Act.RIGHT,
                "agents.merged",
                subject,
                self.source,
                by=actor(self.by),
                at=self.at,
                detail={"what": what, "file": self.source.name},
            )
            if subject.kind == "agent":
                Agent.objects.of(self.company).filter(pk=pk).update(changed_at=self.at)

    def _runtime(self, agent: Agent, values: Mapping[str, Any]) -> None:
        told = {**values, "changed_at": self.at}
        if values and not Runtime.objects.of(self.company).filter(agent=agent).update(**told):
            Runtime.objects.create(company=self.company, agent=agent, **told)

    def _person(self, told: str) -> Membership | None:
        """Somebody of the company by name or address; nobody when two answer, or none."""
        found = [one for one in self.today.people if same(told) in (same(one.user.name), same(one.user.email))]
        return found[0] if len(found) == 1 else None

    def _ask(self, agent: Agent, found: FoundRow, people: Mapping[str, Membership | None]) -> None:
        for name, person in people.items():
            if person is None:
                self._question(agent, WHO[name][0], f"Le fichier nomme «\u00a0{found.values[name]}\u00a0». {WHO[name][1]}")

    def _question(self, agent: Agent, question: str, advice: str) -> None:
        same_agent: dict[str, Any] = {"about_kind": "agent", "about_id": agent.pk, "question": question}
        if not FollowUp.objects.of(self.company).open().filter(**same_agent).exists():
            FollowUp.objects.create(company=self.company, **same_agent, about_name=agent.name, advice=advice, opened_at=self.at)

    def _said(self, subject: Subject, word: str) -> None:
        self.written.changed[subject.id] = subject
        self.words.setdefault(subject.id, []).append(word)


def _complete(one: Connection | Permission | Agent | AgentModule | RuntimeBinding, values: Mapping[str, Any]) -> None:
    if values:
        for name, value in values.items():
            setattr(one, name, value)
        one.save(update_fields=list(values))


def _typed(found: FoundRow, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    return {name: _day(value) if kinds[name] is Kind.DAY else value for name, value in found.values.items()}


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None


def _kind(box: Box) -> Kind:
    return TABS[box.tab].column(box.column).kind
