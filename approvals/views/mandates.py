"""« Qui peut approuver »: an owner says who decides for which agents, up to how much."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability, Role
from accounts.models import Membership
from accounts.views.drafts import posted
from approvals.actions.mandates import NoApprover, give, take_back
from approvals.forms.mandates import MandateForm
from approvals.models import Mandate
from approvals.queries.powers import ceiling, standing


@require_safe
@page(Ability.MANAGE_PEOPLE)
def mandates(request: CompanyRequest) -> HttpResponse:
    people = list(_people(request).order_by("user__name", "pk"))
    powers = standing(request.company)
    context = {
        "section": "team",
        "owners": [person.user.name for person in people if person.role == Role.OWNER],
        "approvers": [(person, _lines(powers.get(person.pk, []))) for person in people if person.role == Role.APPROVER],
    }
    return render(request, "approvals/mandates.html", context)


@page(Ability.MANAGE_PEOPLE, fresh=True)
def mandate(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    person = _approver(request, membership_id)
    form = MandateForm(posted(request), company=request.company)
    if request.method == "POST" and form.is_valid():
        try:
            is_new = give(person, form.agents_chosen, form.cents, by=request.membership, at=request.at)
        except NoApprover:
            messages.warning(request, _("Cette personne n’est plus approbateur. Rien n’a changé."))
            return redirect("approvals:mandates")
        messages.success(request, _("C’est enregistré.") if is_new else _("C’était déjà dit ainsi."))
        return redirect("approvals:mandate", membership_id)
    lines = _lines(standing(request.company, [person]).get(person.pk, []))
    return render(request, "approvals/mandate.html", {"section": "team", "person": person, "lines": lines, "form": form})


@require_POST
@page(Ability.MANAGE_PEOPLE, fresh=True)
def end(request: CompanyRequest, mandate_id: UUID) -> HttpResponse:
    rows = Mandate.objects.of(request.company).select_related("agent", "membership__user", "company")
    found = get_object_or_404(rows, pk=mandate_id)
    if take_back(found, by=request.membership, at=request.at):
        messages.success(request, _("Ce pouvoir est retiré."))
    else:
        messages.info(request, _("Ce pouvoir avait déjà pris fin."))
    return redirect("approvals:mandates")


def _lines(powers: list[Mandate]) -> list[dict[str, Any]]:
    return [{"row": row, "agent": row.agent, "ceiling": ceiling(row.up_to_cents)} for row in powers]


def _people(request: CompanyRequest) -> Any:
    return Membership.objects.of(request.company).current().select_related("user", "company")


def _approver(request: CompanyRequest, membership_id: UUID) -> Membership:
    person: Membership = get_object_or_404(_people(request).filter(role=Role.APPROVER), pk=membership_id)
    return person
