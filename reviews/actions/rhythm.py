"""« La revue a lieu le vendredi à 08 h, … »: when the company reviews, who does it, who replaces them. Inside the company's scope."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts.models import Company, Membership
from inventory.entries import actor
from ledger.actions import record
from ledger.entries import Subject
from ledger.enums import Kind as Sealed
from lib.dates import WEEKDAYS, french_time
from lib.kept import Kept
from reviews.enums import Every
from reviews.models import Review, Rhythm

RHYTHM = Kept(lambda company: Rhythm.objects.of(company).select_related("reviewer__user", "deputy__user"), Company)


@dataclass(frozen=True)
class Wanted:
    """Days from 0, Monday. `reviewer` None: the owners; `deputy` None: nobody in particular."""

    week_day: int
    week_at: time
    rights_every: str
    reviewer: Membership | None = None
    deputy: Membership | None = None
    wants_digest: bool = True


def rhythm_of(company: Company) -> Rhythm:
    """As it was set, or the defaults, not saved. One query."""
    found = RHYTHM.read(company)
    return found[0] if found else Rhythm(company=company, set_at=company.created_at)


@transaction.atomic
def set_rhythm(company: Company, wanted: Wanted, *, by: Membership, at: datetime) -> bool:
    """False when that is how it stood. Reviews that wait take the new people; a new hour begins from now: it makes nothing late."""
    Rhythm.objects.bulk_create([Rhythm(company=company, set_at=at)], ignore_conflicts=True)  # two people at once: one row
    rhythm = Rhythm.objects.of(company).select_for_update().get()
    before = wanted_of(rhythm)
    if before == wanted:
        return False
    changes: dict[str, Any] = {}
    if (before.week_day, before.week_at) != (wanted.week_day, wanted.week_at):
        changes["week_since"] = at
    if (before.rights_every, before.week_at) != (wanted.rights_every, wanted.week_at):
        changes["rights_since"] = at
    if before.wants_digest != wanted.wants_digest:
        changes["digest_off_at"] = None if wanted.wants_digest else at
    people = {"reviewer": wanted.reviewer, "deputy": wanted.deputy}
    given = {"week_day": wanted.week_day, "week_at": wanted.week_at, "rights_every": wanted.rights_every}
    Rhythm.objects.of(company).filter(pk=rhythm.pk).update(**given, **people, **changes, set_at=at, set_by=by)
    Review.objects.of(company).open().update(**people)
    detail = {"words": words_of(wanted), "before": words_of(before)}
    record(Sealed.REVIEW, "rhythm.set", Subject("company", company.pk, company.name), by=actor(by), at=at, detail=detail)
    return True


def words_of(wanted: Wanted) -> str:
    """« le vendredi à 08 h, droits tous les mois, relus par Alice Martin, remplaçant Sofia Petit, message du lundi »."""
    who = wanted.reviewer.user.name if wanted.reviewer else "les dirigeants"
    parts = [f"le {WEEKDAYS[wanted.week_day]} à {french_time(wanted.week_at)}", f"droits {Every(wanted.rights_every).label.lower()}"]
    parts += [f"relecture par {who}"]
    parts += [f"remplacement par {wanted.deputy.user.name}"] if wanted.deputy else []
    return ", ".join([*parts, "message du lundi" if wanted.wants_digest else "sans message du lundi"])


def wanted_of(rhythm: Rhythm) -> Wanted:
    """As it stands."""
    return Wanted(
        rhythm.week_day, rhythm.week_at, rhythm.rights_every, rhythm.reviewer, rhythm.deputy, wants_digest=rhythm.digest_off_at is None
    )
