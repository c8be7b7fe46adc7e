"""The web server without its limits of calls, and with the bare view that benchmarks measure against. Never shipped."""

import sys

from governance.wsgi import application

__all__ = ["application"]  # made first: what follows needs the apps

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from api import limits
from api.v1 import urls
from approvals.actions import asking
from governance import trunk

MANY = 10**9
limits.CREATIONS = limits.CALLS = limits.WRONG_KEYS = asking.MOST_PENDING = MANY


def inserted(_: HttpRequest) -> HttpResponse:
    """One committed INSERT."""
    with connection.cursor() as cursor:
        cursor.execute("insert into load_floor (at, said) values (%s, %s) returning id", [timezone.now(), "x" * 200])
        return HttpResponse(f'{{"id": {cursor.fetchone()[0]}}}', content_type="application/json")


urls.urlpatterns.append(path("api/floor", inserted))
if __name__ == "__main__":
    sys.exit(trunk.main(int(sys.argv[1]), ["web"]))
