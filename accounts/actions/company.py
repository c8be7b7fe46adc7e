"""The facts of a company."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import Company
from ledger.actions import record
from ledger.entries import Actor, Subject
from ledger.enums import Kind

LABELS = {
    "name": "nom",
    "siren": "SIREN",
    "address": "adresse",
    "phone": "téléphone",
    "email": "e-mail",
    "representative": "représentant",
    "has_dpo": "délégué à la protection des données",
    "dpo_name": "nom du délégué",
    "dpo_contact": "contact du délégué",
    "time_zone": "fuseau horaire",
}


@transaction.atomic
def edit_company(company: Company, facts: Mapping[str, str | bool | None], *, by: Actor, at: datetime) -> list[str]:
    """Change what differs; returns the French names of what changed, and seals them. Values stay out of the record."""
    changed = [name for name in LABELS if name in facts and getattr(company, name) != facts[name]]
    if not changed:
        return []
    for name in changed:
        setattr(company, name, facts[name])
    company.save(update_fields=changed)
    labels = [LABELS[name] for name in changed]
    record(
        Kind.COMPANY, "company.changed", Subject("company", company.pk, company.name), by=by, at=at, detail={"changed": ", ".join(labels)}
    )
    return labels
