"""What reviews leave to do, for the first page: to read and sign, and what was decided while reading."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.away import AWAY, away_on, holds, today_of
from accounts.enums import Ability, Role
from accounts.models import Absence, Company, Membership
from inventory.rules.days import company_day
from lib.dates import day_in
from lib.duties import Duty
from lib.kept import Call, Kept
from reviews.enums import Kind
from reviews.models import Remedy
from reviews.queries.pages import OPEN, Row, open_reviews

MINUTES_A_REMEDY, MOST_MINUTES = 5, 30
WEEK = timedelta(days=7)
OPENED_BY = Kept(lambda company: Remedy.objects.of(company).open().values_list("opened_by", flat=True), Company)
SIGNING = (Role.OWNER, Role.REVIEWER)  # whose reviews they are when nobody is named


def ahead(company: Company, membership: Membership, at: datetime) -> list[Call]:
    """What `due` asks, for the page that asks it all at once."""
    return [(OPEN, (company,)), (OPENED_BY, (company,)), (AWAY, (company, today_of(company, at)))] if membership.may(Ability.REVIEW) else []


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """One row a review for whoever reviews it, one for all that is to be done. Two queries, one more when a review is open."""
    if not membership.may(Ability.REVIEW):
        return []
    today, waiting = company_day(at, company.time_zone), open_reviews(company)
    away = away_on(company, today) if waiting else {}
    reviews = [_review(row, today, at, whom) for row in waiting if (whom := _whose(row, membership, away, at)) is not None]
    return reviews + _remedies(company, membership)


def _whose(row: Row, membership: Membership, away: Mapping[UUID, Absence], at: datetime) -> str | None:
    """« » when it is theirs, the name of who is away when they stand in for them, None when it is not for them. As the mails say it
    (actions.nudging.to_call): whoever is away without anybody to stand in leaves it to the deputy and the owners."""
    if _is_for(row, membership, at):
        return ""
    replaced = (one.membership for one in away.values() if one.stand_in_id == membership.pk and holds(one))
    if found := next((one for one in replaced if one.may(Ability.REVIEW) and _is_for(row, one, at)), None):
        return found.user.name
    named = row.review.reviewer
    absence = away.get(named.pk) if named else None
    is_left = absence is not None and not (holds(absence) and absence.stand_in.may(Ability.REVIEW))
    return named.user.name if named and is_left and (membership.pk == row.review.deputy_id or membership.role == Role.OWNER) else None


def _is_for(row: Row, membership: Membership, at: datetime) -> bool:
    """Whoever is named; the deputy and the owners too once it is late. Nobody named, or somebody who left or reviews no more: the owners,
    and those who review by their role."""
    review, named = row.review, row.review.reviewer
    if named is None or named.ended_at or not named.may(Ability.REVIEW):
        return membership.role in SIGNING or membership.pk == review.deputy_id
    is_late = review.due_at <= at
    return membership.pk == named.pk or (is_late and (membership.pk == review.deputy_id or membership.role == Role.OWNER))


def _review(row: Row, today: date, at: datetime, whom: str) -> Duty:
    review, left = row.review, row.points - row.done
    is_late = review.due_at <= at
    day = day_in(review.company.time_zone, review.due_at)
    title = _("Relire la semaine de vos agents") if review.kind == Kind.WEEK else _("Relire les droits de vos agents")
    why = ngettext("Encore %(many)s point à relire, puis vous signez.", "Encore %(many)s points à relire, puis vous signez.", left)
    words = why % {"many": left} if left else _("Tous les points sont relus\u00a0: il reste à signer.")
    words += f" {_('En l’absence de %(who)s, c’est à vous.') % {'who': whom}}" if whom else ""
    soon = None if review.kind == Kind.WEEK and day - today >= WEEK else day  # a week is for now from its first day on
    tone = "stop" if is_late else "watch"
    label = _("Signer") if not left else _("Reprendre") if row.done else _("Commencer")
    url = reverse("reviews:review", args=[review.pk])
    return Duty(tone, "list-checks", title, words, soon, row.minutes, url, label)


def _remedies(company: Company, membership: Membership) -> list[Duty]:
    """Those about the agents one is in charge of go to whoever asked for them and to the owners."""
    is_mine = [membership.role in SIGNING or opened_by == membership.pk for opened_by in OPENED_BY.read(company)]
    many = sum(is_mine)
    if not many:
        return []
    title = ngettext("Donner suite à %(many)s point de revue", "Donner suite à %(many)s points de revue", many) % {"many": many}
    minutes = min(MINUTES_A_REMEDY * many, MOST_MINUTES)
    why = _("Vous l’avez décidé en relisant. La prochaine revue commence par ce qui reste.")
    return [Duty("watch", "flag", title, why, None, minutes, reverse("reviews:remedies"), _("Voir"))]
