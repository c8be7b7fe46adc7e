"""The closed lists of the register."""

from django.db import models


class Format(models.TextChoices):
    """What an export is written in."""

    PDF = "pdf", "PDF"
    JSON = "json", "JSON"
