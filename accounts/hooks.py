"""Tables that the apps above fill when they start, so that this one need not know them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django import forms

from accounts.enums import Role
from accounts.models import Company, Membership
from ledger.entries import Actor

# Called inside the transaction that opens a company: what a new company starts with (its own register sheet, for one).
company_openers: list[Callable[[Company, Actor, datetime], None]] = []


@dataclass(frozen=True)
class Held:
    """One thing somebody answers for: in French what it is (« Responsable de l’agent « Facturier » ») and what becomes of it when nobody
    takes it (`alone`). `roles` may hold it; `barred`: who may not all the same, with the sentence that says why."""

    key: str
    holder_id: UUID
    what: str
    alone: str
    roles: frozenset[Role]
    thing: Any = field(compare=False)
    barred: Mapping[UUID, str] = field(default_factory=dict, compare=False)


class Holding(Protocol):
    """A sort of things people answer for."""

    def held(self, company: Company, holder: Membership | None, at: datetime) -> Sequence[Held]:
        """What this person holds; None: what those who left still hold. A fixed number of queries."""

    def hand_over(self, held: Held, to: Membership | None, *, by: Membership, at: datetime) -> None:
        """To somebody, or to nobody; with its line in the record. Inside the transaction that holds the people."""


class RoleQuestion(Protocol):
    """What is asked besides, on the page where somebody is given this role."""

    role: Role
    title: str
    template: str  # of the fields; its variable is `form`

    def form(self, company: Company, data: Any) -> forms.Form:
        """The questions."""

    def keep(self, membership: Membership, form: Any, *, by: Membership, at: datetime) -> None:
        """What was answered. The form is valid."""

    def page_of(self, membership: Membership) -> tuple[str, str]:
        """(address, French label) of the page where the answer is changed."""


holdings: list[Holding] = []
role_questions: list[RoleQuestion] = []


def held_by(membership: Membership, at: datetime) -> list[Held]:
    """Everything this person answers for."""
    return [held for holding in holdings for held in holding.held(membership.company, membership, at)]


def left_behind(company: Company, at: datetime) -> dict[UUID, list[Held]]:
    """What people who left still hold, by their membership."""
    found: dict[UUID, list[Held]] = {}
    for holding in holdings:
        for held in holding.held(company, None, at):
            found.setdefault(held.holder_id, []).append(held)
    return found


def hand_over(holder: Membership, choices: Mapping[str, Membership | None], *, by: Membership, at: datetime) -> bool:
    """Each thing to whom it was said; False when what they hold is no longer what was shown, and nothing is done."""
    listed = [(holding, held) for holding in holdings for held in holding.held(holder.company, holder, at)]
    wanted = [(holding, held) for holding, held in listed if held.key in choices]
    if len(wanted) != len(choices):
        return False
    for holding, held in wanted:
        holding.hand_over(held, choices[held.key], by=by, at=at)
    return True
