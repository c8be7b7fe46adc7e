"""What pages about people need to know."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.away import standing_in_for
from accounts.factors import digest
from accounts.models import Authenticator, Membership, Passkey, RecoveryCode, RecoverySheet, RememberedDevice, Session, User, WayIn
from accounts.rules import REMEMBERED, has_ended
from lib.kept import Kept, together

APPS = Kept(lambda user: Authenticator.objects.filter(user=user, confirmed=True).order_by("added_at"), UUID)
PASSKEYS = Kept(lambda user: Passkey.objects.filter(user=user, confirmed=True).order_by("added_at"), UUID)
SHEET = Kept(lambda user: RecoverySheet.objects.filter(user=user).order_by("pk")[:1], UUID)
UNUSED = Kept(lambda user: RecoveryCode.objects.filter(sheet__user=user, used_at=None).values_list("pk", flat=True), UUID)

FACTORS: tuple[Kept[Any], ...] = (APPS, SHEET, PASSKEYS, UNUSED)


@dataclass(frozen=True)
class Factors:
    """What a person may prove themselves with."""

    apps: list[Authenticator]
    passkeys: list[Passkey]
    codes_left: int
    sheet: RecoverySheet | None

    @property
    def can_lose_one(self) -> bool:
        """An app or a passkey is removed when another one stays."""
        return len(self.apps) + len(self.passkeys) > 1

    @property
    def has_any(self) -> bool:
        """Is there a way past the second page of the sign-in?"""
        return bool(self.apps or self.passkeys) or self.codes_left > 0


def factors_of(user_id: UUID) -> Factors:
    """Four queries, in one round trip."""
    with together(*((kept, (user_id,)) for kept in FACTORS)):
        sheet = next(iter(SHEET.read(user_id)), None)
        return Factors(APPS.read(user_id), PASSKEYS.read(user_id), len(UNUSED.read(user_id)), sheet)


def unused_codes(user_id: UUID) -> QuerySet[RecoveryCode]:
    """Printed codes not spent yet."""
    return RecoveryCode.objects.filter(sheet__user=user_id, used_at=None)


def person_of(email: str) -> User | None:
    """By address, whatever its capitals."""
    return User.objects.filter(email=email.strip().lower()).first()


def way_in_of(token: str) -> WayIn | None:
    """The row behind a link, spent or not."""
    return WayIn.objects.select_related("user").filter(token_hash=digest(token)).first()


def remembered_of(user_id: UUID, *, at: datetime) -> QuerySet[RememberedDevice]:
    """Browsers that give no code, the newest first."""
    return RememberedDevice.objects.filter(user=user_id, made_at__gt=at - REMEMBERED).order_by("-made_at")


def sessions_of(user_id: UUID, *, at: datetime, idle: timedelta) -> list[Session]:
    """Those that are open, the one seen last first. One query."""
    rows = Session.objects.filter(user=user_id, number__isnull=False, expire_date__gt=at).order_by("-seen_at")
    return [row for row in rows if row.began_at and row.seen_at and not has_ended(row.began_at, row.seen_at, at, idle)]


def stood_for(membership: Membership, day: date) -> frozenset[UUID]:
    """This person, and those they stand in for that day; a stand-in's own stand-in does not count. One query."""
    return frozenset((membership.pk, *(absent.pk for absent in standing_in_for(membership, day))))
