"""What a session remembers of its person, in seconds since 1970. Knows requests, not the database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, login, logout
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp import login as verify

from accounts.models import Factor, User
from accounts.rules import FRESH, WAITING, device_words, is_alive
from accounts.session_store import BEGAN, DEVICE, OPENED, SEEN

PROVEN = "gf_proven"  # when a code was asked again, and of whom: for the acts that need it fresh
WANTED = "gf_proof_wanted"  # there until the next code: the last one does not count
NEXT = "gf_next"
PLACE = "gf_place"
CHOSEN = "company"  # the id of the company one works in, as text
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Who it is of, how it was proven, when it began and was last seen: all that does not depend on a company.
OWN = (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY, DEVICE_ID_SESSION_KEY, BEGAN, SEEN, DEVICE, OPENED, PROVEN)


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
    request.session.pop(WANTED, None)


def has_just_proven(request: HttpRequest, at: datetime) -> bool:
    """Was a code asked less than five minutes ago?"""
    match request.session.get(PROVEN):
        case [int(seconds), who]:
            return bool(who == str(request.user.pk)) and is_alive(datetime.fromtimestamp(seconds, UTC), at, FRESH)
    return False


def want_proof(request: HttpRequest) -> None:
    """For one act: no code given before this moment will do."""
    request.session[WANTED] = True


def has_proven_again(request: HttpRequest, at: datetime) -> bool:
    """Was a code given since one was wanted? Counted, not timed: two acts of the same second need two codes."""
    return WANTED not in request.session and has_just_proven(request, at)


def go_over(request: HttpRequest, company: str) -> None:
    """To another company: what is not the session's own stays behind, messages that nobody has read too."""
    kept = {key: request.session[key] for key in OWN if key in request.session}
    for key in [key for key in request.session.keys() if key not in kept]:  # noqa: SIM118  (a session is not a dict)
        del request.session[key]
    list(get_messages(request))
    request.session[CHOSEN] = company


def close(request: HttpRequest) -> None:
    """End this session on the server."""
    logout(request)


def leave_place(request: HttpRequest) -> None:
    """End this session, and remember for whom it stood where: the page one asked for is of that company."""
    place = [request.session.get(CHOSEN), str(request.user.pk)]
    close(request)
    request.session[PLACE] = place


def take_place(request: HttpRequest, companies: Sequence[str]) -> None:
    """Back to the company one stood in, for the same person and while they belong to it; else to the first."""
    match request.session.pop(PLACE, None):
        case [str(company), who] if who == str(request.user.pk) and company in companies:
            request.session[CHOSEN] = company
        case _ if companies:
            request.session[CHOSEN] = companies[0]
