"""« /sante/ »: for whoever watches the server. Says whether the database answers, and nothing else. Needs neither session nor company."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import open_page

HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY", "X-Robots-Tag": "noindex, nofollow"}


@open_page
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return _told("base de données injoignable", 503)
    return _told("ok", 200)


def _told(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", content_type="text/plain; charset=utf-8", status=status, headers=HEADERS)
