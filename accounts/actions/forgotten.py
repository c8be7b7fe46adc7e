"""« Mot de passe oublié »: the question is kept by the page and answered by a worker, so that the page tells nobody who has an account."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.actions.telling import tell
from accounts.boundary import companies_of, scope
from accounts.factors import digest, new_token
from accounts.letters import forgotten
from accounts.mailing import FORGOTTEN, is_set_up
from accounts.models import Company, Membership, PasswordAsked, User, WayIn
from accounts.queries import factors_of, person_of
from accounts.rules import FORGOTTEN_A_DAY, FORGOTTEN_AN_HOUR, FORGOTTEN_LIFE, FORGOTTEN_PAUSE
from ledger.entries import SYSTEM
from ledger.enums import Kind
from lib.wake import wake
from outbox.actions import BadAddress, Cause, post

ANSWER = "accounts.answer_forgotten"
A_ROUND = 100
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
log = logging.getLogger(__name__)


class TooMany(RuntimeError):
    """This network address asks too often."""


@transaction.atomic
def ask(email: str, origin: str, *, at: datetime) -> None:
    """Keep the question, whoever it is about: one count and one row. Raises TooMany, whatever the address asked for."""
    came = _mark("origin", network_of(origin))
    if PasswordAsked.objects.filter(origin_hash=came, asked_at__gt=at - HOUR).count() >= FORGOTTEN_AN_HOUR:
        raise TooMany
    PasswordAsked.objects.create(email=email, email_hash=_mark("email", email), origin_hash=came, asked_at=at)
    wake(ANSWER)


def network_of(address: str) -> str:
    """One subscriber has a whole /64 of IPv6 to ask from."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((read, 64), strict=False)) if isinstance(read, IPv6Address) else address


def answer_due(*, now: Callable[[], datetime]) -> int:
    """Every question that waits, the oldest first; how many links left. One that fails does not hold the others back."""
    waiting = PasswordAsked.objects.filter(answered_at=None).order_by("asked_at").values_list("pk", flat=True)[:A_ROUND]
    sent = 0
    for pk in list(waiting):
        try:
            sent += answer(pk, at=now())
        except Exception:
            log.exception("a forgotten password")
    return sent


@transaction.atomic
def answer(pk: UUID, *, at: datetime) -> bool:
    """Mail a link to the person, when there is one who may have it. One question is answered once, and its address forgotten."""
    asked = PasswordAsked.objects.select_for_update(skip_locked=True).filter(pk=pk, answered_at=None).first()
    if asked is None:
        return False
    PasswordAsked.objects.filter(pk=pk).update(answered_at=at, email="")
    known = person_of(asked.email)
    if known is None or at - asked.asked_at >= FORGOTTEN_LIFE:  # a link that comes late only frightens
        return False
    user = User.objects.select_for_update().get(pk=known.pk)  # two questions at once: one at a time
    return _may_have_one(user, asked) and _send(user, at=at)


def _may_have_one(user: User, asked: PasswordAsked) -> bool:
    """Not somebody who has never come in, whose first link does more; and not too often."""
    if not user.is_active or not (user.has_usable_password() or factors_of(user.pk).has_any):
        return False
    before = PasswordAsked.objects.filter(email_hash=asked.email_hash, answered_at__isnull=False).exclude(pk=asked.pk)
    of_a_day = before.filter(asked_at__gt=asked.asked_at - DAY).count()
    return of_a_day < FORGOTTEN_A_DAY and not before.filter(asked_at__gt=asked.asked_at - FORGOTTEN_PAUSE).exists()


def _send(user: User, *, at: datetime) -> bool:
    """By the company they have worked for longest: one that took them in later must not read a link to all the others."""
    home = _home_of(user)
    if home is None:
        return False
    token, until = new_token(), at + FORGOTTEN_LIFE
    with scope(home):
        company = Company.objects.get(pk=home)
        if not is_set_up(company):
            return False
        WayIn.objects.filter(user=user, purpose=WayIn.Purpose.PASSWORD, used_at=None, expires_at__lte=until).delete()
        way = WayIn.objects.create(
            user=user, purpose=WayIn.Purpose.PASSWORD, token_hash=digest(token), made_at=at, expires_at=until
        )  # fmt: skip
        letter = forgotten(user, company, reverse("accounts:access_link", args=[token]), until=until)
        try:
            post(Cause(FORGOTTEN, way.pk), letter, to=user.email, at=at)
        except BadAddress:
            way.delete()
            return False
    tell(user, Kind.PEOPLE, "password.asked", by=SYSTEM, at=at)
    return True


def _home_of(user: User) -> UUID | None:
    since: list[tuple[datetime, UUID]] = []
    for company, _ in companies_of(user):
        with scope(company):
            mine = Membership.objects.of(Company.objects.get(pk=company)).current().filter(user=user)
            since += mine.values_list("started_at", "company_id")
    return min(since)[1] if since else None


def _mark(of: str, text: str) -> str:
    return salted_hmac(f"accounts.forgotten.{of}", text, algorithm="sha256").hexdigest()
