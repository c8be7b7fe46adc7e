"""Who stands beside the company on a sheet: joint controllers (art. 26), and the clients it works for (art. 30.2)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction

from accounts.models import Company, Membership
from inventory.entries import actor, of_client
from inventory.enums import Side
from inventory.models import Client, JointController, Processing, ProcessingClient
from inventory.rules.partners import partners_in
from ledger.actions import record
from ledger.enums import Kind


def note_client(company: Company, name: str, contact: str = "", *, by: Membership | None, at: datetime, **more: str) -> Client:
    """A client of the company; the one of that name when there is one already. Two at once make one."""
    with transaction.atomic():
        client, is_new = Client.objects.of(company).get_or_create(
            company=company, name=name, defaults={"contact": contact, "noted_at": at, **more}
        )
        if is_new:
            record(Kind.REGISTER, "client.noted", of_client(client), by=actor(by), at=at)
    return client


def name_partners(processing: Processing, text: str, *, by: Membership | None, at: datetime) -> None:
    """One row for each line of a text that is not on the sheet yet; a new contact replaces the old one on the sheet's own rows.

    On a processor's sheet they are clients, found by name or noted; the sheet's own act tells the rest."""
    named = partners_in(text)
    with transaction.atomic():
        if processing.side == Side.PROCESSOR:
            _name_clients(processing, named, by=by, at=at)
        else:
            _name_joint(processing, named)


def _name_clients(processing: Processing, named: Iterable[tuple[str, str]], *, by: Membership | None, at: datetime) -> None:
    place = _next_place(ProcessingClient, processing)
    for name, contact in named:
        client = note_client(processing.company, name, contact, by=by, at=at)
        if contact and not client.contact:
            client.contact = contact
            client.save(update_fields=["contact"])
        _, is_new = ProcessingClient.objects.of(processing.company).get_or_create(
            company=processing.company, processing=processing, client=client, defaults={"position": place}
        )
        place += is_new


def _name_joint(processing: Processing, named: Iterable[tuple[str, str]]) -> None:
    place = _next_place(JointController, processing)
    known = {row.name: row for row in JointController.objects.of(processing.company).filter(processing=processing)}
    for name, contact in named:
        if row := known.get(name):
            JointController.objects.of(processing.company).filter(pk=row.pk).update(contact=contact or row.contact)
            continue
        JointController.objects.create(company=processing.company, processing=processing, position=place, name=name, contact=contact)
        place += 1


def _next_place(model: Any, processing: Processing) -> int:
    last = model.objects.of(processing.company).filter(processing=processing).aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else last + 1
