"""Add, replace and remove what proves an identity."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.actions.telling import actor_of, tell
from accounts.factors import code_hashes, seal
from accounts.models import Authenticator, RecoveryCode, RecoverySheet, User
from ledger.entries import Actor
from ledger.enums import Kind

APP_NAME = "Application de codes"


class LastAuthenticator(RuntimeError):
    """The last app stays until there is another one."""


@dataclass(frozen=True)
class NewFactor:
    """What was shown and, for an app, proven: its key with the step already used; codes as printed."""

    key: str = ""
    last_step: int = -1
    codes: list[str] = field(default_factory=list)
    name: str = APP_NAME


@transaction.atomic
def enrol(user: User, factor: NewFactor, *, by: Actor, at: datetime) -> Authenticator | RecoverySheet:
    """A first factor, all at once; returns the one that verifies the session: the app, or the sheet when there is no app."""
    app = add_authenticator(user, factor, by=by, at=at) if factor.key else None
    sheet = replace_sheet(user, factor.codes, by=by, at=at)
    return app or sheet


@transaction.atomic
def add_authenticator(user: User, factor: NewFactor, *, by: Actor, at: datetime) -> Authenticator:
    """The code was verified by the view; the step is already spent."""
    pk = uuid4()
    app = Authenticator.objects.create(
        pk=pk, user=user, name=factor.name, sealed_key=seal(factor.key, pk), last_step=factor.last_step, added_at=at
    )
    tell(user, Kind.PEOPLE, "factor.added", by=by, at=at, device=factor.name)
    return app


@transaction.atomic
def replace_sheet(user: User, codes: list[str], *, by: Actor, at: datetime) -> RecoverySheet:
    """New codes end the old ones."""
    User.objects.select_for_update().get(pk=user.pk)
    RecoverySheet.objects.filter(user=user).delete()
    sheet = RecoverySheet.objects.create(user=user, name="Codes imprimés", made_at=at)
    RecoveryCode.objects.bulk_create(RecoveryCode(sheet=sheet, code_hash=code_hashes(code, user.pk)[0]) for code in codes)
    tell(user, Kind.PEOPLE, "factor.codes_made", by=by, at=at)
    return sheet


@transaction.atomic
def remove_authenticator(user: User, pk: UUID, *, at: datetime) -> None:
    """Raises LastAuthenticator; Authenticator.DoesNotExist for somebody else's."""
    User.objects.select_for_update().get(pk=user.pk)  # two removals at once: one at a time
    apps = Authenticator.objects.filter(user=user, confirmed=True)
    app = apps.get(pk=pk)
    if apps.count() < 2:
        raise LastAuthenticator
    app.delete()
    tell(user, Kind.PEOPLE, "factor.removed", by=actor_of(user), at=at, device=app.name)


@transaction.atomic
def remove_all(user: User, *, by: Actor, at: datetime) -> None:
    """For somebody who lost everything: the server's command, which then makes a link."""
    Authenticator.objects.filter(user=user).delete()
    RecoverySheet.objects.filter(user=user).delete()
    tell(user, Kind.PEOPLE, "factor.reset", by=by, at=at)
