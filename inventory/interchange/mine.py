"""Of what a file would change, what this person may take: a line about an agent of which somebody else is in charge is not offered."""

from collections.abc import Container, Iterator
from dataclasses import replace
from uuid import UUID

from inventory.interchange.found import Remark
from inventory.interchange.planning import Box, Plan, same
from inventory.interchange.standing import Inventory

NOT_MINE = "Ce fichier parle aussi d’agents dont vous n’êtes pas responsable. Leurs lignes ne vous sont pas proposées."


def narrowed(plan: Plan, today: Inventory, agents: Container[UUID], accounts: Container[UUID]) -> Plan:
    """The same plan without the boxes of others. `agents`, `accounts`: those this person may edit."""
    known = {same(row.values["name"]): row.id for row in today.rows["agents"]}
    kept = tuple(box for box in plan.boxes if _is_mine(box, known, agents, accounts))
    if len(kept) == len(plan.boxes):
        return plan
    return replace(plan, boxes=kept, notes=(Remark("", "", NOT_MINE), *plan.notes))


def _is_mine(box: Box, known: dict[str, UUID], agents: Container[UUID], accounts: Container[UUID]) -> bool:
    if box.row and box.tab == "accounts" and box.row.id not in accounts:
        return False
    if box.row and box.tab == "agents":
        return box.row.id in agents
    return all(known[name] in agents for name in _named(box) if name in known)


def _named(box: Box) -> Iterator[str]:
    """The agents a box speaks of, besides the one it would create."""
    values = box.found.values
    if box.tab == "accounts" and box.column in ("", "agents"):
        yield from map(same, values.get("agents") or ())
    elif "agent" in values:
        yield same(values["agent"])
