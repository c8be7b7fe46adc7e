"""What a company has today, in the words and columns of the workbook. Read for writing the file, and to compare a file with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.models import Company, Membership
from inventory.interchange.columns import TABS, Tab
from inventory.models import Agent, AgentModule, AgentProcessing, Connection, ConnectionUse, Permission, Processing, Runtime, RuntimeBinding


@dataclass(frozen=True)
class Row:
    """A row of today: its object, and the value of each column by name (codes, days, names)."""

    id: UUID
    values: Mapping[str, Any]
    object: Any


@dataclass(frozen=True)
class Inventory:
    """Everything, by tab. `gone`: ids of rights, accounts and modules that ended; `people`: who may be in charge today."""

    rows: Mapping[str, tuple[Row, ...]]
    gone: frozenset[UUID]
    people: tuple[Membership, ...]
    processings: tuple[Processing, ...]


def inventory(company: Company) -> Inventory:
    """Eleven queries, whatever the number of agents."""
    agents = list(Agent.objects.of(company).with_state().select_related("in_charge__user", "deputy__user").order_by("name"))
    uses: dict[UUID, list[str]] = defaultdict(list)
    for use in ConnectionUse.objects.of(company).select_related("agent").order_by("agent__name"):
        uses[use.connection_id].append(use.agent.name)
    everyone = tuple(Membership.objects.of(company).filter(ended_at=None).select_related("user"))
    runtimes = {one.agent_id: one for one in Runtime.objects.of(company)}
    rows: dict[str, list[tuple[UUID, dict[str, Any], Any]]] = {
        "agents": [(one.pk, _agent(one, runtimes.get(one.pk)), one) for one in agents],
        "accounts": [(one.pk, _plain(TABS["accounts"], one) | {"agents": uses[one.pk]}, one) for one in _open_accounts(company)],
        "rights": [(one.pk, _right(one), one) for one in _rights(company)],
        "modules": [(one.pk, _of_agent(TABS["modules"], one), one) for one in _modules(company)],
        "bindings": [(one.pk, _of_agent(TABS["bindings"], one), one) for one in _bindings(company)],
        "ties": [(one.processing_id, _tie(one), one) for one in _ties(company)],
    }
    told = {code: tuple(Row(pk, values, one) for pk, values, one in found) for code, found in rows.items()}
    return Inventory(told, frozenset(_gone(company)), everyone, tuple(Processing.objects.of(company)))


def _open_accounts(company: Company) -> Iterable[Connection]:
    return Connection.objects.of(company).filter(closed_at=None).order_by("service", "identifier", "pk")


def _rights(company: Company) -> Iterable[Permission]:
    rows = Permission.objects.of(company).current().select_related("agent", "connection")
    return rows.order_by("agent__name", "verb", "resource", "segment", "granted_at", "pk")


def _modules(company: Company) -> Iterable[AgentModule]:
    return AgentModule.objects.of(company).filter(removed_at=None).select_related("agent").order_by("agent__name", "kind", "name", "pk")


def _bindings(company: Company) -> Iterable[RuntimeBinding]:
    return RuntimeBinding.objects.of(company).select_related("agent").order_by("agent__name", "kind", "name", "pk")


def _ties(company: Company) -> Iterable[AgentProcessing]:
    return AgentProcessing.objects.of(company).select_related("agent", "processing").order_by("agent__name", "processing__number")


def _gone(company: Company) -> Iterable[UUID]:
    yield from Permission.objects.of(company).exclude(withdrawal=None).values_list("pk", flat=True)
    yield from Connection.objects.of(company).exclude(closed_at=None).values_list("pk", flat=True)
    yield from AgentModule.objects.of(company).exclude(removed_at=None).values_list("pk", flat=True)


def _plain(tab: Tab, one: Any) -> dict[str, Any]:
    return {column.name: getattr(one, column.name, None) for column in tab.columns}


def _agent(agent: Agent, runtime: Runtime | None) -> dict[str, Any]:
    values = _plain(TABS["agents"], agent)
    values |= {name: getattr(runtime, name) for name in values if runtime and hasattr(runtime, name) and not hasattr(agent, name)}
    return values | {"in_charge": _person(agent.in_charge), "deputy": _person(agent.deputy)}


def _person(one: Membership | None) -> str:
    return one.user.name if one else ""


def _of_agent(tab: Tab, one: Any) -> dict[str, Any]:
    return _plain(tab, one) | {"agent": one.agent.name}


def _right(one: Permission) -> dict[str, Any]:
    """« Sans limite » is a no only when a last day says so."""
    endless = True if one.is_endless else False if one.until else None
    account = str(one.connection) if one.connection else ""
    return _of_agent(TABS["rights"], one) | {"is_endless": endless, "connection": account}


def _tie(one: AgentProcessing) -> dict[str, Any]:
    return {"agent": one.agent.name, "reference": one.processing.reference, "processing": one.processing.name}
