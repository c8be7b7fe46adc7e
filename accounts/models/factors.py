"""What proves an identity besides the password: authenticator apps (keys encrypted at rest) and printed recovery codes (hashed)."""

import uuid
from typing import ClassVar

from django.db import models
from django_otp.models import Device, DeviceManager, ThrottlingMixin

from accounts.models.user import User


class SetupCode(models.Model):
    """The one-time code that opens the start page of a new installation. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Authenticator(ThrottlingMixin, Device):
    """An authenticator app (RFC 6238, SHA-1, 6 digits, 30 s). `sealed_key` is the key under the installation's field key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    sealed_key = models.TextField()
    last_step = models.BigIntegerField(default=-1)
    added_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Authenticator"]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False


class RecoverySheet(ThrottlingMixin, Device):
    """A printed sheet of single-use codes; a new sheet ends the old one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["RecoverySheet"]] = DeviceManager()

    class Meta(Device.Meta):
        abstract = False


class RecoveryCode(models.Model):
    """One code of a sheet: its hash, and when it was spent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(RecoverySheet, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=128)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "code_hash"], name="one_code_a_sheet")]
