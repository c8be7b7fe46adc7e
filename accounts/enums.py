"""Who a person is for a company, and what that lets them do: one table, read by views and templates."""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What a person is for one company (French words of the screen)."""

    OWNER = "owner", "Dirigeant"
    STEWARD = "steward", "Responsable d’agents"
    APPROVER = "approver", "Approbateur"
    REVIEWER = "reviewer", "Relecteur (relit et signe)"
    GUEST = "guest", "Invité (consulte)"


class Ability(StrEnum):
    """One thing a page or a command lets somebody do."""

    READ = "read"
    READ_RECORD = "read_record"
    EXPORT_RECORD = "export_record"
    EXPORT_REGISTER = "export_register"
    EDIT_INVENTORY = "edit_inventory"
    STOP = "stop"
    LIFT_STOP = "lift_stop"
    DECIDE = "decide"
    SET_LIMITS = "set_limits"
    REVIEW = "review"
    IMPORT_REGISTER = "import_register"
    EDIT_COMPANY = "edit_company"
    MANAGE_PEOPLE = "manage_people"


_READER = {Ability.READ, Ability.EXPORT_REGISTER}
_STEWARD = _READER | {Ability.EDIT_INVENTORY, Ability.STOP, Ability.IMPORT_REGISTER, Ability.READ_RECORD, Ability.REVIEW}

ABILITIES: dict[Role, frozenset[Ability]] = {
    Role.OWNER: frozenset(Ability),
    Role.STEWARD: frozenset(_STEWARD),
    Role.APPROVER: frozenset(_READER | {Ability.STOP, Ability.DECIDE}),
    Role.REVIEWER: frozenset(_READER | {Ability.READ_RECORD, Ability.REVIEW}),
    Role.GUEST: frozenset(_READER),
}

# What a role may do only about the agents this person is in charge of, or deputy of, or stands in for (docs/dev/adr/0009-in-charge.md).
OF_ONES_AGENTS: dict[Role, frozenset[Ability]] = {Role.STEWARD: frozenset({Ability.EDIT_INVENTORY, Ability.STOP})}
