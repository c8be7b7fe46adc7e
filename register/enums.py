"""The closed lists of the register."""

from django.db import models


class Format(models.TextChoices):
    """What an export is written in."""

    PDF = "pdf", "PDF"
    JSON = "json", "JSON"
    ODS = "ods", "ODS, modèle de la CNIL"
    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"
    JSONLD = "jsonld", "JSON-LD"
