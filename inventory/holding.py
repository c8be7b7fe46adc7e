"""Agents somebody is in charge of, or deputy of, and declarations they began: what accounts.hooks hands over when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.enums import ABILITIES, Ability, Role
from accounts.hooks import Held
from accounts.models import Company, Membership
from inventory.actions.declaring import open_drafts
from inventory.entries import actor, of_agent
from inventory.models import Agent, AgentQuerySet
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind
from lib.kept import Kept

EDITORS = frozenset(role for role in Role if Ability.EDIT_INVENTORY in ABILITIES[role])
NOBODY = "personne"
WHAT = {"in_charge": "Responsable de l’agent «\u00a0{name}\u00a0»", "deputy": "S’occupe de l’agent «\u00a0{name}\u00a0» en cas d’absence"}
ALONE = {"in_charge": "Personne ne répondra de cet agent.", "deputy": "L’agent garde son responsable, sans personne derrière."}
ACTS = {"in_charge": "agent.in_charge_handed", "deputy": "agent.deputy_handed"}


def _held_at(place: str, company: Company) -> AgentQuerySet:
    return Agent.objects.of(company).in_sight().select_related(f"{place}__user").order_by("name")


def _left(place: str) -> Kept[Agent]:
    return Kept(lambda company: _held_at(place, company).filter(**{f"{place}__ended_at__isnull": False}), Company)


LEFT = {place: _left(place) for place in WHAT}  # in the hands of those who left


@dataclass(frozen=True)
class AgentsInCharge:
    """`place` is in_charge or deputy. Agents that are retired ask for nobody."""

    place: str

    def held(self, company: Company, holder: Membership | None, at: datetime) -> Sequence[Held]:  # noqa: ARG002  (every holding's shape)
        """One query."""
        rows = _held_at(self.place, company).filter(**{self.place: holder}) if holder else LEFT[self.place].read(company)
        return [self._held(agent) for agent in rows]

    def hand_over(self, held: Held, to: Membership | None, *, by: Membership, at: datetime) -> None:
        """The count of the UPDATE decides: somebody who named another person meanwhile is right. A deputy in charge has no deputy."""
        agent: Agent = held.thing
        if self.place == "in_charge" and to and agent.deputy_id == to.pk:
            _name(agent, "deputy", to, None, by=by, at=at)
        _name(agent, self.place, getattr(agent, self.place), to, by=by, at=at)

    def _held(self, agent: Agent) -> Held:
        in_charge = agent.in_charge_id if self.place == "deputy" else None
        barred = {in_charge: "Cette personne en est déjà responsable."} if in_charge else {}
        holder: Membership = getattr(agent, self.place)
        key, what = f"{self.place}-{agent.pk}", WHAT[self.place].format(name=agent.name)
        return Held(key, holder.pk, what, ALONE[self.place], EDITORS, agent, barred)


def _name(agent: Agent, place: str, before: Membership, to: Membership | None, *, by: Membership, at: datetime) -> None:
    rows = Agent.objects.of(agent.company).filter(pk=agent.pk, **{place: before})
    if rows.update(**{place: to}, changed_at=at):
        detail = {"before": before.user.name, "after": to.user.name if to else NOBODY}
        record(Kind.RIGHT, ACTS[place], of_agent(agent), by=actor(by), at=at, detail=detail)


class Drafts:
    """Declarations not finished: one may only take up one's own, so they go with their author."""

    def held(self, company: Company, holder: Membership | None, at: datetime) -> Sequence[Held]:  # noqa: ARG002
        """One query; what those who left began is taken up by owners."""
        many = open_drafts(company).filter(started_by=holder).count() if holder and not holder.ended_at else 0
        if not (holder and many):
            return []
        what = "Déclaration d’agent commencée" if many == 1 else f"{many} déclarations d’agents commencées"
        return [Held("drafts", holder.pk, what, "Un dirigeant peut les reprendre.", EDITORS, holder)]

    def hand_over(self, held: Held, to: Membership | None, *, by: Membership, at: datetime) -> None:
        """To nobody: nothing changes."""
        holder: Membership = held.thing
        if to and open_drafts(holder.company).filter(started_by=holder).update(started_by=to):
            author, detail = Subject("user", holder.user_id, holder.user.name), {"after": to.user.name}
            record(Kind.RIGHT, "agent.drafts_handed", author, by=actor(by), at=at, detail=detail)
