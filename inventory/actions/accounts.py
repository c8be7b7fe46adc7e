"""An account is noted, edited, tied to an agent, untied, closed. Its secret never comes here."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.actions.holding import held
from inventory.entries import actor, of_agent, of_connection
from inventory.models import Agent, Connection, ConnectionUse
from inventory.rules.secrets import looks_like_secret
from ledger.actions import record
from ledger.enums import Kind

FIELD_WORDS = {
    "service": "le service",
    "identifier": "l’identifiant",
    "ownership": "à qui il est",
    "sign_in": "comment on s’y connecte",
    "has_second_factor": "la double vérification",
    "secret_place": "où est gardé le secret",
    "revoke_where": "où retirer l’accès",
}


class LooksLikeSecret(Exception):
    """A field holds what looks like a key: nothing is stored. `args[0]` is the field."""


@dataclass(frozen=True)
class Account:
    """An account as a person describes it. Empty or None means « je ne sais pas »."""

    service: str
    identifier: str = ""
    ownership: str = ""
    sign_in: str = ""
    has_second_factor: bool | None = None
    secret_place: str = ""
    revoke_where: str = ""


def note(company: Company, account: Account, *, by: Membership | None, at: datetime) -> Connection:
    """Note an account of the company. Raises LooksLikeSecret."""
    _refuse_secrets(account)
    with transaction.atomic():
        connection = Connection(company=company, opened_at=at, **{field.name: getattr(account, field.name) for field in fields(account)})
        connection.save(force_insert=True)
        record(Kind.RIGHT, "connection.opened", of_connection(connection), by=actor(by), at=at)
    return connection


def note_for(agent: Agent, account: Account, *, by: Membership, at: datetime) -> Connection:
    """Note an account that this agent uses, or find the one that is noted already in the same words. Raises LooksLikeSecret."""
    with transaction.atomic():
        held(agent)
        words = {field.name: getattr(account, field.name) for field in fields(account)}
        connection = Connection.objects.of(agent.company).filter(closed_at=None, uses__agent=agent, **words).first()
        if connection is None:
            connection = note(agent.company, account, by=by, at=at)
            attach(agent, connection, by=by, at=at)
    return connection


def edit(connection: Connection, account: Account, *, by: Membership, at: datetime) -> bool:
    """Change what is said of an account; False when nothing changed. Raises LooksLikeSecret."""
    _refuse_secrets(account)
    with transaction.atomic():
        now = held(connection)
        changed = [name for name in FIELD_WORDS if now and getattr(now, name) != getattr(account, name)]
        if not changed:
            return False
        for name in changed:
            setattr(connection, name, getattr(account, name))
        connection.save(update_fields=changed)
        what = ", ".join(FIELD_WORDS[name] for name in changed)
        record(Kind.RIGHT, "connection.edited", of_connection(connection), by=actor(by), at=at, detail={"what": what})
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


def _refuse_secrets(account: Account) -> None:
    for field in fields(account):
        value = getattr(account, field.name)
        if isinstance(value, str) and looks_like_secret(value):
            raise LooksLikeSecret(field.name)
