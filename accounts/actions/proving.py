"""Is this code one of theirs? Tries are counted per person; a code counts once, whatever happens at the same time."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.actions.telling import tell
from accounts.factors import code_hashes, matching_step
from accounts.models import Authenticator, Factor, Passkey, RecoveryCode, RecoverySheet, User
from accounts.passkeys import Refused, count_after, credential_of
from accounts.rules import pause_after, plain_code
from ledger.entries import SYSTEM
from ledger.enums import Kind
from lib.envelope import Unreadable, unseal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """The factor that answered, or None; and until when nothing more is tried. Refusals must be committed, hence no exception."""

    device: Factor | None
    blocked_until: datetime | None = None


@transaction.atomic
def try_code(user: User, code: str, *, at: datetime) -> Outcome:
    """Check one code, of an app or of paper. While blocked, even a right one is refused. Four queries when it is right."""
    person = User.objects.select_for_update().get(pk=user.pk)  # one try at a time
    if person.codes_blocked_until and at < person.codes_blocked_until:
        return Outcome(None, person.codes_blocked_until)
    device = _app_of(person, code, at) or _sheet_of(person, code, at)
    if device:
        if person.code_failures:
            _count(person, 0, None)
        return Outcome(device)
    return _refuse(person, at=at)


@transaction.atomic
def try_passkey(user: User, answer: str, challenge: str, *, at: datetime) -> Outcome:
    """Check what one of their devices signed. Counted like a code."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.codes_blocked_until and at < person.codes_blocked_until:
        return Outcome(None, person.codes_blocked_until)
    device = passkey_of(answer, challenge, at=at)
    if device is None or device.user_id != person.pk:
        return _refuse(person, at=at)
    if person.code_failures:
        _count(person, 0, None)
    return Outcome(device)


@transaction.atomic
def passkey_of(answer: str, challenge: str, *, at: datetime, asked_at: datetime | None = None) -> Passkey | None:
    """The passkey that signed this challenge, whoever's: there is nothing to guess, so nothing to count. `asked_at`: of a challenge
    that the browser kept itself; one asked before the passkey was last used is refused, hence serves once."""
    try:
        found = (
            Passkey.objects.select_related("user").filter(credential_id=credential_of(answer), confirmed=True, user__is_active=True).first()
        )
        if found is None or not challenge:
            return None
        count = count_after(answer, challenge, public_key=found.public_key, sign_count=found.sign_count)
    except Refused:
        return None
    mine = Passkey.objects.filter(pk=found.pk, sign_count=found.sign_count)
    if asked_at:
        mine = mine.filter(Q(last_used_at=None) | Q(last_used_at__lt=asked_at))
    spent = mine.update(sign_count=count, last_used_at=at)
    return found if spent else None


@transaction.atomic
def try_password(user: User, password: str, *, at: datetime) -> Outcome | None:
    """The current password, asked of somebody already inside: None when right. Counted like a code."""
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.codes_blocked_until and at < person.codes_blocked_until:
        return Outcome(None, person.codes_blocked_until)
    return None if person.check_password(password) else _refuse(person, at=at)


def _refuse(person: User, *, at: datetime) -> Outcome:
    failures = person.code_failures + 1
    pause = pause_after(failures)
    until = at + pause if pause else None
    _count(person, failures, until)
    tell(person, Kind.SIGNIN, "signin.locked" if until else "signin.code_refused", by=SYSTEM, at=at)
    return Outcome(None, until)


def _count(person: User, failures: int, until: datetime | None) -> None:
    person.code_failures, person.codes_blocked_until = failures, until
    person.save(update_fields=["code_failures", "codes_blocked_until"])


def _app_of(person: User, code: str, at: datetime) -> Authenticator | None:
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    return next((app for app in Authenticator.objects.filter(user=person, confirmed=True) if spend_step(app, digits, at=at)), None)


def spend_step(app: Authenticator, digits: str, *, at: datetime) -> bool:
    """The count of the UPDATE decides: of two requests with the same code, one finds the step already spent."""
    try:
        key = unseal(app.sealed_key, app.pk)
    except Unreadable:
        log.error("the key of authenticator %s cannot be read: field_keys changed, or the row did", app.pk)
        return False
    step = matching_step(key, digits, at=at, after=app.last_step)
    if step is None:
        return False
    return Authenticator.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step, last_used_at=at) == 1


def _sheet_of(person: User, code: str, at: datetime) -> RecoverySheet | None:
    hashes = code_hashes(code, person.pk) if plain_code(code) else []
    for found in RecoveryCode.objects.filter(sheet__user=person, code_hash__in=hashes).select_related("sheet"):
        if spend_paper(found, at=at):
            return found.sheet
    return None


def spend_paper(found: RecoveryCode, *, at: datetime) -> bool:
    """The same, for a printed code."""
    return RecoveryCode.objects.filter(pk=found.pk, used_at=None).update(used_at=at) == 1
