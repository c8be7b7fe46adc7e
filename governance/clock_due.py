"""« L’horloge de Garde-fou est arrêtée »: said on the first page when no sweep ran for minutes. One query."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Ability
from accounts.models import Company, Membership
from accounts.runs import stopped_since
from lib.dates import french_time, on_moment
from lib.duties import Duty


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """To the owners: nothing opens, reminds nor leaves meanwhile. Agents' calls and stops do not need the clock."""
    if not membership.may(Ability.EDIT_COMPANY):
        return []
    when = stopped_words(company, at)
    if not when:
        return []
    title = _("L’horloge de Garde-fou est arrêtée depuis %(when)s") % {"when": when}
    why = _("Aucune revue ne s’ouvre, aucun rappel ne part. Relancez Garde-fou, ou prévenez votre informaticien.")
    url = reverse("help_page", args=["pour-votre-informaticien"])
    return [Duty("stop", "timer", title, why, None, 5, url, _("Que faire"))]


def stopped_words(company: Company, at: datetime) -> str:
    """Since when the clock stands still, at this company's hour; empty while it runs. One query."""
    since = stopped_since(at, never=company.created_at)
    return since_words(since, at, ZoneInfo(company.time_zone)) if since else ""


def since_words(since: datetime, now: datetime, zone: ZoneInfo) -> str:
    """« 18 h 05 » today, else « hier à 18 h 05 », « le 12 mars à 09 h »."""
    days = (now.astimezone(zone).date() - since.astimezone(zone).date()).days
    if days == 0:
        return french_time(since.astimezone(zone))
    return on_moment(since, now, zone)
