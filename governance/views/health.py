"""« /sante/ »: for whoever watches the server. Says whether the database answers, and nothing else."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from accounts.access import open_page


@open_page
def health(_request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except Error:
        return HttpResponse("base de données injoignable\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
