"""Who stands beside the company on a sheet: joint controllers (art. 26), and the clients it works for (art. 30.2)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from accounts.models import Company, Membership
from inventory.actions.holding import held
from inventory.entries import actor, of_client
from inventory.enums import Side
from inventory.models import Client, JointController, Processing, ProcessingClient
from inventory.rules.client_lists import ClientWords, name_key
from inventory.rules.partners import partners_in
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind

CLIENT_WORDS = {"name": "le nom", "contact": "les coordonnées", "representative": "le représentant", "dpo": "le délégué (DPO)"}


class NameTaken(Exception):
    """Another client of the company has this name."""


def note_client(company: Company, name: str, contact: str = "", *, by: Membership | None, at: datetime, **more: str) -> Client:
    """A client of the company; the one of that name when there is one already, back in the list. Two at once make one."""
    with transaction.atomic():
        if known := Client.objects.of(company).filter(name__iexact=name).first():
            restore_client(known, by=by, at=at)
            return known
        client, is_new = Client.objects.of(company).get_or_create(
            company=company, name=name, defaults={"contact": contact, "noted_at": at, **more}
        )
        if is_new:
            record(Kind.REGISTER, "client.noted", of_client(client), by=actor(by), at=at)
    return client


def chosen_client(company: Company, name: str, client: Client | None, *, by: Membership | None, at: datetime) -> Client:
    """The one chosen in the list, or the one named beside it."""
    return client or note_client(company, name, by=by, at=at)


def edit_client(client: Client, told: ClientWords, *, by: Membership, at: datetime) -> bool:
    """Other coordinates; False when nothing changed. Raises NameTaken."""
    values = vars(told)
    with transaction.atomic():
        now = held(client)
        changed = [name for name, value in values.items() if now and getattr(now, name) != value]
        if not changed:
            return False
        for name in changed:
            setattr(client, name, values[name])
        try:
            with transaction.atomic():
                client.save(update_fields=changed)
        except IntegrityError as clash:
            raise NameTaken(told.name) from clash
        what = ", ".join(CLIENT_WORDS[name] for name in changed)
        record(Kind.REGISTER, "client.edited", of_client(client), by=actor(by), at=at, detail={"what": what})
    return True


def end_client(client: Client, *, by: Membership, at: datetime) -> bool:
    """The company no longer works for them: they leave the lists, sheets keep what was done. False when it was said already."""
    return _close(client, at, "client.ended", by=by, at=at)


def restore_client(client: Client, *, by: Membership | None, at: datetime) -> bool:
    """The company works for them again. False when it did not stop."""
    return _close(client, None, "client.restored", by=by, at=at)


def _close(client: Client, ended_at: datetime | None, act: str, *, by: Membership | None, at: datetime) -> bool:
    with transaction.atomic():
        rows = Client.objects.of(client.company).filter(pk=client.pk, ended_at__isnull=ended_at is not None)
        if not rows.update(ended_at=ended_at):
            return False
        record(Kind.REGISTER, act, of_client(client), by=actor(by), at=at)
    return True


def known_names(company: Company) -> set[str]:
    """The keys of every client, those of before too."""
    return {name_key(name) for name in Client.objects.of(company).values_list("name", flat=True)}


def note_clients(company: Company, listed: Sequence[ClientWords], *, by: Membership, at: datetime) -> int:
    """A whole list at once, with one line in the record; those whose name is there already are left as they are. How many are new."""
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        known = known_names(company)
        new = [told for key, told in {name_key(told.name): told for told in reversed(listed)}.items() if key not in known]
        Client.objects.bulk_create(Client(company=company, noted_at=at, **vars(told)) for told in reversed(new))
        if new:
            detail = {"count": len(new)}
            record(Kind.REGISTER, "client.listed", Subject("company", company.pk, company.name), by=actor(by), at=at, detail=detail)
    return len(new)


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
