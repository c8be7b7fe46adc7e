"""What the record is told: who acted, and the inventory's objects by name."""

from accounts.models import Membership
from inventory.models import Agent, Client, Connection, Permission, Processing
from ledger.entries import SYSTEM, Actor, Subject


def actor(by: Membership | None) -> Actor:
    """The person, or Garde-fou itself when nobody acted."""
    return Actor("person", by.user_id, by.user.name) if by else SYSTEM


def of_agent(agent: Agent) -> Subject:
    return Subject("agent", agent.pk, agent.name)


def of_right(right: Permission) -> Subject:
    return Subject("permission", right.pk, str(right))


def of_connection(connection: Connection) -> Subject:
    return Subject("connection", connection.pk, str(connection))


def of_processing(processing: Processing) -> Subject:
    return Subject("processing", processing.pk, f"{processing.reference} {processing.name}")


def of_client(client: Client) -> Subject:
    return Subject("client", client.pk, client.name)
