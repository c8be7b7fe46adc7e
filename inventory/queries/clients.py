"""The company's clients as they are listed: found by words, with the sheets each is on."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import Company
from inventory.models import Client, Processing, ProcessingClient

PAGE_SIZE = 50


@dataclass(frozen=True)
class ClientRow:
    """A client and the processings carried out for it."""

    client: Client
    sheets: tuple[Processing, ...]


def found(company: Company, words: str = "", *, is_past: bool = False) -> QuerySet[Client]:
    """Clients that hold every word, by name; those of before when asked."""
    rows = Client.objects.of(company).filter(ended_at__isnull=not is_past)
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(contact__icontains=word))
    return rows.order_by("name", "pk")


def rows_of(company: Company, clients: list[Client]) -> list[ClientRow]:
    """One query, whatever their number."""
    ties = ProcessingClient.objects.of(company).filter(client__in=clients, processing__ended_at=None).select_related("processing")
    sheets: dict[object, list[Processing]] = {client.pk: [] for client in clients}
    for tie in ties.order_by("processing__number"):
        sheets[tie.client_id].append(tie.processing)
    return [ClientRow(client, tuple(sheets[client.pk])) for client in clients]
