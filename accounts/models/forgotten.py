"""« Mot de passe oublié » as it was asked, before anybody looked whether there is such a person."""

import uuid

from django.db import models


class PasswordAsked(models.Model):
    """A worker answers it, so that the page takes the same time for everybody. `email` is erased once answered; the two hashes only
    count how often one address asks, or is asked for, and go after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(blank=True)
    email_hash = models.CharField(max_length=64)
    origin_hash = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
