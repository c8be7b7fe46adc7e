"""What pages about people need to know."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.factors import digest
from accounts.models import Authenticator, RecoveryCode, RecoverySheet, User, WayIn


@dataclass(frozen=True)
class Factors:
    """What a person may prove themselves with."""

    apps: list[Authenticator]
    codes_left: int
    sheet: RecoverySheet | None

    @property
    def has_any(self) -> bool:
        """Is there a way past the second page of the sign-in?"""
        return bool(self.apps) or self.codes_left > 0


def factors_of(user_id: UUID) -> Factors:
    """Three queries."""
    apps = list(Authenticator.objects.filter(user=user_id, confirmed=True).order_by("added_at"))
    sheet = RecoverySheet.objects.filter(user=user_id).first()
    return Factors(apps, unused_codes(user_id).count(), sheet)


def unused_codes(user_id: UUID) -> QuerySet[RecoveryCode]:
    """Printed codes not spent yet."""
    return RecoveryCode.objects.filter(sheet__user=user_id, used_at=None)


def person_of(email: str) -> User | None:
    """By address, whatever its capitals."""
    return User.objects.filter(email=email.strip().lower()).first()


def way_in_of(token: str) -> WayIn | None:
    """The row behind a link, spent or not."""
    return WayIn.objects.select_related("user").filter(token_hash=digest(token)).first()
