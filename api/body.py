"""The body of an agent's call, and the name it gives to what it sends."""

import re
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from api.errors import Problem
from lib.strict_json import NotStrict, loads

LARGE = 64 * 1024  # bytes; what is larger is read by one call at a time: its values may take twenty-five times its room
_room = threading.BoundedSemaphore(1)
KEY = re.compile(r"[\x21-\x7e]{1,200}")


def read(request: HttpRequest, quickly: Callable[[bytes], Any] | None = None) -> Any:
    """The JSON of the body, or what `quickly` makes of it, unless that is None. Raises Problem: unsupported-type, invalid-request."""
    if request.content_type != "application/json":
        raise Problem("unsupported-type", "envoyez du JSON (Content-Type: application/json)")
    try:
        with turn(request):
            made = quickly(request.body) if quickly else None
            return loads(request.body) if made is None else made
    except RequestDataTooBig:
        raise Problem("too-large") from None
    except NotStrict as error:
        raise Problem("invalid-request", str(error)) from error


def is_large(request: HttpRequest) -> bool:
    return len(request.body) > LARGE


def turn(request: HttpRequest) -> AbstractContextManager[object]:
    """To be held while the body is read."""
    return _room if is_large(request) else nullcontext()


def idempotency_key(request: HttpRequest) -> str:
    """The header's value, or an empty text. Raises Problem: invalid-request."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if key and not KEY.fullmatch(key):
        raise Problem("invalid-request", "Idempotency-Key\u00a0: 1 à 200 caractères visibles")
    return key
