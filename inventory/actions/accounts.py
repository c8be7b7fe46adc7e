"""An account is noted, edited, tied to an agent, untied, closed; its secret is changed elsewhere, and never comes here."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.actions.holding import held
from inventory.actions.secrecy import LooksLikeSecret, refuse_secrets
from inventory.entries import actor, of_agent, of_connection
from inventory.models import Agent, Connection, ConnectionUse
from ledger.actions import record
from ledger.enums import Kind
from lib.dates import french_date

__all__ = ["Account", "LooksLikeSecret", "attach", "close", "detach", "edit", "note", "note_for", "rotated"]

FIELD_WORDS = {
    "service": "le service",
    "identifier": "l’identifiant",
    "ownership": "à qui il est",
    "sign_in": "comment on s’y connecte",
    "has_second_factor": "la double vérification",
    "secret_keeper": "où est gardé le secret",
    "secret_place": "la référence du secret",
    "rotated_on": "le jour où le secret a été changé",
    "rotation_days": "tous les combien le changer",
    "revoke_where": "où retirer l’accès",
}


@dataclass(frozen=True)
class Account:
    """An account as a person describes it. Empty or None means « je ne sais pas »; `secret_place` is a reference at the keeper's."""

    service: str
    identifier: str = ""
    ownership: str = ""
    sign_in: str = ""
    has_second_factor: bool | None = None
    secret_keeper: str = ""
    secret_place: str = ""
    rotated_on: date | None = None
    rotation_days: int | None = None
    revoke_where: str = ""


def note(company: Company, account: Account, *, by: Membership | None, at: datetime) -> Connection:
    """Note an account of the company. Raises LooksLikeSecret."""
    words = _words(account)
    with transaction.atomic():
        connection = Connection(company=company, opened_at=at, **words)
        connection.save(force_insert=True)
        record(Kind.RIGHT, "connection.opened", of_connection(connection), by=actor(by), at=at)
    return connection


def note_for(agent: Agent, account: Account, *, by: Membership, at: datetime) -> Connection:
    """Note an account that this agent uses, or find the one that is noted already in the same words. Raises LooksLikeSecret."""
    words = _words(account)
    with transaction.atomic():
        held(agent)
        connection = Connection.objects.of(agent.company).filter(closed_at=None, uses__agent=agent, **words).first()
        if connection is None:
            connection = note(agent.company, account, by=by, at=at)
            attach(agent, connection, by=by, at=at)
    return connection


def edit(connection: Connection, account: Account, *, by: Membership, at: datetime) -> bool:
    """Change what is said of an account; False when nothing changed. Raises LooksLikeSecret."""
    words = _words(account)
    with transaction.atomic():
        now = held(connection)
        changed = [name for name in FIELD_WORDS if now and getattr(now, name) != words[name]]
        if not changed:
            return False
        for name in changed:
            setattr(connection, name, words[name])
        connection.save(update_fields=changed)
        what = ", ".join(FIELD_WORDS[name] for name in changed)
        record(Kind.RIGHT, "connection.edited", of_connection(connection), by=actor(by), at=at, detail={"what": what})
    return True


def rotated(connection: Connection, *, on: date, by: Membership, at: datetime) -> bool:
    """Its secret was changed that day; False when this is noted already, or when the account is closed."""
    with transaction.atomic():
        now = held(connection)
        if now is None or now.closed_at or now.rotated_on == on:
            return False
        Connection.objects.of(connection.company).filter(pk=connection.pk).update(rotated_on=on)
        record(Kind.RIGHT, "connection.rotated", of_connection(connection), by=actor(by), at=at, detail={"day": french_date(on)})
    return True


def attach(agent: Agent, connection: Connection, *, by: Membership | None, at: datetime) -> bool:
    """This agent uses this account; False when it did already."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                ConnectionUse(company=agent.company, agent=agent, connection=connection).save(force_insert=True)
        except IntegrityError:
            return False
        record(Kind.RIGHT, "connection.attached", of_connection(connection), of_agent(agent), by=actor(by), at=at)
    return True


def detach(agent: Agent, connection: Connection, *, by: Membership, at: datetime) -> bool:
    """This agent no longer uses this account; False when it did not."""
    with transaction.atomic():
        removed, _ = ConnectionUse.objects.of(agent.company).filter(agent=agent, connection=connection).delete()
        if removed:
            record(Kind.RIGHT, "connection.detached", of_connection(connection), of_agent(agent), by=actor(by), at=at)
    return bool(removed)


def close(connection: Connection, *, by: Membership, at: datetime) -> bool:
    """The account no longer exists, or was taken back. Its agents lose it. False when it was closed already."""
    with transaction.atomic():
        if not Connection.objects.of(connection.company).filter(pk=connection.pk, closed_at=None).update(closed_at=at):
            return False
        for use in ConnectionUse.objects.of(connection.company).filter(connection=connection).select_related("agent", "agent__company"):
            detach(use.agent, connection, by=by, at=at)
        record(Kind.RIGHT, "connection.closed", of_connection(connection), by=actor(by), at=at)
    return True


def _words(account: Account) -> dict[str, Any]:
    """What is written of an account. Raises LooksLikeSecret."""
    words = {field.name: getattr(account, field.name) for field in fields(account)}
    refuse_secrets(words)
    return words
