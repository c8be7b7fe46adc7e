"""What stands, what is left to take back, what is over. Each function costs a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.boundary import scope
from accounts.models import Company
from accounts.past import moment
from approvals import markers
from approvals.models import Revocation, Suspension
from approvals.queries.hot import caller, state_and_stops, who_calls
from approvals.rules.revoking import address_in, how_to_halt, how_to_revoke
from inventory.enums import Environment, State
from inventory.models import Agent, ConnectionUse
from inventory.queries.words import company_words
from inventory.rules.overlay import CompanyWords
from inventory.ways import Ways, ways_of
from lib.kept import Kept
from lib.prepared import Asked, Row

END = "end"  # the name of COMMIT among what is asked
HALTED = (State.PAUSED, State.RETIRED)
STANDING = Kept(lambda company: Suspension.objects.of(company).standing().select_related("agent", "asked_by__user"), Company)
HALTS = Kept(
    lambda company: Agent.objects.of(company).with_state().filter(state__in=HALTED).values_list("pk", flat=True),  # type: ignore[misc]
    Company,
)


@dataclass(frozen=True)
class Stop:
    """A standing stop, of one agent or (no agent) of all. `is_recorded` is False while it is held by a file alone."""

    id: UUID
    agent_id: UUID | None
    agent_name: str
    why: str
    asked_at: datetime
    by_name: str
    is_recorded: bool = True
    is_drill: bool = False

    def covers(self, agent_id: UUID) -> bool:
        return self.agent_id in (None, agent_id)


@dataclass(frozen=True)
class Stance:
    """An agent as it stands: the stops that cover it, and whether it may do anything at all."""

    stops: tuple[UUID, ...]
    is_halted: bool


@dataclass(frozen=True)
class Step:
    """One thing to do by hand: take an account back, or (no account) halt the agent where it runs."""

    agent_id: UUID
    connection_id: UUID | None
    title: str
    how: str
    done_at: datetime | None = None
    done_by: str = ""

    @property
    def link(self) -> str:
        """Where to go, when the advice names a web address."""
        return address_in(self.how)


@dataclass(frozen=True)
class AgentSteps:
    """The steps of one agent."""

    id: UUID
    name: str
    steps: tuple[Step, ...]
    ways: Ways | None = None
    is_test: bool = False

    @property
    def left(self) -> int:
        return sum(step.done_at is None for step in self.steps)


@dataclass(frozen=True)
class Checklist:
    """Everything to do about a stop."""

    agents: tuple[AgentSteps, ...]

    @property
    def steps(self) -> list[Step]:
        return [step for agent in self.agents for step in agent.steps]

    @property
    def total(self) -> int:
        return len(self.steps)

    @property
    def done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def left(self) -> int:
        return sum(agent.left for agent in self.agents)


def standing(company: Company) -> list[Stop]:
    """Stops that hold now, all agents first, then the oldest. One query; a second one while one is on disk alone."""
    waiting = _then(markers.of_company(company.pk))  # before the rows: a marker that goes meanwhile has left its row behind
    stops = [from_row(row) for row in STANDING.read(company)]
    stops += [_from_marker(marker) for marker in _on_disk(company, waiting, [stop.id for stop in stops])]
    return sorted(stops, key=lambda stop: (stop.agent_id is not None, stop.asked_at))


def stop_with(company: Company, stop_id: UUID) -> Stop | None:
    """The standing stop with this id."""
    return next((stop for stop in standing(company) if stop.id == stop_id), None)


def stop_on(stops: Sequence[Stop], agent_id: UUID) -> Stop | None:
    """What stops this agent: a real stop before a drill, then the stop of all before its own."""
    return min((stop for stop in stops if stop.covers(agent_id)), key=lambda stop: (stop.is_drill, stop.agent_id is not None), default=None)


def stance_of(agent: Agent) -> Stance:
    """Where it stands now, stops on disk too. One query, for every call asks it; a second one while markers wait."""
    waiting = markers.of_company(agent.company_id)  # before the rows, as in `standing`
    return stance(agent, waiting, *state_and_stops(agent))


@contextmanager
def scope_of_call(
    company_id: UUID, agent_id: UUID, also: Mapping[str, Asked], apart: Mapping[str, Asked] | None = None
) -> Iterator[tuple[Mapping[str, list[Row]], Callable[[], tuple[Agent, Stance]]]]:
    """Inside its company's scope: what `also` asks, and `apart` (see accounts.boundary.scope), in the round trip that opens it; and what
    tells the agent behind a key and where it stands. A second one while markers wait. The latter raises Agent.DoesNotExist. Where
    `also` ends with END, nothing else is asked inside: it ends in that round trip too, unless markers wait or it is another's part."""
    waiting = markers.of_company(company_id)
    asked = {"caller": who_calls(company_id, agent_id), **also}
    if waiting or connection.in_atomic_block:
        asked.pop(END, None)
    with scope(company_id, asked, apart) as found:

        def who() -> tuple[Agent, Stance]:
            agent, state, recorded = caller(company_id, agent_id, found["caller"])
            return agent, stance(agent, waiting, state, recorded)

        yield found, who


def stance(agent: Agent, waiting: Sequence[markers.Marker], state: str, recorded: Sequence[UUID]) -> Stance:
    """From what the database says, and what the disk said before it."""
    covering = [marker for marker in waiting if marker.agent_id in (None, agent.pk)]
    stops = [*recorded, *(marker.id for marker in _on_disk(agent.company, covering, recorded))]
    return Stance(tuple(stops), bool(stops) or state in HALTED)


