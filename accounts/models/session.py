"""A session of Django's, whose row also says whose it is and what its person is shown of it."""

from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from accounts.models.user import User


class Session(AbstractBaseSession):
    """`session_key` is a hash of the cookie (accounts.session_store). `number` stands in addresses; it is empty until both factors
    were right. No network address is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    number = models.UUIDField(null=True, unique=True)
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    objects: ClassVar[BaseSessionManager] = BaseSessionManager()
