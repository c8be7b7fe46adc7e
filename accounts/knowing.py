"""Who asks: the person, the factor that was right and their companies, in one round trip.

Only the plain case: whatever else a session holds is left to Django and django-otp, which end it or take from it what does not stand.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.boundary import companies_of
from accounts.models import User
from accounts.sessions import BACKEND
from accounts.who import Known

KEPT = "_gf_known"


class Knowing:
    """Stands after the two that it spares; they are asked when it does not know."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        otherwise = request.user
        request.user = SimpleLazyObject(lambda: _person(request) or otherwise)  # type: ignore[assignment]
        return self.get_response(request)


def companies_known(request: HttpRequest, user: User) -> list[tuple[UUID, str]]:
    """(id, name) of their companies, by name: read with the person, when it was."""
    found: Known | None = getattr(request, KEPT, None)
    return found.companies if found and found.user.pk == user.pk else companies_of(user)


def _person(request: HttpRequest) -> User | None:
    session = request.session
    who, factor, proof = (session.get(key) for key in (SESSION_KEY, DEVICE_ID_SESSION_KEY, HASH_SESSION_KEY))
    if not (who and factor and proof) or session.get(BACKEND_SESSION_KEY) != BACKEND:
        return None
    found = _found(session, who, factor)
    if found is None or not constant_time_compare(proof, found.user.get_session_auth_hash()):
        return None
    user: Any = found.user
    user.otp_device, user.is_verified = found.factor, _yes
    setattr(request, KEPT, found)
    return found.user


def _yes() -> bool:
    """A person who is known was read with their factor. Nothing of the person is held: it would lead back to them."""
    return True


def _found(session: Any, user: str, factor: str) -> Known | None:
    try:
        return session.person(UUID(user), factor)
    except ValueError:
        return None
