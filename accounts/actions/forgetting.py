"""Forget what no longer serves: ended sessions, links and codes past their time, wrong passwords past their pause."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction

from accounts.models import PasswordAsked, RememberedDevice, Session, SetupCode, WayIn
from accounts.rules import CODE_LIFE, REMEMBERED


@transaction.atomic
def forget_expired(*, at: datetime) -> None:
    """Six deletions. A set-up code that was used stays: it says when the installation was opened."""
    Session.objects.filter(expire_date__lt=at).delete()
    WayIn.objects.filter(expires_at__lt=at).delete()
    PasswordAsked.objects.filter(asked_at__lt=at - timedelta(days=1)).delete()
    RememberedDevice.objects.filter(made_at__lte=at - REMEMBERED).delete()
    SetupCode.objects.filter(used_at=None, made_at__lt=at - CODE_LIFE).delete()
    AccessAttempt.objects.filter(attempt_time__lt=at - timedelta(hours=settings.AXES_COOLOFF_TIME)).delete()


@transaction.atomic
def forget_ways_in() -> None:
    """After a restore: a copy of the database gives nobody a session, a remembered browser, a link or a set-up code that still opens."""
    Session.objects.all().delete()
    RememberedDevice.objects.all().delete()
    WayIn.objects.all().delete()
    SetupCode.objects.filter(used_at=None).delete()