def stops_over(agent: Agent) -> list[UUID]:
    """The stops that cover this agent now, those on disk too."""
    return list(stance_of(agent).stops)


def is_halted(agent: Agent) -> bool:
    """Stopped, paused or retired: it asks for nothing and spends nothing. A stop on disk is enough."""
    return stance_of(agent).is_halted


def halted_ids(company: Company) -> set[UUID]:
    """Agents that are paused or retired: by their own state, not by a stop. One query."""
    return set(HALTS.read(company))


def agents_in_sight(company: Company) -> list[Agent]:
    """All agents but the retired ones, by name, with what surrounds them. One query."""
    return list(Agent.objects.of(company).in_sight().select_related("runtime").order_by("name"))


def checklist(company: Company, stop: Stop) -> Checklist:
    """What is to be done about this stop. Four queries."""
    return checklists(company, [stop])[stop.id]


def checklists(company: Company, stops: Sequence[Stop]) -> dict[UUID, Checklist]:
    """The checklist of each stop, by its id. Four queries for any number of stops and agents; none without a stop."""
    if not stops:
        return {}
    agents = agents_in_sight(company)
    uses = _uses(company)
    ticks, words = _ticks(company), company_words(company)
    todo = {agent.pk: _steps(agent, uses[agent.pk], ticks, words) for agent in agents}
    steps = {agent.pk: AgentSteps(agent.pk, agent.name, todo[agent.pk], _ways(agent), _is_test(agent)) for agent in agents}
    return {stop.id: Checklist(tuple(steps[agent.pk] for agent in agents if stop.covers(agent.pk))) for stop in stops}


Ticks = dict[tuple[UUID, UUID | None], Revocation]


def _ticks(company: Company) -> Ticks:
    """What was taken back in any stop that still stands: a second stop does not ask for it again."""
    rows = Revocation.objects.of(company).filter(suspension__lifting=None).select_related("by__user")
    return {(row.agent_id, row.connection_id): row for row in rows}


def _uses(company: Company) -> dict[UUID, list[ConnectionUse]]:
    found: dict[UUID, list[ConnectionUse]] = defaultdict(list)
    rows = ConnectionUse.objects.of(company).filter(connection__closed_at=None).select_related("connection")
    for use in rows.order_by("connection__service", "connection__identifier"):
        found[use.agent_id].append(use)
    return found


def _steps(agent: Agent, uses: Sequence[ConnectionUse], ticks: Ticks, words: CompanyWords) -> tuple[Step, ...]:
    accounts = [use.connection for use in uses]
    if not accounts:
        tool = agent.tool or "l’outil qui le fait tourner"
        return (
            _step(
                ticks,
                agent.pk,
                None,
                f"Arrêtez-le là où il tourne\u00a0: {tool}",
                how_to_halt(agent.tool, agent.isolation, _own_words(agent)),
            ),
        )
    return tuple(
        _step(ticks, agent.pk, account.pk, str(account), how_to_revoke(account.service, account.sign_in, account.revoke_where, words))
        for account in accounts
    )


def _is_test(agent: Agent) -> bool:
    """Its actions stand apart in the journal."""
    return agent.environment == Environment.TEST


def _own_words(agent: Agent) -> str:
    """The company's own way to stop it, on one line; nothing when it wrote none."""
    first = _ways(agent).stop[0]
    return " ".join(first.steps) if first.is_own else ""


def _ways(agent: Agent) -> Ways:
    return ways_of(agent, getattr(agent, "runtime", None))


def _step(ticks: Ticks, agent_id: UUID, connection_id: UUID | None, title: str, how: str) -> Step:
    tick = ticks.get((agent_id, connection_id))
    if tick is None:
        return Step(agent_id, connection_id, title, how)
    return Step(agent_id, connection_id, title, how, tick.at, tick.by.user.name)


def _then(waiting: Sequence[markers.Marker]) -> list[markers.Marker]:
    """Files know no past: while it is read, only those that were there."""
    then = moment()
    return [marker for marker in waiting if then is None or marker.asked_at <= then]


def _on_disk(company: Company, waiting: Sequence[markers.Marker], recorded: Sequence[UUID]) -> list[markers.Marker]:
    """Those whose rows were not read before (`recorded`). A row that came since stands like its file, and a marker may outlive the commit
    of its row for a moment: only once that is lifted does the row alone speak."""
    unread = [marker for marker in waiting if marker.id not in recorded]
    if not unread:
        return []
    over = Suspension.objects.of(company).filter(pk__in=[marker.id for marker in unread], lifting__isnull=False)
    lifted = set(over.values_list("pk", flat=True))
    return [marker for marker in unread if marker.id not in lifted]


def from_row(row: Suspension) -> Stop:
    """With its agent and who asked."""
    told = row.agent_id, row.agent.name if row.agent else "", row.why, row.asked_at, row.asked_by.user.name
    return Stop(row.pk, *told, is_drill=row.is_drill)


def _from_marker(marker: markers.Marker) -> Stop:
    told = marker.agent_id, marker.agent_name, marker.why, marker.asked_at, marker.by_name
    return Stop(marker.id, *told, is_recorded=False, is_drill=marker.is_drill)
