"""Approvers of whom nobody has said what they may approve, for the owner's first page."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Ability, Role
from accounts.models import Company, Membership
from approvals.models import Mandate
from lib.duties import Duty
from lib.kept import Kept


def _silent(company: Company) -> QuerySet[Membership]:
    given = Mandate.objects.of(company).current().filter(membership=OuterRef("pk"))
    silent = Membership.objects.of(company).current().filter(~Exists(given), role=Role.APPROVER)
    return silent.select_related("user").order_by("user__name", "pk")


SILENT = Kept(_silent, Company)


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:  # noqa: ARG001  (every app's due() has this shape)
    """One query for an owner, none for the others."""
    if not membership.may(Ability.MANAGE_PEOPLE):
        return []
    why, label = _("Tant que rien n’est dit, cette personne n’approuve rien."), _("Le dire")
    return [
        Duty("info", "badge-check", _("Dire ce que peut approuver %(name)s") % {"name": one.user.name}, why, None, 1, url, label)
        for one in SILENT.read(company)
        if (url := reverse("approvals:mandate", args=[one.pk]))
    ]
