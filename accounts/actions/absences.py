"""Somebody will be away, or is back sooner. Nothing passes to the stand-in but what is shown and asked: each keeps their own role."""

from datetime import date, datetime

from django.db import transaction

from accounts.actions.telling import subject_of
from accounts.away import as_said, now_and_later, someone, today_of
from accounts.letters import relieved, standing_in
from accounts.mailing import is_set_up
from accounts.models import Absence, Company, Membership
from accounts.rules import Away, why_not_away
from ledger.actions import record
from ledger.entries import Actor
from ledger.enums import Kind
from lib.dates import span_words
from outbox.actions import BadAddress, Cause, Letter, post


class NotPossible(RuntimeError):
    """Something stands against it; `str()` is the sentence for the person."""


def hold_people(company: Company) -> dict[str, Membership]:
    """Everybody who is there, by id, kept from other writers until the transaction ends: whoever comes second sees what the first did."""
    rows = Membership.objects.of(company).current().select_related("user", "company")
    return {str(row.pk): row for row in rows.order_by("pk").select_for_update(no_key=True, of=("self",))}


@transaction.atomic
def say_away(who: Membership, stand_in: Membership, starts_on: date, until: date, *, by: Membership, at: datetime) -> Absence:
    """« Je serai absent du … au …, remplacé par … ». Inside the company's scope. Raises NotPossible."""
    company, today = who.company, today_of(who.company, at)
    people = hold_people(company)
    if str(who.pk) not in people or str(stand_in.pk) not in people:
        raise NotPossible("Cette personne n’est plus dans l’équipe. Choisissez-en une autre.")
    who, stand_in = people[str(who.pk)], people[str(stand_in.pk)]
    asked = Away(someone(who), someone(stand_in), starts_on, until)
    if why := why_not_away(asked, as_said(now_and_later(company, today)), today):
        raise NotPossible(why)
    absence = Absence(company=company, membership=who, stand_in=stand_in, starts_on=starts_on, until=until, said_at=at, said_by=by)
    absence.save(force_insert=True)
    detail = {"days": span_words(starts_on, until), "stand_in": stand_in.user.name}
    record(Kind.PEOPLE, "absence.said", subject_of(who.user), subject_of(stand_in.user), by=actor(by), at=at, detail=detail)
    _write(absence, Cause("absence.said", absence.pk), standing_in(absence), at=at)
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Membership, at: datetime) -> bool:
    """Back sooner, or not going after all; False when it was over already. The count of the UPDATE decides."""
    if not Absence.objects.of(absence.company).filter(pk=absence.pk, ended_at=None).update(ended_at=at):
        return False
    detail = {"days": span_words(absence.starts_on, absence.until), "stand_in": absence.stand_in.user.name}
    subjects = subject_of(absence.membership.user), subject_of(absence.stand_in.user)
    record(Kind.PEOPLE, "absence.ended", *subjects, by=actor(by), at=at, detail=detail)
    _write(absence, Cause("absence.ended", absence.pk), relieved(absence), at=at)
    return True


def entrust(absence: Absence, stand_in: Membership, *, by: Membership, at: datetime) -> bool:
    """Somebody else stands in; False when the absence is over. Inside the transaction of whoever holds the people."""
    before = absence.stand_in
    if not Absence.objects.of(absence.company).filter(pk=absence.pk, ended_at=None).update(stand_in=stand_in):
        return False
    absence.stand_in = stand_in
    detail = {"before": before.user.name, "after": stand_in.user.name, "days": span_words(absence.starts_on, absence.until)}
    subjects = subject_of(absence.membership.user), subject_of(stand_in.user)
    record(Kind.PEOPLE, "absence.stand_in_changed", *subjects, by=actor(by), at=at, detail=detail)
    _write(absence, Cause("absence.said", f"{absence.pk}.{stand_in.pk}"), standing_in(absence), at=at)
    return True


def actor(by: Membership) -> Actor:
    """The person, as the record names them."""
    return Actor("person", by.user_id, by.user.name)


def _write(absence: Absence, cause: Cause, letter: Letter, *, at: datetime) -> None:
    """To the stand-in, when mail is set up and they are still there."""
    if absence.stand_in.ended_at is not None or not is_set_up(absence.company):
        return
    try:
        post(cause, letter, to=absence.stand_in.user.email, at=at)
    except BadAddress:
        return  # an address that takes no mail must not keep anybody from leaving
