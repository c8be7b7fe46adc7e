"""Monday's message to the owners, in ten lines: what waits, what was signed last week, what is late. Nothing when there is nothing.

Run as often as one likes, by as many clocks: the week is a unique row. Opens the scopes.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.boundary import scope
from accounts.enums import Role
from accounts.letters import letter
from accounts.mailing import is_set_up
from accounts.models import Company, Membership
from governance.today import today
from inventory.rules.days import company_day
from lib.dates import short_date
from lib.duties import Duty
from lib.words import on_one_line
from outbox.actions import BadAddress, Cause, Letter, post
from register.reading import Reading
from reviews.models import Digest, SignOff
from reviews.queries.clocks import Standing, may_be_due
from reviews.rules.calendar import monday_due
from reviews.rules.naming import name_of

Now = Callable[[], datetime]
CAUSE = "digest"
WEEK = timedelta(days=7)
NAMED, LATE_NAMED, SIGNED_NAMED = 3, 2, 2  # with their three headings and « Et 4 autres », ten lines
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """What a person is told. `signed`: names of the reviews signed last week, with who signed them."""

    waiting: Sequence[Duty]
    late: Sequence[Duty]
    signed: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Nothing to say is not said."""
        return not (self.waiting or self.late or self.signed)


def send_due(*, now: Now) -> int:
    """How many messages were written. A company that stumbles does not keep the others waiting."""
    at, written = now(), 0
    for standing in may_be_due(at):
        monday = _monday(standing, at)
        if monday is None:
            continue
        try:
            with scope(standing.company):
                written += send(Company.objects.get(pk=standing.company), monday, at=now())
        except Exception:
            log.exception("Monday's message of %s: tried again in a minute", standing.company)
    return written


@transaction.atomic
def send(company: Company, monday: date, *, at: datetime) -> int:
    """To each owner, once a week, whatever happens; how many were written. Inside the company's scope."""
    row = Digest(company=company, week_on=monday, made_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return 0  # another clock did it
    if not is_set_up(company):
        return 0
    owners = Membership.objects.of(company).current().filter(role=Role.OWNER).select_related("user", "company")
    with timezone.override(ZoneInfo(company.time_zone)):
        written = sum(_write(company, owner, monday, at) for owner in owners.order_by("started_at", "pk"))
    Digest.objects.of(company).filter(pk=row.pk).update(people=written)
    return written


def told_to(company: Company, owner: Membership, at: datetime) -> Told:
    """What the first page would show this person, and what was signed in the last seven days."""
    day = company_day(at, company.time_zone)
    duties = today(company, owner, at, Reading(company, at)).now
    late = [duty for duty in duties if duty.due_on and duty.due_on < day]
    return Told([duty for duty in duties if duty not in late], late, list(_signed(company, at)))


def lines(told: Told) -> list[str]:
    """At most ten. Each number says what it counts."""
    return [*_waiting(told.waiting), *_late(told.late), *_signed_lines(told.signed)]


def _monday(standing: Standing, at: datetime) -> date | None:
    return None if not standing.wants_digest else monday_due(standing.pace.zone, standing.digest_on, standing.created_at, at)


def _write(company: Company, owner: Membership, monday: date, at: datetime) -> bool:
    told = told_to(company, owner, at)
    if told.is_empty:
        return False
    try:
        return post(Cause(CAUSE, f"{monday}"), _letter(company, owner, monday, told), to=owner.user.email, at=at)
    except BadAddress:
        return False  # an address that takes no mail must not keep the others from hearing


def _letter(company: Company, owner: Membership, monday: date, told: Told) -> Letter:
    named = {"company": on_one_line(company.name), "day": short_date(monday)}
    return letter(_("%(company)s\u00a0: votre semaine du %(day)s") % named, owner.user, lines(told), reverse("home"), _("Ouvrir Garde-fou"))


def _waiting(duties: Sequence[Duty]) -> Iterator[str]:
    if not duties:
        return
    minutes = sum(duty.minutes for duty in duties)
    title = ngettext("%(many)s chose à faire cette semaine", "%(many)s choses à faire cette semaine", len(duties)) % {"many": len(duties)}
    yield _("%(title)s, %(minutes)s\u00a0min environ\u00a0:") % {"title": title, "minutes": minutes}
    yield from (f"– {_line(duty.title)} ({duty.minutes}\u00a0min)" for duty in duties[:NAMED])
    if more := len(duties) - NAMED if len(duties) > NAMED else 0:
        yield ngettext("– et %(more)s autre, sur la page d’accueil", "– et %(more)s autres, sur la page d’accueil", more) % {"more": more}


def _line(title: str) -> str:
    """On one line, its no-break spaces kept."""
    return "\u00a0".join(on_one_line(part) for part in title.split("\u00a0"))


def _late(duties: Sequence[Duty]) -> Iterator[str]:
    if not duties:
        return
    yield ngettext("%(many)s chose en retard\u00a0:", "%(many)s choses en retard\u00a0:", len(duties)) % {"many": len(duties)}
    for duty in duties[:LATE_NAMED]:
        since = _("depuis le %(day)s") % {"day": short_date(duty.due_on)} if duty.due_on else ""
        yield f"– {_line(duty.title)}, {since}"


def _signed_lines(signed: Sequence[str]) -> Iterator[str]:
    shown = signed[: SIGNED_NAMED - 1] if len(signed) > SIGNED_NAMED else signed
    yield from (_("Signée la semaine dernière\u00a0: %(name)s.") % {"name": name} for name in shown)
    if more := len(signed) - len(shown):
        yield _("Et %(more)s autres revues signées la semaine dernière.") % {"more": more}


def _signed(company: Company, at: datetime) -> Iterator[str]:
    rows = SignOff.objects.of(company).filter(at__gt=at - WEEK, at__lte=at).select_related("review__agent").order_by("-at")
    for row in rows:
        review = row.review
        agent = on_one_line(review.agent.name) if review.agent else ""
        name = name_of(review.kind, review.starts_at, review.ends_at, company.time_zone, agent)
        yield f"{name}, par {on_one_line(row.by_name)}"
