"""Somebody leaves, is cut off, or changes role: everything they answer for, on one page, handed over with one button."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import CompanyRequest, page
from accounts.actions.leaving import AlreadyGone, HasChanged, cut, leave, move_to, share_out, stuck
from accounts.actions.people import LastOwner, is_last_owner
from accounts.enums import Ability, Role
from accounts.forms.handing import HandingForm
from accounts.forms.role_answers import pages_of
from accounts.hooks import Held, held_by
from accounts.models import Membership, WayIn
from accounts.views.drafts import posted

LAST_OWNER = "C’est le seul dirigeant qui peut entrer. Nommez-en un autre, et attendez sa première connexion."
CHANGED = "Ce que cette personne a en charge vient de changer. Relisez la page, puis recommencez."
CUT = "cut"


@page(Ability.MANAGE_PEOPLE, fresh=True)
def departure(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    member = _anybody(request, membership_id)
    listed = held_by(member, request.at)
    if member.ended_at and not listed:
        messages.info(request, _("%(name)s ne fait plus partie de l’équipe.") % {"name": member.user.name})
        return redirect("accounts:team")
    if request.method != "POST" and is_last_owner(member):  # nothing to share out for nothing
        messages.warning(request, _(LAST_OWNER))
        return redirect("accounts:team_person", membership_id)
    if request.method == "POST" and request.POST.get("act") == CUT and not member.ended_at:
        return _cut(request, member, listed)
    form = HandingForm(posted(request), listed=listed, people=_others(request, member))
    if request.method == "POST" and form.is_valid():
        return _leave(request, member, form)
    return render(request, "accounts/team_leave.html", _shown(member, form, listed) | {"notes": _notes(member)})


@page(Ability.MANAGE_PEOPLE, fresh=True)
def new_role(request: CompanyRequest, membership_id: UUID, role: str) -> HttpResponse:
    """Reached from the person's page, when the role chosen there cannot hold all they hold."""
    member = get_object_or_404(_people(request).current(), pk=membership_id)
    if role not in Role.values:
        raise Http404
    if request.method != "POST" and role != Role.OWNER and is_last_owner(member):
        messages.warning(request, _(LAST_OWNER))
        return redirect("accounts:team_person", membership_id)
    listed = stuck(member, Role(role), request.at)
    form = HandingForm(posted(request), listed=listed, people=_others(request, member))
    if request.method == "POST" and form.is_valid():
        try:
            move_to(member, Role(role), form.choices, by=request.membership, at=request.at)
        except (LastOwner, HasChanged, AlreadyGone) as refused:
            messages.warning(request, _refusal(refused, member))
            return redirect("accounts:team_role", membership_id, role)
        messages.success(request, _("Son rôle est enregistré."))
        member.role = role
        return redirect(next((address for address, _label in pages_of(member)), "accounts:team"))
    return render(request, "accounts/team_role.html", _shown(member, form, listed) | {"role": Role(role).label})


def _leave(request: CompanyRequest, member: Membership, form: HandingForm) -> HttpResponse:
    act = share_out if member.ended_at else leave
    try:
        act(member, form.choices, by=request.membership, at=request.at)
    except (LastOwner, HasChanged, AlreadyGone) as refused:
        messages.warning(request, _refusal(refused, member))
        return redirect("accounts:team" if isinstance(refused, AlreadyGone) else request.path)
    if member.ended_at:
        messages.success(request, _("C’est réparti."))
    else:
        messages.success(request, _("%(name)s n’a plus accès à l’entreprise.") % {"name": member.user.name})
    return redirect("accounts:team")


def _cut(request: CompanyRequest, member: Membership, listed: Sequence[Held]) -> HttpResponse:
    try:
        cut(member, by=request.membership, at=request.at)
    except (LastOwner, HasChanged, AlreadyGone) as refused:
        messages.warning(request, _refusal(refused, member))
        return redirect("accounts:team")
    messages.success(request, _("%(name)s n’a plus accès à l’entreprise.") % {"name": member.user.name})
    is_oneself = member.pk == request.membership.pk
    return redirect(request.path if listed and not is_oneself else "accounts:team")


def _refusal(refused: Exception, member: Membership) -> str:
    match refused:
        case LastOwner():
            return _(LAST_OWNER)
        case HasChanged():
            return _(CHANGED)
    return _("%(name)s ne fait déjà plus partie de l’équipe.") % {"name": member.user.name}


def _notes(member: Membership) -> list[str]:
    """What ends by itself, and what is to be mended elsewhere."""
    company, name = member.company, member.user.name
    notes = []
    if not member.user.has_usable_password() and WayIn.objects.filter(user=member.user, used_at=None).exists():
        notes.append(_("Son lien d’accès, pas encore utilisé, ne servira plus."))
    if name in (company.representative, company.dpo_name):
        notes.append(_("La fiche de l’entreprise porte encore son nom\u00a0: corrigez-la ensuite."))
    return notes


def _anybody(request: CompanyRequest, membership_id: UUID) -> Membership:
    """Those who left, too: what they held may still be to share out."""
    return get_object_or_404(_people(request), pk=membership_id)


def _others(request: CompanyRequest, member: Membership) -> list[Membership]:
    return list(_people(request).current().exclude(pk=member.pk).order_by("user__name", "pk"))


def _people(request: CompanyRequest) -> Any:
    return Membership.objects.of(request.company).select_related("user", "company")


def _shown(member: Membership, form: HandingForm, listed: Sequence[Held]) -> dict[str, Any]:
    return {"section": "team", "member": member, "form": form, "held": listed}
