"""« /sante/ »: for whoever watches the server. Says whether the database answers, and whether the clock stands still: pages and stops work
without it, so that is no error. Nothing else. Needs neither session nor company."""

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import open_page
from accounts.runs import STOPPED, last_run

HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex, nofollow"}


@open_page
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    try:
        last = last_run()
    except Error:
        return _told("base de données injoignable", 503)
    return _told("ok" if last is None or timezone.now() - last <= STOPPED else f"ok\nhorloge arrêtée depuis {last:%Y-%m-%dT%H:%M:%SZ}", 200)


def _told(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status, headers=HEADERS)
