"""What a session remembers of its person, in seconds since 1970. Knows requests, not the database."""

from datetime import UTC, datetime

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django_otp import login as verify

from accounts.models import Authenticator, RecoverySheet, User
from accounts.rules import FRESH, WAITING, is_alive

BEGAN = "gf_began"
SEEN = "gf_seen"
PROVEN = "gf_proven"  # when a code was asked again, for changes of factor
NEXT = "gf_next"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def stamp(at: datetime) -> int:
    """Seconds since 1970."""
    return int(at.timestamp())


def moment_of(request: HttpRequest, key: str) -> datetime | None:
    """A moment the session remembers."""
    seconds = request.session.get(key)
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None


def half_open(request: HttpRequest, user: User, at: datetime) -> None:
    """The password was right; the code comes next. Django changes the session's key."""
    login(request, user, backend=BACKEND)
    request.session[BEGAN] = request.session[SEEN] = stamp(at)


def is_waiting(request: HttpRequest, at: datetime) -> bool:
    """Is the password's answer recent enough to be followed by a code?"""
    began = moment_of(request, BEGAN)
    return began is not None and is_alive(began, at, WAITING)


def open_fully(request: HttpRequest, device: Authenticator | RecoverySheet, at: datetime) -> None:
    """Both factors were right: a new key, a new beginning."""
    request.session.cycle_key()
    verify(request, device)
    request.session[BEGAN] = request.session[SEEN] = stamp(at)


def prove(request: HttpRequest, at: datetime) -> None:
    """A code was just asked and given."""
    request.session[PROVEN] = stamp(at)


def has_just_proven(request: HttpRequest, at: datetime) -> bool:
    """Was a code asked less than five minutes ago?"""
    proven = moment_of(request, PROVEN)
    return proven is not None and is_alive(proven, at, FRESH)


def close(request: HttpRequest) -> None:
    """End this session on the server."""
    logout(request)
