"""Add, replace and remove what proves an identity."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.actions.telling import actor_of, tell
from accounts.factors import code_hashes
from accounts.models import Authenticator, Factor, Passkey, RecoveryCode, RecoverySheet, RememberedDevice, User
from accounts.passkeys import NewPasskey
from ledger.entries import Actor
from ledger.enums import Kind
from lib.envelope import seal

APP_NAME = "Application de codes"
PASSKEY_NAME = "Mon appareil"


class LastFactor(RuntimeError):
    """The last app or passkey stays until there is another one: printed codes run out."""


class AlreadyKept(RuntimeError):
    """This passkey is already somebody's."""


@dataclass(frozen=True)
class NewFactor:
    """What was shown and proven: an app's key with the step already used, or a passkey; codes as printed."""

    key: str = ""
    passkey: NewPasskey | None = None
    last_step: int = -1
    codes: list[str] = field(default_factory=list)
    name: str = APP_NAME


@transaction.atomic
def enrol(user: User, factor: NewFactor, *, by: Actor, at: datetime) -> Factor:
    """A first factor, all at once; returns the one that verifies the session: the app or passkey, or the sheet when there is neither."""
    app = add_authenticator(user, factor, by=by, at=at) if factor.key else None
    passkey = add_passkey(user, factor.passkey, name=PASSKEY_NAME, at=at) if factor.passkey else None
    sheet = replace_sheet(user, factor.codes, by=by, at=at)
    return app or passkey or sheet


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
def add_passkey(user: User, made: NewPasskey, *, name: str, at: datetime) -> Passkey:
    """What the device made was checked by the view. Raises AlreadyKept."""
    kept, is_new = Passkey.objects.get_or_create(
        credential_id=made.credential_id,
        defaults={
            "user": user,
            "name": name,
            "public_key": made.public_key,
            "sign_count": made.sign_count,
            "transports": made.transports,
            "added_at": at,
        },
    )
    if not is_new:
        raise AlreadyKept
    tell(user, Kind.PEOPLE, "factor.passkey_added", by=actor_of(user), at=at, device=name)
    return kept


@transaction.atomic
def remove_factor(user: User, kind: type[Authenticator] | type[Passkey], pk: UUID, *, at: datetime) -> None:
    """Raises LastFactor; DoesNotExist for somebody else's."""
    User.objects.select_for_update().get(pk=user.pk)  # two removals at once: one at a time
    factor = kind.objects.get(user=user, pk=pk)
    mine = [each.objects.filter(user=user, confirmed=True).count() for each in (Authenticator, Passkey)]
    if sum(mine) < 2:
        raise LastFactor
    factor.delete()
    RememberedDevice.objects.filter(user=user).delete()  # what is gone may be lost or stolen: a code is asked everywhere again
    act = "factor.removed" if kind is Authenticator else "factor.passkey_removed"
    tell(user, Kind.PEOPLE, act, by=actor_of(user), at=at, device=factor.name)


@transaction.atomic
def remove_all(user: User, *, by: Actor, at: datetime) -> None:
    """For somebody who lost everything: the server's command, which then makes a link."""
    Authenticator.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    RecoverySheet.objects.filter(user=user).delete()
    tell(user, Kind.PEOPLE, "factor.reset", by=by, at=at)
