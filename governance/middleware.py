"""What stands before everything else: whose word on addresses we take."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


class TrustedProxy:
    """Forwarded headers count only from GARDEFOU_TRUSTED_PROXY; from anybody else they are dropped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        if meta.get("REMOTE_ADDR") in settings.TRUSTED_PROXY:
            # our proxy appends the address it saw: the last one is the only one it vouches for
            if client := meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip():
                meta["REMOTE_ADDR"] = client
        else:
            for name in FORWARDED:
                meta.pop(name, None)
        return self.get_response(request)
