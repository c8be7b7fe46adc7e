"""« Vous remplacez … »: said to a stand-in on the first page, now and shortly before. What is asked of the absent person is in the rows
that each app makes for whoever answers for an agent (inventory.charge)."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.away import SOON_DAYS, holds, today_of, told_now_and_later
from accounts.models import Absence, Company, Membership
from inventory.models import Agent
from lib.dates import short_date, span_words
from lib.duties import Duty

NAMED = 3


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """One query, and one more when somebody is replaced."""
    day = today_of(company, at)
    soon = day + timedelta(days=SOON_DAYS)
    own = [row for row in told_now_and_later(company, day) if row.stand_in_id == membership.pk and row.starts_on <= soon and holds(row)]
    agents = _agents(company, own)
    return [_duty(row, agents.get(row.membership_id, []), day) for row in own]


def _agents(company: Company, absences: list[Absence]) -> dict[object, list[str]]:
    """Names of the agents each absent person is in charge of."""
    found: dict[object, list[str]] = {}
    if absences:
        rows = Agent.objects.of(company).in_sight().filter(in_charge__in=[row.membership_id for row in absences]).order_by("name")
        for who, name in rows.values_list("in_charge", "name"):
            found.setdefault(who, []).append(name)
    return found


def _duty(absence: Absence, agents: list[str], day: date) -> Duty:
    who, is_now = absence.membership.user.name, absence.starts_on <= day
    told = {"who": who, "until": short_date(absence.until), "days": span_words(absence.starts_on, absence.until)}
    title = _("Vous remplacez %(who)s jusqu’au %(until)s") % told if is_now else _("Vous remplacerez %(who)s %(days)s") % told
    more = "…" if len(agents) > NAMED else "."
    why = _("Ses agents\u00a0: %(names)s") % {"names": ", ".join(agents[:NAMED]) + more} if agents else _("Aucun agent n’est à sa charge.")
    url = f"{reverse('gaps')}?{urlencode({'personne': absence.membership_id})}"
    return Duty("info", "user-round-check", title, why, None if is_now else absence.starts_on, 2, url, _("Voir ce qui manque"))
