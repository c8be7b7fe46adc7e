"""What django-axes counted against this address and this account, and when it lets go."""

from datetime import datetime, timedelta
from hmac import compare_digest

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.rules import CROWD, REMEMBERED
from lib.dates import near_moment

TOO_MANY = 429
KNOWN = timedelta(days=180)


def locked_until(request: HttpRequest, email: str, at: datetime) -> datetime | None:
    """When this address may try this account again; None when it may now."""
    cool_off = get_cool_off(request) or timedelta()
    mine = AccessAttempt.objects.filter(username=email, ip_address=request.META.get("REMOTE_ADDR"), attempt_time__gt=at - cool_off)
    counted = mine.aggregate(tries=Sum("failures_since_start"), last=Max("attempt_time"))
    return counted["last"] + cool_off if (counted["tries"] or 0) >= settings.AXES_FAILURE_LIMIT else None


def crowded_until(request: HttpRequest, email: str, at: datetime) -> datetime | None:
    """When a stranger's browser may try this account again: many addresses guess at it. One that came in before is not kept out."""
    if is_known(request, email):
        return None
    cool_off = get_cool_off(request) or timedelta()
    tries = AccessAttempt.objects.filter(username=email, attempt_time__gt=at - cool_off)
    counted = tries.aggregate(tries=Sum("failures_since_start"), last=Max("attempt_time"))
    return counted["last"] + cool_off if (counted["tries"] or 0) >= CROWD else None


def is_known(request: HttpRequest, email: str) -> bool:
    """Did this person come in from this browser before?"""
    return compare_digest(request.COOKIES.get(_cookie(), "").encode(), _mark(email).encode())


def remember_browser(response: HttpResponse, email: str) -> HttpResponse:
    """Both factors were right here: guesses from elsewhere will not keep this browser out. Opens nothing by itself."""
    response.set_cookie(_cookie(), _mark(email), max_age=KNOWN, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    return response


def device_token(request: HttpRequest) -> str:
    """What a remembered browser holds."""
    return request.COOKIES.get(_cookie("device"), "")


def keep_token(response: HttpResponse, token: str) -> HttpResponse:
    """For accounts.actions.remembering.recognised."""
    is_secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(_cookie("device"), token, max_age=REMEMBERED, secure=is_secure, httponly=True, samesite="Lax")
    return response


def _cookie(of: str = "browser") -> str:
    return f"{settings.SESSION_COOKIE_NAME}-{of}"


def _mark(email: str) -> str:
    return salted_hmac("accounts.known_browser", email, algorithm="sha256").hexdigest()


def try_again(until: datetime, at: datetime) -> str:
    """« Trop d’essais. Réessayez aujourd’hui à 14 h 32. » A minute is added: what is said must hold."""
    moment = near_moment(timezone.localtime(until + timedelta(seconds=59)), timezone.localtime(at))
    return _("Trop d’essais. Réessayez %(moment)s.") % {"moment": moment}


def lock_out_page(_request: HttpRequest, response: HttpResponse, _credentials: dict[str, str] | None = None) -> HttpResponse:
    """AXES_LOCKOUT_CALLABLE: the view has answered already."""
    return response
