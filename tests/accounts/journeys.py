"""Steps that several tests of sign-in walk through, over HTTP, as a browser does."""

import base64
from datetime import UTC, datetime

from django.test import Client

from accounts.actions.factors import NewFactor, enrol
from accounts.factors import code_at, new_key, new_sheet
from ledger.entries import SERVER
from tests.cast import PASSWORD, Person

NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def code_of(key: str, at: datetime, steps: int = 0) -> str:
    """What the app of this key shows, `steps` half minutes later."""
    return code_at(base64.b32decode(key), int(at.timestamp()) // 30 + steps)


def give_factors(person: Person, *, app: bool = True, at: datetime = NOW) -> tuple[str, list[str]]:
    """A password, printed codes and, unless `app` is False, an authenticator: its key and the codes."""
    key, codes = new_key() if app else "", new_sheet()
    person.user.set_password(PASSWORD)
    person.user.save()
    enrol(person.user, NewFactor(key=key, codes=codes), by=SERVER, at=at)
    return key, codes


def give_password(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/connexion/", {"email": email, "password": password, **more})
