"""What proves an identity besides the password: authenticator apps (keys encrypted at rest) and printed recovery codes (hashed)."""

import uuid
from typing import ClassVar

from django.db import models
from django_otp.models import Device, DeviceManager

from accounts.models.user import User


class SetupCode(models.Model):
    """The one-time code that opens the start page of a new installation. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)


class Factor(Device):
    """django-otp's device under a UUID. django-otp reads the number of its device's name back with int(): we give it the UUID's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta(Device.Meta):
        abstract = True

    @property
    def persistent_id(self) -> str:
        """What the session keeps of the device that verified it."""
        return f"{self.model_label()}/{self.pk.int}"


class Authenticator(Factor):
    """An authenticator app (RFC 6238, SHA-1, 6 digits, 30 s). `sealed_key` is the key under the installation's field key."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sealed_key = models.TextField()
    last_step = models.BigIntegerField(default=-1)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Authenticator"]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False


class Passkey(Factor):
    """The public half of a key that stays in a device, which opens it for a finger, a face or a PIN."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    credential_id = models.CharField(max_length=1400, unique=True)  # 1,023 bytes at most (WebAuthn level 3), as base 64
    public_key = models.CharField(max_length=2000)
    sign_count = models.BigIntegerField(default=0)
    transports = models.JSONField(default=list)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Passkey"]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False


class RememberedDevice(Factor):
    """A browser that need not give a code for a while, after the password. Only the hash of what it holds is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    objects: ClassVar[models.Manager["RememberedDevice"]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False


class RecoverySheet(Factor):
    """A printed sheet of single-use codes; a new sheet ends the old one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["RecoverySheet"]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False
        constraints: ClassVar = [models.UniqueConstraint(fields=["user"], name="one_sheet_a_person")]


class RecoveryCode(models.Model):
    """One code of a sheet: its hash, and when it was spent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(RecoverySheet, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "code_hash"], name="one_code_a_sheet")]


class WayIn(models.Model):
    """A link made on the server, used once, that lets a person set what they do not have yet. Only its hash is kept."""

    class Purpose(models.TextChoices):
        """What the link opens."""

        JOIN = "join", "Premier accès"
        PASSWORD = "password", "Nouveau mot de passe"
        FACTOR = "factor", "Nouvelle double vérification"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
