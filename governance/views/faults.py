"""« Garde-fou a rencontré une panne », or the database can write nothing: the page says whether anything was done."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

from lib.refusals import cannot_write, is_sure

A_MINUTE = 60


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what was raised is still at hand."""
    raised = sys.exc_info()[1]
    if not cannot_write(raised):
        return server_error(request)
    page = get_template("503.html").render({"is_sure": is_sure(raised)})  # without the request: its messages and person are in the database
    return HttpResponse(page, status=503, headers={"Retry-After": str(A_MINUTE)})
