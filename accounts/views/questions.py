"""What a browser that nobody has signed in from was asked: kept by it, signed, so that a visit leaves no row behind."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.passkeys import PATIENCE, Question
from accounts.rules import is_alive

SALT = "accounts.question"
LIFE = timedelta(milliseconds=PATIENCE)


def hold(response: HttpResponse, question: Question, at: datetime) -> HttpResponse:
    """With the moment it was asked: no answer serves twice, as a passkey answers nothing asked before it was last used."""
    told = signing.dumps([question.challenge, int(at.timestamp() * 1_000_000)], salt=SALT)
    response.set_cookie(_name(), told, max_age=LIFE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response


def held(request: HttpRequest, at: datetime) -> tuple[str, datetime | None]:
    """The question and when it was asked; nothing when it was asked long ago, or not by us."""
    try:
        challenge, moment = signing.loads(request.COOKIES.get(_name(), ""), salt=SALT)
    except signing.BadSignature:
        return "", None
    asked_at = datetime.fromtimestamp(moment / 1_000_000, UTC)
    return (str(challenge), asked_at) if is_alive(asked_at, at, LIFE) else ("", None)


def let_go(response: HttpResponse) -> HttpResponse:
    """It was answered."""
    response.delete_cookie(_name(), samesite="Lax")
    return response


def _name() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-question"
