"""The owner's own words beside ours: a new one, another label for one of ours, one set aside, one held against the law."""

from typing import ClassVar

from django.db import models

from accounts.models import CompanyQuerySet, CompanyRow, Membership


class OwnWord(CompanyRow):
    """One word of a vocabulary as this company wants it. With a code of ours it covers ours, which is never lost.

    `extra` holds the vocabulary's other columns (a retention's phases, a sensitive category's level)."""

    vocabulary = models.CharField(max_length=40)
    code = models.CharField(max_length=120)
    label = models.CharField(max_length=200, blank=True)
    explanation = models.TextField(blank=True)
    ref = models.CharField(max_length=300, blank=True)
    extra = models.JSONField(default=dict, blank=True)
    hidden_at = models.DateTimeField(null=True)
    verified_on = models.DateField(null=True)
    verified_by = models.CharField(max_length=160, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[CompanyQuerySet["OwnWord"]] = CompanyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "mot de l’entreprise"
        ordering: ClassVar = ["label"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "vocabulary", "code"], name="own_word_once")]
