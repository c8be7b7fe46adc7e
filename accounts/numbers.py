"""Numbers people quote (RT-0012, registre n° 3): one after the other for each company, never reused."""

from typing import Any

from django.db import models

from accounts.models import Company


def next_number(company: Company, model: type[models.Model]) -> int:
    """The number after the highest of this company's rows, from 1. Inside a transaction: two at once wait for each other."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    rows: Any = model._default_manager
    highest = rows.of(company).aggregate(highest=models.Max("number"))["highest"]
    return int(highest or 0) + 1
