"""« Garde-fou a rencontré une panne », or the database can write nothing: the page says whether anything was done."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error

from lib.refusals import cannot_write, is_sure

A_MINUTE = 60


def fault(request: HttpRequest) -> HttpResponse:
    """Django's handler500: what was raised is still at hand."""
    raised = sys.exc_info()[1]
    if not cannot_write(raised):
        return server_error(request)
    response = render(request, "503.html", {"is_sure": is_sure(raised)}, status=503)
    response["Retry-After"] = str(A_MINUTE)
    return response
