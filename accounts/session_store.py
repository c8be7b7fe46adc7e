"""SESSION_ENGINE: Django's sessions in the database, where each row also tells whose it is (accounts.models.Session)."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored

BEGAN = "gf_began"
SEEN = "gf_seen"
DEVICE = "gf_device"
OPENED = "gf_opened"  # the number of a session, once both factors were right


class SessionStore(Stored):
    """The columns follow what the session says, at each save."""

    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.user_id, row.number, row.device = data.get(SESSION_KEY), data.get(OPENED), data.get(DEVICE, "")
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        return row


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
