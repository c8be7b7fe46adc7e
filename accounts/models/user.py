"""A person. Belongs to no company by itself: memberships tie the two."""

import secrets
import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac


def new_nonce() -> str:
    """32 hexadecimal digits; a new one ends every session of its person."""
    return secrets.token_hex(16)


class UserManager(BaseUserManager["User"]):
    """Looks people up by e-mail, in lower case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, *, email: str, name: str, at: datetime, password: str | None = None) -> "User":
        user = User(email=email.strip().lower(), name=name, joined_at=at)
        user.set_password(password)
        user.save(using=self._db, force_insert=True)
        return user


class User(AbstractBaseUser):
    """Signs in with an e-mail address, a password and a second factor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    session_nonce = models.CharField(max_length=32, default=new_nonce)
    code_failures = models.PositiveIntegerField(default=0)  # wrong codes in a row, over all factors
    codes_blocked_until = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The first word of the name, for a greeting."""
        return self.name.split(" ")[0]

    @property
    def initials(self) -> str:
        """At most two letters."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Changes with the password and with `session_nonce`: « se déconnecter partout » is a new nonce."""
        salt = "accounts.models.User.session"
        return salted_hmac(salt, self.password + self.session_nonce, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, *_: Any) -> bool:
        """Django's own permissions are not used: accounts.enums is the table."""
        return False
