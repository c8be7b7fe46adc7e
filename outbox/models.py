"""What must leave by e-mail: one row, written in the transaction of its cause, tried until it has left or is given up."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from lib.envelope import seal, unseal
from outbox.enums import State


class Message(models.Model):
    """`cause_kind` and `cause_id` name what it is about: one cause is written to one address once. `message_id` is made here and
    never changes, so that a copy sent again after a crash is known as a copy. `has_link`: it opens something, so its words wait
    sealed and are erased once it has left or is given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company_id = models.UUIDField()
    cause_kind = models.CharField(max_length=60)
    cause_id = models.CharField(max_length=60)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    has_link = models.BooleanField(default=False)
    message_id = models.CharField(max_length=300)
    posted_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")

    app_rights = "select, insert, update"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company_id", "cause_kind", "cause_id", "to"], name="one_message_a_cause"),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(gave_up_at=None), name="sent_or_given_up"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["company_id", "next_try_at"], condition=Q(sent_at=None, gave_up_at=None), name="message_to_send"),
            models.Index(fields=["company_id", "-posted_at"], name="newest_message"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.sent_at:
            return State.SENT
        return State.GIVEN_UP if self.gave_up_at else State.WAITING

    @property
    def words(self) -> tuple[str, str]:
        """Text and HTML as they leave. Raises Unreadable."""
        if not self.has_link:
            return self.text, self.html
        return unseal(self.text, f"{self.pk}.text"), unseal(self.html, f"{self.pk}.html")

    @words.setter
    def words(self, both: tuple[str, str]) -> None:
        self.text, self.html = both
        if self.has_link:
            self.text, self.html = seal(self.text, f"{self.pk}.text"), seal(self.html, f"{self.pk}.html")

    @property
    def may_be_retried(self) -> bool:
        """It has not left, and its words are still there."""
        return self.sent_at is None and bool(self.text)
