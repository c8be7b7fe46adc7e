"""What an agent is answered, in JSON."""

import json
from typing import Any

from django.http import HttpResponse

_spelt = json.JSONEncoder(ensure_ascii=False).encode  # made once: dumps would make one for each answer


def in_json(value: Any, status: int = 200) -> HttpResponse:
    """Values that JSON knows, as UTF-8."""
    return HttpResponse(_spelt(value), status=status, content_type="application/json")
