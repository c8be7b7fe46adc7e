"""Saves the session after the page. What was read is shown, and what was done is said, even when the database can write nothing more."""

import logging

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import Error
from django.http import HttpRequest, HttpResponse

from lib.refusals import cannot_write

log = logging.getLogger(__name__)


class Saving(SessionMiddleware):
    """Django's own, but for a session that is there already: the act of the request was committed before, so its answer holds. What
    the session would have remembered is lost. A new session that cannot be kept is no session: that error goes on."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (Error, SessionInterrupted) as error:
            is_known = request.session.session_key == request.COOKIES.get(settings.SESSION_COOKIE_NAME)
            if not (is_known and cannot_write(error)):
                raise
            log.warning("a session could not be saved: the database can write nothing now")
            return response
