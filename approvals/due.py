"""What a stop leaves to do, for the first page."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Ability
from accounts.models import Company, Membership
from approvals.powers_due import SILENT
from approvals.queries import desk as desk_queries
from approvals.queries.answering import demand
from approvals.queries.lists import rows_of
from approvals.queries.stops import HALTS, Stop, checklists, standing
from inventory.charge import Charge
from inventory.rules.days import company_day
from lib.duties import Duty
from lib.kept import Call

MINUTES_A_STEP = 2
MINUTES_TO_DECIDE = 5
MINUTES_A_REQUEST = 2


def ahead(company: Company, membership: Membership, at: datetime) -> list[Call]:
    """What `due` asks, for the page that asks it all at once. Not the stops: what stands on disk is read before them."""
    if not membership.may(Ability.DECIDE):
        return []
    waiting: list[Call] = [(desk_queries.BRIEFLY, (company, at)), (HALTS, (company,)), (desk_queries.SAID, (company, membership))]
    return waiting + ([(SILENT, (company,))] if membership.may(Ability.MANAGE_PEOPLE) else [])


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:
    """Accounts still to take back; once they all are, what to do next. Without a stop or a demand two queries."""
    asked = list(_requests(company, membership, at)) if membership.may(Ability.DECIDE) else []
    if not membership.may(Ability.STOP):
        return asked
    stops = standing(company)
    lists, mine = checklists(company, stops), Charge(membership, at).agents(Ability.STOP)
    left = [(stop, sum(agent.left for agent in lists[stop.id].agents if agent.id in mine)) for stop in stops]
    return asked + list(_duties(membership, company_day(at, company.time_zone), left))


def _requests(company: Company, membership: Membership, at: datetime) -> Iterator[Duty]:
    """One row while there is one demand, one row for all of them beyond."""
    asked = desk_queries.briefly(company, at)
    if not asked or not (waiting := desk_queries.left_to(membership, asked)):
        return
    many = len(waiting)
    if (first := demand(company, waiting[0].pk)) is None:
        return
    row = rows_of(company, [first], at)[0]
    day = company_day(first.expires_at, company.time_zone)
    if many == 1:
        title, url = f"{row.question} {row.amount}".strip(), reverse("approvals:demand", args=[first.pk])
    else:
        title, url = _("Répondre à %(many)s demandes") % {"many": many}, reverse("approvals:requests")
    why = row.signals[0].title if row.signals else _("L’agent «\u00a0%(name)s\u00a0» attend votre réponse.") % {"name": first.agent.name}
    yield Duty("stop", "hand", title, why, day, MINUTES_A_REQUEST * many, url, _("Répondre"))


def _duties(membership: Membership, today: date, stops: list[tuple[Stop, int]]) -> Iterator[Duty]:
    for stop, left in stops:
        url = reverse("approvals:stop", args=[stop.id])
        if stop.is_drill:
            if membership.may(Ability.LIFT_STOP):
                title, why = _("Terminer l’essai de l’arrêt"), _("Les agents restent arrêtés tant que l’essai dure.")
                yield Duty("watch", "octagon-pause", title, why, today, 1, url, _("Voir l’essai"))
        elif left:
            what = _("Il reste %(left)s accès à retirer.") % {"left": left}
            title, why, label = _("Finir l’arrêt d’urgence"), f"{_who(stop)} {what}", _("Retirer les accès")
            yield Duty("stop", "octagon-pause", title, why, today, MINUTES_A_STEP * left, url, label)
        elif membership.may(Ability.LIFT_STOP):
            title, why, label = _("Décider de la suite de l’arrêt"), f"{_who(stop)} {_('Les accès sont retirés.')}", _("Voir l’arrêt")
            yield Duty("watch", "octagon-pause", title, why, None, MINUTES_TO_DECIDE, url, label)


def _who(stop: Stop) -> str:
    if stop.agent_id:
        return _("Vous avez arrêté l’agent «\u00a0%(name)s\u00a0».") % {"name": stop.agent_name}
    return _("Vous avez arrêté tous vos agents.")
