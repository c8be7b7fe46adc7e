"""Somebody leaves, or changes role: what they answered for goes to others in the same transaction, or waits for it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts import hooks
from accounts.actions.absences import actor, end_absence, hold_people
from accounts.actions.people import change_role, end_membership
from accounts.away import now_and_later, today_of
from accounts.enums import Role
from accounts.hooks import Held
from accounts.models import Membership

Choices = Mapping[str, Membership | None]


class AlreadyGone(RuntimeError):
    """Somebody else was faster."""


class HasChanged(RuntimeError):
    """What this person answers for, or who could take it, is no longer what the page showed."""


def stuck(membership: Membership, role: Role, at: datetime) -> list[Held]:
    """What this person holds and this role cannot."""
    return [held for held in hooks.held_by(membership, at) if role not in held.roles]


@transaction.atomic
def leave(membership: Membership, choices: Choices, *, by: Membership, at: datetime) -> None:
    """Everything handed over, and out. Inside the company's scope. Raises LastOwner, AlreadyGone, HasChanged."""
    people = _held(membership, choices, by)
    if str(membership.pk) not in people:
        raise AlreadyGone
    if {held.key for held in hooks.held_by(membership, at)} != set(choices):
        raise HasChanged
    _hand_over(membership, choices, by=by, at=at)
    _go(membership, by=by, at=at)


@transaction.atomic
def cut(membership: Membership, *, by: Membership, at: datetime) -> None:
    """« Couper l’accès tout de suite »: what they held waits for share_out. Raises LastOwner, AlreadyGone, HasChanged."""
    if str(membership.pk) not in _held(membership, {}, by):
        raise AlreadyGone
    _go(membership, by=by, at=at)


@transaction.atomic
def share_out(membership: Membership, choices: Choices, *, by: Membership, at: datetime) -> None:
    """What somebody who left still holds. Raises HasChanged."""
    _held(membership, choices, by)
    if {held.key for held in hooks.held_by(membership, at)} != set(choices):
        raise HasChanged
    _hand_over(membership, choices, by=by, at=at)


@transaction.atomic
def move_to(membership: Membership, role: Role, choices: Choices, *, by: Membership, at: datetime) -> None:
    """Another role, which cannot hold all they held. Raises LastOwner, AlreadyGone, HasChanged."""
    people = _held(membership, choices, by)
    if str(membership.pk) not in people:
        raise AlreadyGone
    if {held.key for held in stuck(membership, role, at)} != set(choices):
        raise HasChanged
    _hand_over(membership, choices, by=by, at=at)
    change_role(people[str(membership.pk)], role, by=actor(by), at=at)


def _held(membership: Membership, choices: Choices, by: Membership) -> dict[str, Membership]:
    """Everybody, kept from other writers. Whoever decides, and whoever takes something, is still there with the role the page knew."""
    people = hold_people(membership.company)
    for person in (by, *choices.values()):
        now = people.get(str(person.pk)) if person else None
        if person and (now is None or now.role != person.role):
            raise HasChanged
    return people


def _hand_over(membership: Membership, choices: Choices, *, by: Membership, at: datetime) -> None:
    if not hooks.hand_over(membership, choices, by=by, at=at):
        raise HasChanged


def _go(membership: Membership, *, by: Membership, at: datetime) -> None:
    company = membership.company
    for absence in now_and_later(company, today_of(company, at)).filter(membership=membership):
        end_absence(absence, by=by, at=at)
    end_membership(membership, by=actor(by), at=at)
