"""SESSION_ENGINE: Django's sessions in the database, where each row also tells whose it is (accounts.models.Session).

A row is found by the hash of its key: who reads the database, or a copy of it, holds nobody's cookie.
"""

from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.who import Known

BEGAN = "gf_began"
SEEN = "gf_seen"
DEVICE = "gf_device"
OPENED = "gf_opened"  # the number of a session, once both factors were right


class SessionStore(Stored):
    """The columns follow what the session says, at each save."""

    _guessed: Any = None

    @classmethod
    def get_model_class(cls) -> Any:
        from accounts.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row: Any = super().create_model_instance(data)
        row.session_key = kept_as(row.session_key)
        row.user_id, row.number, row.device = data.get(SESSION_KEY), data.get(OPENED), data.get(DEVICE, "")
        row.began_at, row.seen_at = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        return row

    def save(self, must_create: bool = False) -> None:
        """A row that is there is written over in one round trip: every answer that leaves a message waits for it."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        from accounts.who import keep_session

        row = self.create_model_instance(self._get_session())  # type: ignore[attr-defined]
        try:
            with transaction.atomic() if connection.in_atomic_block else nullcontext():  # one statement is a transaction by itself
                is_there = keep_session(row)
        except DatabaseError as error:
            raise UpdateError from error
        if not is_there:
            raise UpdateError

    @property
    def row_key(self) -> str:
        """What the row of this session is called."""
        return kept_as(self.session_key or "")

    def person(self, user: UUID, factor: str) -> "Known | None":
        """Whom it names, as they stand now: read with the session, when that was just read and they were guessed right."""
        from accounts.who import known

        guessed, self._guessed = self._guessed, None
        return known(self.row_key, user, factor, guessed)

    def _get_session_from_db(self) -> Any:
        from accounts.who import session_of

        row, self._guessed = session_of(self.row_key, timezone.now())
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return bool(self.model.objects.filter(session_key=kept_as(session_key)).exists())

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            self.model.objects.filter(session_key=kept_as(key)).delete()


def kept_as(key: str) -> str:
    """What the row is called: 160 bits of the SHA-256 of the cookie, as long as Django's column."""
    return sha256(key.encode()).hexdigest()[:40]


def _moment(seconds: Any) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
