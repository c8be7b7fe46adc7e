"""Approvers of whom nobody has said what they may approve, for the owner's first page."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Ability, Role
from accounts.models import Company, Membership
from approvals.models import Mandate
from lib.duties import Duty


def due(company: Company, membership: Membership, at: datetime) -> list[Duty]:  # noqa: ARG001  (every app's due() has this shape)
    """One query for an owner, none for the others."""
    if not membership.may(Ability.MANAGE_PEOPLE):
        return []
    given = Mandate.objects.of(company).current().filter(membership=OuterRef("pk"))
    silent = Membership.objects.of(company).current().filter(~Exists(given), role=Role.APPROVER).select_related("user")
    why, label = _("Tant que rien n’est dit, cette personne n’approuve rien."), _("Le dire")
    return [
        Duty("info", "badge-check", _("Dire ce que peut approuver %(name)s") % {"name": one.user.name}, why, None, 1, url, label)
        for one in silent.order_by("user__name", "pk")
        if (url := reverse("approvals:mandate", args=[one.pk]))
    ]
