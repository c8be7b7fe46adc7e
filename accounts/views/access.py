"""One-time links made on the server: first access, new password, new second factor. The token leaves the address at once."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts import sessions
from accounts.access import CompanyRequest, open_page
from accounts.actions.factors import NewFactor, enrol
from accounts.actions.people import LinkSpent, change_password, spend_way_in
from accounts.actions.proving import Outcome
from accounts.actions.telling import actor_of, tell
from accounts.forms.people import NewPasswordForm, PasswordForm
from accounts.models import User, WayIn
from accounts.queries import factors_of, way_in_of
from accounts.views import enrol as pages
from accounts.views.drafts import Draft, posted
from accounts.views.locks import remember_browser
from accounts.views.proofs import proof_form, refuse, shown, try_proof
from accounts.views.sign_in import check_password, come_in
from ledger.enums import Kind

NAME = "access"
View = Callable[[CompanyRequest, WayIn], HttpResponseBase]


@open_page
def link(request: CompanyRequest, token: str) -> HttpResponse:
    way = way_in_of(token)
    if way is None or way.used_at or way.expires_at <= request.at or not way.user.is_active:
        return render(request, "accounts/link_ended.html", status=410)
    if request.user.is_authenticated:
        sessions.close(request)
    request.session.cycle_key()
    draft = Draft(request, NAME)
    draft.clear()
    draft.set(link=str(way.pk))
    return redirect("accounts:access")


def holding(*needed: str) -> Callable[[View], Callable[[CompanyRequest], HttpResponseBase]]:
    """A page for somebody who came by a link that is still good."""

    def guard(view: View) -> Callable[[CompanyRequest], HttpResponseBase]:
        @wraps(view)
        def guarded(request: CompanyRequest) -> HttpResponseBase:
            draft = Draft(request, NAME)
            way = (
                WayIn.objects.select_related("user")
                .filter(pk=draft.get("link"), used_at=None, expires_at__gt=request.at, user__is_active=True)
                .first()
            )
            if way is None:
                return render(request, "accounts/link_ended.html", status=410)
            return redirect("accounts:access") if any(answer not in draft for answer in needed) else view(request, way)

        return open_page(guarded)

    return guard


@holding()
@sensitive_post_parameters("password", "new_password")
def begin(request: CompanyRequest, way: WayIn) -> HttpResponse:
    if way.purpose == WayIn.Purpose.FACTOR:
        return _prove_password(request, way.user)
    form = NewPasswordForm(posted(request), person=way.user)
    if request.method == "POST" and form.is_valid():
        if way.purpose == WayIn.Purpose.PASSWORD:
            if not way.user.has_usable_password():  # made void on the server already
                return _take_password(request, way, form.hashed)
            Draft(request, NAME).set(new_password=form.hashed)
            return redirect("accounts:access_proof")
        Draft(request, NAME).set(password=form.hashed)
        return redirect("accounts:access_way")
    return render(request, "accounts/access.html", {"form": form, "way": way})


@holding("new_password")
def proof(request: CompanyRequest, way: WayIn) -> HttpResponse:
    """Who reads somebody's mail is not that person yet: the password there is holds until a second factor has answered."""
    factors, status = factors_of(way.user_id), 200
    form = proof_form(request, factors)
    if request.method == "POST" and form.is_valid():
        outcome = try_proof(request, way.user, form)
        if outcome.device:
            return _take_password(request, way, Draft(request, NAME).get("new_password"), outcome)
        status = refuse(form, outcome, request)
    return render(request, "accounts/access_proof.html", shown(request, form, factors), status=status)


@holding("password")
def choose(request: CompanyRequest, way: WayIn) -> HttpResponse:
    return pages.way(request, _flow(way))


@holding("password")
def app(request: CompanyRequest, way: WayIn) -> HttpResponse:
    return pages.app(request, _flow(way))


@holding("password")
def passkey(request: CompanyRequest, way: WayIn) -> HttpResponse:
    return pages.passkey(request, _flow(way))


@holding("password")
def codes(request: CompanyRequest, way: WayIn) -> HttpResponse:
    return pages.codes(request, _flow(way))


def _flow(way: WayIn) -> pages.Flow:
    def finish(request: CompanyRequest, factor: NewFactor) -> HttpResponse:
        return _finish(request, way, factor)

    return pages.Flow(NAME, 2, 4, lambda _: way.user.email, finish, "accounts:access")


def _prove_password(request: CompanyRequest, user: User) -> HttpResponse:
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid() and check_password(request, form, user.email):
        Draft(request, NAME).set(password=None)  # nothing to change
        return redirect("accounts:access_way")
    context = {"form": form, "way": {"purpose": WayIn.Purpose.FACTOR, "user": user}}
    return render(request, "accounts/access.html", context, status=getattr(request, "gf_status", 200))


def _take_password(request: CompanyRequest, way: WayIn, hashed: str, proven: Outcome | None = None) -> HttpResponse:
    try:
        spend_way_in(way, at=request.at)
    except LinkSpent:
        return render(request, "accounts/link_ended.html", status=410)
    change_password(way.user, hashed, at=request.at)
    Draft(request, NAME).clear()
    if proven is None:
        messages.success(request, _("Votre mot de passe est enregistré. Connectez-vous."))
        return redirect("accounts:sign_in")
    sessions.half_open(request, way.user, request.at)
    messages.success(request, _("Votre mot de passe est enregistré. Vos autres sessions sont fermées."))
    return come_in(request, way.user, proven)


def _finish(request: CompanyRequest, way: WayIn, factor: NewFactor) -> HttpResponse:
    draft, user = Draft(request, NAME), way.user
    try:
        spend_way_in(way, at=request.at)
    except LinkSpent:
        return render(request, "accounts/link_ended.html", status=410)
    if hashed := draft.get("password"):
        change_password(user, hashed, at=request.at)
    device = enrol(user, factor, by=actor_of(user), at=request.at)
    draft.clear()
    sessions.half_open(request, user, request.at)
    sessions.open_fully(request, device, request.at)
    sessions.prove(request, request.at)
    tell(user, Kind.SIGNIN, "signin.opened", by=actor_of(user), at=request.at)
    messages.success(request, _("Votre accès est ouvert."))
    return remember_browser(redirect("home"), user.email)
