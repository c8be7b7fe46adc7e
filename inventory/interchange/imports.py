"""A file of agents is read, waits, then a person applies what was ticked or drops it. The file itself is not kept."""

import hashlib
import json
from collections.abc import Collection, Container
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Company, Membership
from inventory.entries import actor
from inventory.interchange.applying import Written, write
from inventory.interchange.found import from_json, to_json
from inventory.interchange.mine import narrowed
from inventory.interchange.planning import Plan, planned
from inventory.interchange.reading import read
from inventory.interchange.standing import inventory
from inventory.models import AgentImport
from inventory.rules.everything import EVERY
from ledger.actions import record
from ledger.entries import SERVER, Actor, Subject
from ledger.enums import Kind
from lib.tables.archive import Unreadable
from lib.tables.text import clean, one_line, shorten

MAX_FOUND = 8 * 1024 * 1024  # of JSON
TOO_LONG = "Ce fichier contient trop de texte. Partagez-le en plusieurs fichiers."
SERVER_NAME = "Commande sur le serveur"


class AlreadyDecided(Exception):
    """This import was applied or dropped already."""


class NothingChosen(Exception):
    """No box was ticked."""


class ChangedMeanwhile(Exception):
    """The inventory no longer says what the person saw when ticking a box."""


def receive(company: Company, file_name: str, data: bytes, *, by: Membership | None, at: datetime) -> AgentImport:
    """Read a file and keep what it holds; the same file sent twice is one import. Raises Unreadable, with nothing kept."""
    found = to_json(read(data))
    if len(json.dumps(found)) > MAX_FOUND:
        raise Unreadable(TOO_LONG)
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        _hold(company)
        if waiting := AgentImport.objects.of(company).open().filter(sha256=sha256).first():
            return waiting
        received = AgentImport(
            company=company,
            file_name=shorten(one_line(clean(file_name)) or "agents", 200),
            sha256=sha256,
            size_bytes=len(data),
            found=found,
            uploaded_at=at,
            uploaded_by=by,
            uploaded_by_name=by.user.name if by else SERVER_NAME,
        )
        received.save(force_insert=True)
        record(Kind.RIGHT, "agents.read", of_import(received), by=_actor(by), at=at)
    return received


def plan_of(waiting: AgentImport, *, agents: Container[UUID] = EVERY, accounts: Container[UUID] = EVERY) -> Plan:
    """What it would change today of these agents and accounts. Twelve queries."""
    today = inventory(waiting.company)
    return narrowed(planned(from_json(waiting.found), today), today, agents, accounts)


def apply(waiting: AgentImport, take: Collection[str], *, by: Membership | None, at: datetime) -> Written:
    """Write the boxes ticked (their keys), in one transaction. The conditional update decides between two clicks.

    Raises AlreadyDecided, NothingChosen, ChangedMeanwhile.
    """
    company = waiting.company
    try:
        with transaction.atomic():
            _hold(company)
            if not AgentImport.objects.of(company).open().filter(pk=waiting.pk).update(applied_at=at):
                raise AlreadyDecided
            if not take:
                raise NothingChosen
            today = inventory(company)
            boxes = [box for box in planned(from_json(waiting.found), today).boxes if box.key in take]
            if len(boxes) != len(set(take)):
                raise ChangedMeanwhile
            written = write(company, boxes, today, of_import(waiting), by=by, at=at)
            waiting.applied_at, waiting.outcome = at, _told(written)
            waiting.save(update_fields=["outcome"])
            detail = {"agents": len(written.agents), "accounts": len(written.accounts), "changed": len(written.changed)}
            record(Kind.RIGHT, "agents.imported", of_import(waiting), by=_actor(by), at=at, detail=detail)
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    return written


def drop(waiting: AgentImport, *, by: Membership | None, at: datetime) -> bool:
    """Change nothing and forget what was read; False when it was decided already."""
    with transaction.atomic():
        if not AgentImport.objects.of(waiting.company).open().filter(pk=waiting.pk).update(dropped_at=at, found={}):
            return False
        record(Kind.RIGHT, "agents.dropped", of_import(waiting), by=_actor(by), at=at)
    return True


def exported(company: Company, form: str, *, by: Membership | None, at: datetime) -> None:
    """Somebody took the inventory out: the record says who and when."""
    subject = Subject("company", company.pk, company.name)
    record(Kind.RIGHT, "agents.exported", subject, by=_actor(by), at=at, detail={"format": form})


def of_import(waiting: AgentImport) -> Subject:
    return Subject("agent_import", waiting.pk, waiting.file_name)


def made_by(applied: AgentImport) -> list[UUID]:
    """Agents that an applied import created."""
    return [UUID(pk) for pk in applied.outcome.get("agents", ())]


def _told(written: Written) -> dict[str, list[str]]:
    return {
        "agents": [str(one.pk) for one in written.agents],
        "accounts": [str(one) for one in written.accounts],
        "changed": [subject.name for subject in written.changed.values()],
    }


def _actor(by: Membership | None) -> Actor:
    return actor(by) if by else SERVER


def _hold(company: Company) -> None:
    """Two imports of one company take turns."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
