"""What alerts leave to look at, for the first page."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Ability
from accounts.models import Company, Membership
from alerts.queries.pages import OPEN, standing
from inventory.charge import Charge
from lib.duties import Duty
from lib.kept import Call

MINUTES_AN_ALERT = 2
MOST_MINUTES = 20


def ahead(company: Company, membership: Membership, _: datetime) -> list[Call]:
    """What `due` asks, for the page that asks it all at once."""
    return [(OPEN, (company,))] if membership.may(Ability.STOP) else []


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """One row for one alert, one row for all of them beyond, to whoever may stop these agents. One query when there is none."""
    if not membership.may(Ability.STOP):
        return []
    own = Charge(membership, at).agents(Ability.STOP)
    found = [one for one in standing(company) if one.alert.agent_id in own]
    if not found:
        return []
    first, many = found[0], len(found)
    minutes = min(MINUTES_AN_ALERT * many, MOST_MINUTES)
    why = _("«\u00a0%(name)s\u00a0» %(what)s.") % {"name": first.agent, "what": first.sentence}
    title = ngettext("Regarder %(many)s alerte", "Regarder %(many)s alertes", many) % {"many": many}
    url = reverse("alerts:alert", args=[first.alert.pk]) if many == 1 else reverse("alerts:alerts")
    return [Duty(first.tone, first.icon, title, why, None, minutes, url, _("Regarder"))]
