"""What an approver may approve, asked where somebody becomes one (accounts.hooks)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Company, Membership
from approvals.actions.mandates import give
from approvals.forms.mandates import NONE, MandateForm


class WhatToApprove:
    """On the page of an invitation, and of a new role."""

    role = Role.APPROVER
    template = "approvals/_power_fields.html"
    title = "Que pourra approuver cette personne\u00a0?"

    def form(self, company: Company, data: Any) -> MandateForm:
        """« Rien pour l’instant » is chosen already: a question that was skipped gives no power."""
        return MandateForm(data, company=company, may_wait=True, prefix="power", initial={"extent": NONE})

    def keep(self, membership: Membership, form: MandateForm, *, by: Membership, at: datetime) -> None:
        """Nothing said: nothing given."""
        if chosen := form.agents_chosen:
            give(membership, chosen, form.cents, by=by, at=at)

    def page_of(self, membership: Membership) -> tuple[str, str]:
        """Where it is changed later."""
        return reverse("approvals:mandate", args=[membership.pk]), _("Ce que cette personne peut approuver")
