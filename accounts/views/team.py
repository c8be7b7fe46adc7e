"""« L’équipe »: who works for the company, as what, and until when. A newcomer gets a link, shown once."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import CompanyRequest, page
from accounts.actions.leaving import AlreadyGone, HasChanged, move_to
from accounts.actions.mail import TooMany, send_link
from accounts.actions.people import (
    AlreadyThere,
    KnownElsewhere,
    LastOwner,
    add_person,
    end_sessions,
    renew_link,
    reset_factor_of,
)
from accounts.enums import Ability, Role
from accounts.forms.people import NewPersonForm, RoleForm
from accounts.forms.role_answers import RoleAnswers, pages_of
from accounts.mailing import is_set_up
from accounts.models import Membership, User, WayIn
from accounts.queries import way_in_of
from accounts.views.absences import listed
from accounts.views.drafts import posted
from accounts.views.leaving import LAST_OWNER
from outbox.actions import BadAddress


@page(Ability.MANAGE_PEOPLE)
def team(request: CompanyRequest) -> HttpResponse:
    people = Membership.objects.of(request.company).current().select_related("user").order_by("user__name", "pk")
    return _page(request, "team", {"people": people, "absences": listed(request)})


@page(Ability.MANAGE_PEOPLE, fresh=True)
def new(request: CompanyRequest) -> HttpResponse:
    form = NewPersonForm(posted(request), initial={"role": Role.GUEST})
    asked = RoleAnswers(request.company, posted(request))
    if request.method == "POST" and form.is_valid() and asked.are_valid(form.cleaned_data["role"]):
        given = form.cleaned_data
        try:
            user, token = add_person(
                request.company, email=given["email"], name=given["name"], role=Role(given["role"]), by=request.actor, at=request.at
            )
        except AlreadyThere:
            form.add_error("email", _("Cette personne fait déjà partie de l’équipe."))
        except KnownElsewhere:
            form.add_error("email", _("Cette adresse attend déjà un premier accès ailleurs. Voyez avec qui s’occupe du serveur."))
        else:
            asked.keep(_of_user(request, user), by=request.membership, at=request.at)
            return _given(request, user, token)
    return _page(request, "team_new", {"form": form, "asked": asked})


@page(Ability.MANAGE_PEOPLE, fresh=True)
def person(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    membership = _member(request, membership_id)
    form = RoleForm(posted(request), initial={"role": membership.role})
    asked = RoleAnswers(request.company, posted(request), but=Role(membership.role))
    if request.method == "POST" and form.is_valid() and asked.are_valid(form.cleaned_data["role"]):
        wanted = Role(form.cleaned_data["role"])
        try:
            move_to(membership, wanted, {}, by=request.membership, at=request.at)
        except HasChanged:  # there is something to hand over first
            return redirect("accounts:team_role", membership_id, wanted)
        except AlreadyGone:
            return redirect("accounts:team")
        except LastOwner:
            form.add_error("role", _(LAST_OWNER))
        else:
            asked.keep(membership, by=request.membership, at=request.at)
            messages.success(request, _("Son rôle est enregistré."))
            return redirect("accounts:team")
    context = {"form": form, "asked": asked, "member": membership, "pages": pages_of(membership)}
    return _page(request, "team_person", context | {"has_joined": membership.user.has_usable_password()})


@require_POST
@page(Ability.MANAGE_PEOPLE, fresh=True)
def link(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    """Another first link, for somebody who has not come in yet; a password that exists is the server's business."""
    membership = _member(request, membership_id)
    try:
        token = renew_link(membership, by=request.actor, at=request.at)
    except KnownElsewhere:
        messages.info(request, _("Cette personne est déjà venue. Pour un mot de passe oublié, voyez avec qui s’occupe du serveur."))
        return redirect("accounts:team_person", membership_id)
    return _given(request, membership.user, token)


@require_POST
@page(Ability.MANAGE_PEOPLE, fresh=True)
def end_all(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    user = _member(request, membership_id).user
    end_sessions(user, by=request.actor, at=request.at)
    messages.success(request, _("Les sessions de cette personne sont fermées."))
    return redirect("accounts:team_person", membership_id)


@require_POST
@page(Ability.MANAGE_PEOPLE, fresh=True)
def factor_link(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    """For a colleague who lost telephone and printed codes. One's own factors are changed from one's own account."""
    membership = _member(request, membership_id)
    if membership.user_id == request.user.pk:
        return redirect("accounts:account")
    try:
        token = reset_factor_of(membership, by=request.actor, at=request.at)
    except KnownElsewhere:
        messages.warning(request, _("Cette personne travaille aussi ailleurs\u00a0: voyez avec qui s’occupe du serveur."))
        return redirect("accounts:team_person", membership_id)
    return _shown(request, membership, token, may_mail=False)


@require_POST
@page(Ability.MANAGE_PEOPLE)
@sensitive_post_parameters("token")
def mail_link(request: CompanyRequest, membership_id: UUID) -> HttpResponse:
    """« Envoyer par e-mail » the link that was just shown: the page gives it back, as we keep only its hash."""
    membership = _member(request, membership_id)
    token = request.POST.get("token", "")
    way = way_in_of(token)
    if way is None or way.user_id != membership.user_id or way.purpose != WayIn.Purpose.JOIN or way.used_at or way.expires_at <= request.at:
        messages.warning(request, _("Ce lien ne sert plus. Refaites-le."))
        return redirect("accounts:team_person", membership_id)
    if not is_set_up(request.company):
        messages.warning(request, _("La messagerie n’est pas réglée. Donnez le lien vous-même."))
        return redirect("accounts:team_person", membership_id)
    path = reverse("accounts:access_link", args=[token])
    try:
        send_link(request.company, way, path, by=request.actor, at=request.at)
    except BadAddress:
        messages.warning(request, _("Cette adresse e-mail ne peut pas recevoir de message. Donnez le lien vous-même."))
    except TooMany:
        messages.warning(request, _("Trop de liens sont partis depuis hier. Donnez celui-ci vous-même, ou attendez demain."))
    else:
        messages.success(request, _("Le lien part à %(to)s.") % {"to": membership.user.email})
    return redirect("accounts:team")


def _member(request: CompanyRequest, membership_id: UUID) -> Membership:
    people = Membership.objects.of(request.company).current().select_related("user", "company")
    return get_object_or_404(people, pk=membership_id)


def _of_user(request: CompanyRequest, user: User) -> Membership:
    return Membership.objects.of(request.company).current().select_related("user", "company").get(user=user)


def _given(request: CompanyRequest, user: User, token: str) -> HttpResponse:
    if not token:
        messages.success(request, _("%(name)s est dans l’équipe, et se connecte comme d’habitude.") % {"name": user.name})
        return redirect("accounts:team")
    return _shown(request, _of_user(request, user), token, may_mail=is_set_up(request.company))


def _shown(request: CompanyRequest, membership: Membership, token: str, *, may_mail: bool) -> HttpResponse:
    address = settings.ADDRESS.origin + reverse("accounts:access_link", args=[token])
    context = {"person": membership.user, "address": address, "token": token, "member": membership, "may_mail": may_mail}
    return _page(request, "team_link", context)


def _page(request: CompanyRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"accounts/{name}.html", {"section": "team", **context})
