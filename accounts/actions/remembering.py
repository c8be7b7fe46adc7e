"""A browser that gives no code for thirty days, because its person asked for it there. Never enough where a fresh proof is asked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.actions.telling import actor_of, tell
from accounts.factors import digest, new_token
from accounts.models import RememberedDevice, User
from accounts.rules import REMEMBERED
from ledger.enums import Kind


@transaction.atomic
def remember(user: User, name: str, *, at: datetime) -> str:
    """What the browser holds from now on: 256 random bits, of which we keep the hash."""
    token = new_token()
    RememberedDevice.objects.create(user=user, name=name, token_hash=digest(token), made_at=at, last_used_at=at)
    tell(user, Kind.PEOPLE, "factor.device_remembered", by=actor_of(user), at=at, device=name)
    return token


def recognised(user: User, token: str, *, at: datetime) -> RememberedDevice | None:
    """Theirs, and of less than thirty days."""
    if not token:
        return None
    found = RememberedDevice.objects.filter(user=user, token_hash=digest(token), made_at__gt=at - REMEMBERED).first()
    if found:
        RememberedDevice.objects.filter(pk=found.pk).update(last_used_at=at)
    return found


@transaction.atomic
def forget_device(user: User, pk: UUID, *, at: datetime) -> None:
    """It will be asked for a code again; a session it opened ends."""
    mine = RememberedDevice.objects.filter(user=user, pk=pk)
    if (device := mine.first()) and mine.delete()[0]:
        tell(user, Kind.PEOPLE, "factor.device_forgotten", by=actor_of(user), at=at, device=device.name)
