"""What a session remembers of its person, in seconds since 1970. Knows requests, not the database."""

from datetime import UTC, datetime
from uuid import uuid4

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django_otp import login as verify

from accounts.models import Factor, User
from accounts.rules import FRESH, WAITING, device_words, is_alive
from accounts.session_store import BEGAN, DEVICE, OPENED, SEEN

PROVEN = "gf_proven"  # when a code was asked again, and of whom: for the acts that need it fresh
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
    request.session.pop(PROVEN, None)
    request.session[BEGAN] = request.session[SEEN] = stamp(at)


def is_waiting(request: HttpRequest, at: datetime) -> bool:
    """Is the password's answer recent enough to be followed by a code?"""
    began = moment_of(request, BEGAN)
    return began is not None and is_alive(began, at, WAITING)


def open_fully(request: HttpRequest, device: Factor, at: datetime) -> None:
    """Both factors were right: a new key, a new beginning."""
    request.session.cycle_key()
    verify(request, device)
    request.session[BEGAN] = request.session[SEEN] = stamp(at)
    request.session[OPENED], request.session[DEVICE] = str(uuid4()), device_of(request)


def device_of(request: HttpRequest) -> str:
    """« Firefox sur Windows », as the browser says."""
    return device_words(request.headers.get("User-Agent", ""))


def prove(request: HttpRequest, at: datetime) -> None:
    """A code was just asked and given. Kept with the session on the server, for this person alone."""
    request.session[PROVEN] = [stamp(at), str(request.user.pk)]


def has_just_proven(request: HttpRequest, at: datetime) -> bool:
    """Was a code asked less than five minutes ago?"""
    match request.session.get(PROVEN):
        case [int(seconds), who]:
            return bool(who == str(request.user.pk)) and is_alive(datetime.fromtimestamp(seconds, UTC), at, FRESH)
    return False


def close(request: HttpRequest) -> None:
    """End this session on the server."""
    logout(request)
