"""A request that was answered is gone at once: its own attributes lead back to it, and Python would look for it among all others later,
two milliseconds at a time, in the middle of somebody's answer."""

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

LEAD_BACK = ("user", "auser", "_messages", "csp_nonce")


class Pages(WSGIHandler):
    """Django's, whose requests go with their answers; and whose view is looked for once, by whoever wants to know first."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        return request.resolver_match or super().resolve_request(request)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = super().get_response(request)
        if not response.streaming:  # all that it says is said
            for name in LEAD_BACK:
                vars(request).pop(name, None)
        return response
